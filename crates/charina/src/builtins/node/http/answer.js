// Responses that are one chunk, sent by res.end(): https://nodejs.org/api/http.html#responseenddata-encoding-callback

const { Buffer } = require('buffer');
const { ErrnoException } = require('internal/errors');
const { OutgoingMessage: { prototype }, kCorked, kInternalFinish, onFinish } = require('_http_outgoing');
const { Socket, kAfterWrite } = require('internal/net/socket');
const { nextTick } = process;
const socketWrite = Socket.prototype.write;
const { write, _send } = prototype;

// More than this is not copied to stand behind its head.
const kSmall = 65_536;

// A response whose head is not yet made and whose body is this chunk, on a socket that has nothing else to do: it goes to
// the socket's handle as it is, with none of the steps between that only other cases need. False if it is another case.
function answer(socket, chunk, encoding, callback) {
  const message = this;
  const state = socket?._writableState;
  const handle = socket?._handle;
  if (!handle || !state || message[kInternalFinish] === undefined || message.finished || message.destroyed ||
      message[kCorked] !== 0 || message.strictContentLength || message.outputData.length !== 0 ||
      socket._httpMessage !== message || socket.write !== socketWrite || socket.connecting ||
      state.length !== 0 || state.corked !== 0 || state.writing || state.ending || state.destroyed || state.errored ||
      message.write !== write || message._send !== _send) {
    return false;
  }
  const isText = typeof chunk === 'string';
  if (isText ? encoding && encoding !== 'utf8' && encoding !== 'utf-8' : !(chunk instanceof Uint8Array)) return false;
  const length = isText ? Buffer.byteLength(chunk) : chunk.byteLength;
  if (length > kSmall) return false;
  message._contentLength = length;
  message._implicitHeader();
  // Whoever made the head may have written it, too.
  if (!message._hasBody || message.chunkedEncoding || message._headerSent || message.finished ||
      message.outputData.length !== 0 || state.length !== 0 || socket._handle !== handle) {
    return false;
  }
  message._headerSent = message.finished = true;
  if (typeof callback === 'function') message.once('finish', callback);
  const status = isText ? handle.write(message._header + chunk, 'utf8') :
    handle.writev([{ chunk: message._header, encoding: 'latin1' }, { chunk, encoding: 'buffer' }]);
  if (status === 1) {
    // The rest goes out when the other side takes it: a write like any other.
    state.pendingcb++;
    state.length = state.writelen = length;
    state.writing = true;
    state.writecb = (err) => { if (!err) onFinish(message); };
    socket[kAfterWrite] = state.onwrite;
  } else if (status < 0) {
    socket.destroy(new ErrnoException(status, 'write'));
  } else {
    nextTick(onFinish, message);
  }
  if (message._eventsCount !== 0) message._finish();
  return true;
}


module.exports = { answer };
