// http.Server and http.ServerResponse: https://nodejs.org/api/http.html#class-httpserver

const { codes } = require('internal/errors');
const { chunkExpression, kIncomingMessage } = require('_http_common');
const { IncomingMessage } = require('_http_incoming');
const {
  OutgoingMessage, formOf, kAnswer, kOutHeaders, kSocket, kUniqueHeaders, parseUniqueHeadersOption, validateHeaderName,
} = require('_http_outgoing');
const { connectionListener, kParsers, kServerResponse, onError, onSocketClose } = require('internal/http/connections');
const { Server: NetServer } = require('internal/net/server');
const validators = require('internal/validators');

// It was given its socket by assignSocket().
const kAssigned = Symbol('kAssigned');
const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');

const STATUS_CODES = {
  100: 'Continue', 101: 'Switching Protocols', 102: 'Processing', 103: 'Early Hints',
  200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content',
  205: 'Reset Content', 206: 'Partial Content', 207: 'Multi-Status', 208: 'Already Reported', 226: 'IM Used',
  300: 'Multiple Choices', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified',
  305: 'Use Proxy', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found',
  405: 'Method Not Allowed', 406: 'Not Acceptable', 407: 'Proxy Authentication Required', 408: 'Request Timeout',
  409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Payload Too Large',
  414: 'URI Too Long', 415: 'Unsupported Media Type', 416: 'Range Not Satisfiable', 417: 'Expectation Failed',
  418: 'I\'m a Teapot', 421: 'Misdirected Request', 422: 'Unprocessable Entity', 423: 'Locked',
  424: 'Failed Dependency', 425: 'Too Early', 426: 'Upgrade Required', 428: 'Precondition Required',
  429: 'Too Many Requests', 431: 'Request Header Fields Too Large', 451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable',
  504: 'Gateway Timeout', 505: 'HTTP Version Not Supported', 506: 'Variant Also Negotiates',
  507: 'Insufficient Storage', 508: 'Loop Detected', 509: 'Bandwidth Limit Exceeded', 510: 'Not Extended',
  511: 'Network Authentication Required',
};

function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  if (req.method === 'HEAD') this._hasBody = false;
  this.req = req;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = chunkExpression.test(req.headers.te);
    this.shouldKeepAlive = false;
  }
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

Object.assign(ServerResponse.prototype, {
  statusCode: 200,
  statusMessage: undefined,

  assignSocket(socket) {
    if (socket._httpMessage) throw new codes.ERR_HTTP_SOCKET_ASSIGNED();
    socket._httpMessage = this;
    socket.on('close', onSocketClose);
    this[kAssigned] = true;
    this.socket = socket;
    this.emit('socket', socket);
    this._flush();
  },

  detachSocket(socket) {
    if (this[kAssigned]) socket.removeListener('close', onSocketClose);
    socket._httpMessage = null;
    this[kSocket] = null;
  },

  writeContinue(cb) {
    this._writeRaw('HTTP/1.1 100 Continue\r\n\r\n', 'ascii', cb);
    this._sent100 = true;
  },

  writeInformation(statusCode, headers, cb) {
    if (typeof headers === 'function') {
      cb = headers;
      headers = undefined;
    }
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('write');
    validators.validateInteger(statusCode, 'statusCode', 100, 199);
    // Another protocol follows that one.
    if (statusCode === 101) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(statusCode);
    const head = headers ? ops.storeHeaders(headers, formOf(this, headers), this[kUniqueHeaders])[0] : '';
    return this._writeRaw(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] || 'unknown'}\r\n${head}\r\n`, 'latin1', cb);
  },

  writeProcessing(cb) {
    this._writeRaw('HTTP/1.1 102 Processing\r\n\r\n', 'ascii', cb);
  },

  writeEarlyHints(hints, cb) {
    validators.validateObject(hints, 'hints');
    if (hints.link === null || hints.link === undefined) return;
    const link = validators.validateLinkHeaderValue(hints.link);
    if (link.length === 0) return;
    if (ops.checkInvalidHeaderChar(link)) throw new codes.ERR_INVALID_CHAR('header content', 'Link');
    let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
    for (const key of Object.keys(hints)) {
      if (key.toLowerCase() === 'link') continue;
      validateHeaderName(key);
      if (ops.checkInvalidHeaderChar(hints[key])) throw new codes.ERR_INVALID_CHAR('header content', key);
      head += `${key}: ${hints[key]}\r\n`;
    }
    this._writeRaw(`${head}\r\n`, 'ascii', cb);
  },

  _implicitHeader() {
    this.writeHead(this.statusCode);
  },

  writeHead(statusCode, reason, obj) {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('write');
    const original = statusCode;
    statusCode |= 0;
    if (statusCode < 100 || statusCode > 999) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(original);
    if (typeof reason === 'string') {
      this.statusMessage = reason;
    } else {
      this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
      obj ??= reason;
    }
    this.statusCode = statusCode;

    let headers = obj;
    if (this[kOutHeaders]) {
      // What is given here goes before what was set.
      if (Array.isArray(obj)) {
        if (obj.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', obj);
        for (let i = 0; i < obj.length; i += 2) this.removeHeader(obj[i]);
        for (let i = 0; i < obj.length; i += 2) if (obj[i]) this.appendHeader(obj[i], obj[i + 1]);
      } else if (obj) {
        for (const key of Object.keys(obj)) if (key) this.setHeader(key, obj[key]);
      }
      headers = this[kOutHeaders];
    }
    if (ops.checkInvalidHeaderChar(this.statusMessage)) throw new codes.ERR_INVALID_CHAR('statusMessage');
    if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
    // A client that was not told to go on may or may not send the body: nothing can follow.
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    this._storeHeader(`HTTP/1.1 ${statusCode} ${this.statusMessage}\r\n`, headers);
    return this;
  },
});
ServerResponse.prototype[kAnswer] = require('internal/http/answer').answer;
ServerResponse.prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
};
ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead;

function storeHTTPOptions(options) {
  this[kIncomingMessage] = options.IncomingMessage || IncomingMessage;
  this[kServerResponse] = options.ServerResponse || ServerResponse;
  const number = (name, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    validators.validateInteger(value, name, 0);
    return value;
  };
  const boolean = (name, label, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    validators.validateBoolean(value, label);
    return value;
  };
  this.maxHeaderSize = number('maxHeaderSize', undefined);
  this.insecureHTTPParser = boolean('insecureHTTPParser', 'options.insecureHTTPParser', undefined);
  this.requestTimeout = number('requestTimeout', 300_000);
  this.headersTimeout = number('headersTimeout', Math.min(60_000, this.requestTimeout));
  if (this.requestTimeout > 0 && this.headersTimeout > 0 && this.headersTimeout > this.requestTimeout) {
    throw new codes.ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', this.headersTimeout);
  }
  this.keepAliveTimeout = number('keepAliveTimeout', 5000);
  this.keepAliveTimeoutBuffer = number('keepAliveTimeoutBuffer', 1000);
  this.connectionsCheckingInterval = number('connectionsCheckingInterval', 30_000);
  this.requireHostHeader = boolean('requireHostHeader', 'options.requireHostHeader', true);
  this.joinDuplicateHeaders = boolean('joinDuplicateHeaders', 'options.joinDuplicateHeaders', undefined);
  this.rejectNonStandardBodyWrites =
    boolean('rejectNonStandardBodyWrites', 'options.rejectNonStandardBodyWrites', false);
  const { shouldUpgradeCallback } = options;
  if (shouldUpgradeCallback !== undefined) {
    validators.validateFunction(shouldUpgradeCallback, 'options.shouldUpgradeCallback');
    this.shouldUpgradeCallback = shouldUpgradeCallback;
  } else {
    this.shouldUpgradeCallback = function() { return this.listenerCount('upgrade') > 0; };
  }
}

function setupConnectionsTracking() {
  this[kParsers] ??= new Set();
  if (this[kConnectionsCheckingInterval]) clearInterval(this[kConnectionsCheckingInterval]);
  this[kConnectionsCheckingInterval] =
    setInterval(checkConnections, this.connectionsCheckingInterval, this).unref();
}

// Ends connections whose requests take too long: https://nodejs.org/api/http.html#serverrequesttimeout
function checkConnections(server) {
  const { headersTimeout, requestTimeout } = server;
  if (headersTimeout === 0 && requestTimeout === 0) return;
  for (const parser of server[kParsers]) {
    const age = parser.times();
    if (age === undefined) continue;
    const late = (age > 0 && headersTimeout > 0 && age > headersTimeout) ||
      (requestTimeout > 0 && Math.abs(age) > requestTimeout);
    if (!late) continue;
    server[kParsers].delete(parser);
    const { socket } = parser;
    if (socket) onError.call(socket, new codes.ERR_HTTP_REQUEST_TIMEOUT());
  }
}

function httpServerPreClose(server) {
  server.closeIdleConnections();
  clearInterval(server[kConnectionsCheckingInterval]);
}

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = {};
  } else if (options == null) {
    options = {};
  } else {
    validators.validateObject(options, 'options');
  }
  storeHTTPOptions.call(this, options);
  NetServer.call(this, {
    allowHalfOpen: true,
    noDelay: options.noDelay ?? true,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
  });
  if (requestListener) this.on('request', requestListener);
  this.httpAllowHalfOpen = false;
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  this[kParsers] = new Set();
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
}
Object.setPrototypeOf(Server.prototype, NetServer.prototype);
Object.setPrototypeOf(Server, NetServer);

Object.assign(Server.prototype, {
  close(...args) {
    httpServerPreClose(this);
    return NetServer.prototype.close.apply(this, args);
  },

  closeAllConnections() {
    for (const parser of this[kParsers]) parser.socket?.destroy();
  },

  closeIdleConnections() {
    for (const { times, socket } of [...this[kParsers]].map((parser) => (
      { times: parser.times(), socket: parser.socket }))) {
      if (times !== undefined || !socket) continue;
      if (socket._httpMessage && !socket._httpMessage.finished) continue;
      socket.destroy();
    }
  },

  setTimeout(msecs, callback) {
    this.timeout = msecs;
    if (callback) this.on('timeout', callback);
    return this;
  },

  async [Symbol.asyncDispose]() {
    await require('util').promisify(this.close).call(this);
  },

  [require('events').captureRejectionSymbol](err, event, ...args) {
    if (event !== 'request') {
      NetServer.prototype[require('events').captureRejectionSymbol].call(this, err, event, ...args);
      return;
    }
    const { 1: res } = args;
    if (!res.headersSent && !res.writableEnded) {
      for (const name of res.getHeaderNames()) res.removeHeader(name);
      res.statusCode = 500;
      res.end(STATUS_CODES[500]);
    } else {
      res.destroy();
    }
  },
});

module.exports = {
  STATUS_CODES,
  Server,
  ServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
  _connectionListener: connectionListener,
  kServerResponse,
  httpServerPreClose,
  kConnectionsCheckingInterval,
};
