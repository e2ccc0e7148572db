// What servers and clients share: what the parser calls, and how it is freed. https://nodejs.org/api/http.html

const { IncomingMessage, end, readStart, readStop } = require('_http_incoming');

const kIncomingMessage = Symbol('IncomingMessage');
const kSkipPendingData = Symbol('SkipPendingData');

// A message's head; messages without a body end with it. What native code does next: 0 as the head says, 1 there is no
// body, 2 another protocol follows, -1 the message is ended already.
function onHead(major, minor, rawHeaders, method, line, status, upgrade, keepAlive, empty, there) {
  const { socket } = this;
  const server = socket?.server;
  const Incoming = server?.[kIncomingMessage] || IncomingMessage;
  const incoming = this.incoming = new Incoming(socket);
  incoming.httpVersionMajor = major;
  incoming.httpVersionMinor = minor;
  incoming.httpVersion = major === 1 && minor === 1 ? '1.1' : `${major}.${minor}`;
  incoming.joinDuplicateHeaders = server?.joinDuplicateHeaders || this.joinDuplicateHeaders;
  incoming.upgrade = upgrade;
  if (status === 0) {
    incoming.method = method;
    incoming.url = line;
  } else {
    incoming.statusCode = status;
    incoming.statusMessage = line;
  }
  let n = rawHeaders.length;
  if (this.maxHeaderPairs > 0 && n > this.maxHeaderPairs) n = this.maxHeaderPairs;
  incoming._addHeaderLines(rawHeaders, n);
  const answer = this.onIncoming(incoming, keepAlive, there);
  if (!empty || answer !== 0) return answer;
  if (this.incoming === incoming && !incoming.upgrade) {
    incoming.complete = true;
    end(incoming);
  }
  readStart(this.socket);
  return -1;
}

function onBody(chunk) {
  const stream = this.incoming;
  // The message may have been destroyed, and the socket not yet.
  if (stream === null || stream._dumped) return;
  if (!stream.push(chunk)) readStop(this.socket);
}

function onComplete(rawTrailers) {
  const stream = this.incoming;
  if (stream !== null && !stream.upgrade) {
    stream.complete = true;
    if (rawTrailers !== undefined) stream._addHeaderLines(rawTrailers, rawTrailers.length);
    stream.push(null);
  }
  readStart(this.socket);
}

const kRequest = 1;
const kResponse = 2;

function construct() {
  const parser = ops.newParser(kRequest, false, 0);
  parser.onHead = onHead;
  parser.onBody = onBody;
  parser.onComplete = onComplete;
  clean(parser);
  return parser;
}

function clean(parser) {
  parser.socket = parser.incoming = parser.outgoing = parser.onIncoming = parser.onExecute = null;
  parser.joinDuplicateHeaders = null;
  parser.maxHeaderPairs = 2000;
  parser._consumed = false;
}

// Parsers that have no connection, to be used again.
const parsers = {
  name: 'parsers',
  max: 1000,
  list: [],
  ctor: construct,
  alloc() {
    return this.list.length > 0 ? this.list.pop() : construct();
  },
  free(parser) {
    if (this.list.length >= this.max) return false;
    this.list.push(parser);
    return true;
  },
};

function newParser(kind, lenient, maxHeaderSize, ...frame) {
  const parser = parsers.alloc();
  parser.initialize(kind, lenient, maxHeaderSize, ...frame);
  return parser;
}

function freeParser(parser, req, socket) {
  if (parser) {
    if (parser._consumed) parser.unconsume();
    clean(parser);
    parser.remove();
    if (parsers.free(parser)) parser.free();
    else setImmediate(() => parser.close());
  }
  if (req) req.parser = null;
  if (socket) socket.parser = null;
}

function prepareError(err, parser, rawPacket) {
  err.rawPacket = rawPacket || parser.getCurrentBuffer();
  if (typeof err.reason === 'string') err.message = `Parse Error: ${err.reason}`;
}

let warnedLenient = false;
function isLenient() {
  const lenient = ops.insecureParser();
  if (lenient && !warnedLenient) {
    warnedLenient = true;
    process.emitWarning('Using insecure HTTP parsing');
  }
  return lenient;
}

module.exports = {
  _checkInvalidHeaderChar: ops.checkInvalidHeaderChar,
  _checkIsHttpToken: ops.checkIsHttpToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  freeParser,
  newParser,
  get methods() { return ops.methods(); },
  parsers,
  kRequest,
  kResponse,
  kIncomingMessage,
  get HTTPParser() {
    return Object.assign(construct().constructor, { REQUEST: kRequest, RESPONSE: kResponse });
  },
  isLenient,
  defaultMaxHeaderSize: ops.maxHeaderSize,
  prepareError,
  kSkipPendingData,
};
