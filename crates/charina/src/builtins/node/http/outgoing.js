// http.OutgoingMessage: https://nodejs.org/api/http.html#class-httpoutgoingmessage

const { Buffer } = require('buffer');
const { codes, hideStackFrames } = require('internal/errors');
const { Stream } = require('internal/streams/legacy');
const { nextTick } = process;

const kOutHeaders = Symbol('kOutHeaders');
const kNeedDrain = Symbol('kNeedDrain');
const kSocket = Symbol('kSocket');
const kCorked = Symbol('corked');
const kChunked = Symbol('kChunkedBuffer');
const kChunkedLength = Symbol('kChunkedLength');
const kErrored = Symbol('errored');
const kBytesWritten = Symbol('kBytesWritten');
const kHighWaterMark = Symbol('kHighWaterMark');
const kRejectBody = Symbol('kRejectNonStandardBodyWrites');
const kUniqueHeaders = Symbol('kUniqueHeaders');
// Responses that are sent at once: internal/http/answer.
const kAnswer = Symbol('kAnswer');
// What a server does before anybody hears that a response is finished.
const kInternalFinish = Symbol('kInternalFinish');

// What ops.storeHeaders found.
const CONNECTION = 1, CLOSE = 2, TRANSFER_ENCODING = 4, CHUNKED = 8, CONTENT_LENGTH = 16, DATE = 32, EXPECT = 64,
  TRAILER = 128, KEEP_ALIVE = 256;

function nop() {}

function OutgoingMessage(options) {
  Stream.call(this);
  // What waits for the socket, and how much of it there is.
  this.outputData = [];
  this.outputSize = 0;
  this.writable = true;
  this.destroyed = false;
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this[kBytesWritten] = 0;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this[kNeedDrain] = false;
  this.finished = false;
  this._headerSent = false;
  this[kCorked] = 0;
  this[kChunked] = null;
  this[kChunkedLength] = 0;
  this._closed = false;
  this[kSocket] = null;
  this._header = null;
  this[kOutHeaders] = null;
  this._keepAliveTimeout = 0;
  this._onPendingData = nop;
  this[kErrored] = null;
  this[kHighWaterMark] = options?.highWaterMark ?? require('internal/streams/state').getDefaultHighWaterMark(false);
  this[kRejectBody] = options?.rejectNonStandardBodyWrites ?? false;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

const validateHeaderName = hideStackFrames((name, label) => {
  if (typeof name !== 'string' || !name || !ops.checkIsHttpToken(name)) {
    throw new codes.ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
  }
});

const validateHeaderValue = hideStackFrames((name, value) => {
  if (value === undefined) throw new codes.ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (ops.checkInvalidHeaderChar(value)) throw new codes.ERR_INVALID_CHAR('header content', name);
});

function parseUniqueHeadersOption(headers) {
  if (!Array.isArray(headers)) return null;
  return headers.map((name) => `${name}`.toLowerCase());
}

// How _storeHeader finds the headers it is given.
function formOf(message, headers) {
  if (headers === message[kOutHeaders]) return 0;
  if (!Array.isArray(headers)) return 1 + 8;
  if (headers.length > 0 && Array.isArray(headers[0])) return 3 + 8;
  if (headers.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', headers);
  return 2 + 8;
}

Object.assign(OutgoingMessage.prototype, {
  // The head from its first line and the headers.
  _storeHeader(firstLine, headers) {
    let head = firstLine;
    let found = 0;
    if (headers) {
      const stored = ops.storeHeaders(
        headers, formOf(this, headers) + (this._contentLength ? 16 : 0), this[kUniqueHeaders]);
      head += stored[0];
      found = stored[1];
      if (found & CONNECTION) {
        this._removedConnection = false;
        if (found & CLOSE) this._last = true;
        else this.shouldKeepAlive = true;
      }
      if (found & TRANSFER_ENCODING) {
        this._removedTE = false;
        if (found & CHUNKED) this.chunkedEncoding = true;
      }
      if (found & CONTENT_LENGTH) {
        this._contentLength = stored[2];
        this._removedContLen = false;
      }
      if (found & KEEP_ALIVE) this._defaultKeepAlive = false;
    }
    if (this.sendDate && !(found & DATE)) head += `Date: ${ops.date()}\r\n`;

    // Responses of these kinds have no body, and some servers send one: RFC 9110 15.3.5.
    if (this.chunkedEncoding && (this.statusCode === 204 || this.statusCode === 304)) {
      this.chunkedEncoding = false;
      this.shouldKeepAlive = false;
    }

    if (this._removedConnection) {
      this._last = !this.shouldKeepAlive;
    } else if (!(found & CONNECTION)) {
      const keep = this.shouldKeepAlive &&
        ((found & CONTENT_LENGTH) || this.useChunkedEncodingByDefault || this.agent);
      if (keep && this.maxRequestsOnConnectionReached) {
        head += 'Connection: close\r\n';
      } else if (keep) {
        head += 'Connection: keep-alive\r\n';
        if (this._keepAliveTimeout && this._defaultKeepAlive) {
          const max = ~~this._maxRequestsPerSocket > 0 ? `, max=${this._maxRequestsPerSocket}` : '';
          head += `Keep-Alive: timeout=${Math.floor(this._keepAliveTimeout / 1000)}${max}\r\n`;
        }
      } else {
        this._last = true;
        head += 'Connection: close\r\n';
      }
    }

    if (!(found & (CONTENT_LENGTH | TRANSFER_ENCODING))) {
      if (!this._hasBody) {
        this.chunkedEncoding = false;
      } else if (!this.useChunkedEncodingByDefault) {
        this._last = true;
      } else if (!(found & TRAILER) && !this._removedContLen && typeof this._contentLength === 'number') {
        head += `Content-Length: ${this._contentLength}\r\n`;
      } else if (!this._removedTE) {
        head += 'Transfer-Encoding: chunked\r\n';
        this.chunkedEncoding = true;
      } else {
        // Nothing says where the body ends but the end of the connection.
        this._last = true;
      }
    }

    if (this.chunkedEncoding !== true && (found & TRAILER)) throw new codes.ERR_HTTP_TRAILER_INVALID();
    this._header = `${head}\r\n`;
    this._headerSent = false;
    // The other side is asked before the body goes out.
    if (found & EXPECT) this._send('');
  },

  _renderHeaders() {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
    const headers = {};
    const table = this[kOutHeaders];
    if (table !== null) for (const key of Object.keys(table)) headers[table[key][0]] = table[key][1];
    return headers;
  },

  setHeader(name, value) {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('set');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    (this[kOutHeaders] ??= { __proto__: null })[name.toLowerCase()] = [name, value];
    return this;
  },

  setHeaders(headers) {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('set');
    if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
      throw new codes.ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
    }
    // Set-Cookie may not be joined.
    const cookies = [];
    for (const [key, value] of headers) {
      if (key === 'set-cookie') {
        if (Array.isArray(value)) cookies.push(...value);
        else cookies.push(value);
        continue;
      }
      this.setHeader(key, value);
    }
    if (cookies.length) this.setHeader('set-cookie', cookies);
    return this;
  },

  appendHeader(name, value) {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('append');
    validateHeaderName(name);
    validateHeaderValue(name, value);
    const field = name.toLowerCase();
    const table = this[kOutHeaders] ??= { __proto__: null };
    if (!table[field]) {
      table[field] = [name, value];
    } else {
      if (!Array.isArray(table[field][1])) table[field][1] = [table[field][1]];
      if (Array.isArray(value)) table[field][1].push(...value);
      else table[field][1].push(value);
    }
    return this;
  },

  getHeader(name) {
    require('internal/validators').validateString(name, 'name');
    return this[kOutHeaders]?.[name.toLowerCase()]?.[1];
  },

  getHeaderNames() {
    return this[kOutHeaders] === null ? [] : Object.keys(this[kOutHeaders]);
  },

  getRawHeaderNames() {
    return this[kOutHeaders] === null ? [] : Object.values(this[kOutHeaders]).map((entry) => entry[0]);
  },

  getHeaders() {
    const headers = { __proto__: null };
    const table = this[kOutHeaders];
    if (table) for (const key of Object.keys(table)) headers[key] = table[key][1];
    return headers;
  },

  hasHeader(name) {
    require('internal/validators').validateString(name, 'name');
    return this[kOutHeaders] !== null && !!this[kOutHeaders][name.toLowerCase()];
  },

  removeHeader(name) {
    require('internal/validators').validateString(name, 'name');
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('remove');
    const key = name.toLowerCase();
    switch (key) {
      case 'connection': this._removedConnection = true; break;
      case 'content-length': this._removedContLen = true; break;
      case 'transfer-encoding': this._removedTE = true; break;
      case 'date': this.sendDate = false; break;
    }
    if (this[kOutHeaders] !== null) delete this[kOutHeaders][key];
  },

  _implicitHeader() {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
  },

  cork() {
    this[kCorked]++;
    this[kSocket]?.cork();
  },

  uncork() {
    this[kCorked]--;
    this[kSocket]?.uncork();
    if (this[kCorked] || !this[kChunked]?.length) return;
    // What was gathered goes out as one chunk.
    const chunks = this[kChunked];
    this._send(this[kChunkedLength].toString(16), 'latin1', null);
    this._send('\r\n', 'latin1', null);
    let callback;
    for (const { chunk, encoding, cb } of chunks) {
      this._send(chunk, encoding, null);
      if (cb) {
        const before = callback;
        callback = before ? (err) => { before(err); cb(err); } : cb;
      }
    }
    this._send('\r\n', 'latin1', callback);
    this[kChunked] = null;
    this[kChunkedLength] = 0;
  },

  setTimeout(msecs, callback) {
    if (callback) this.on('timeout', callback);
    if (!this[kSocket]) this.once('socket', (socket) => socket.setTimeout(msecs));
    else this[kSocket].setTimeout(msecs);
    return this;
  },

  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this[kErrored] = error;
    if (this[kSocket]) this[kSocket].destroy(error);
    else this.once('socket', (socket) => socket.destroy(error));
    return this;
  },

  // The head goes out together with what is sent first.
  _send(data, encoding, callback) {
    if (!this._headerSent && this._header !== null) {
      const header = this._header;
      this._headerSent = true;
      if (typeof data === 'string' && (encoding === 'utf8' || encoding === 'latin1' || !encoding)) {
        data = header + data;
      } else {
        this.outputData.unshift({ data: header, encoding: 'latin1', callback: null });
        this.outputSize += header.length;
        this._onPendingData(header.length);
      }
    }
    return this._writeRaw(data, encoding, callback);
  },

  _writeRaw(data, encoding, callback) {
    const socket = this[kSocket];
    // What is written after the connection is gone is thrown away.
    if (socket?.destroyed) return false;
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    if (socket && socket._httpMessage === this && socket.writable) {
      if (this.outputData.length) this._flushOutput(socket);
      return socket.write(data, encoding, callback);
    }
    this.outputData.push({ data, encoding, callback });
    this.outputSize += data.length;
    this._onPendingData(data.length);
    return this.outputSize < this[kHighWaterMark];
  },

  write(chunk, encoding, callback) {
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    return writeChunk(this, chunk, encoding, callback, false);
  },

  addTrailers(headers) {
    this._trailer = '';
    const isArray = Array.isArray(headers);
    for (const key of Object.keys(headers)) {
      const field = isArray ? headers[key][0] : key;
      const value = isArray ? headers[key][1] : headers[key];
      validateHeaderName(field, 'Trailer name');
      // A list is as many trailers.
      const isList = Array.isArray(value);
      if (isList && value.length > 1 && !this[kUniqueHeaders]?.includes(field.toLowerCase())) {
        for (const one of value) this._trailer += trailer(field, one);
      } else {
        this._trailer += trailer(field, isList ? value.join('; ') : value);
      }
    }
  },

  end(chunk, encoding, callback) {
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
      encoding = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    const socket = this[kSocket];
    if (chunk && this._header === null && this[kAnswer]?.(socket, chunk, encoding, callback)) return this;
    if (chunk) {
      if (this.finished) {
        onError(this, new codes.ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
        return this;
      }
      socket?.cork();
      writeChunk(this, chunk, encoding, null, true);
    } else if (this.finished) {
      if (typeof callback === 'function') {
        if (this.writableFinished) callback(new codes.ERR_STREAM_ALREADY_FINISHED('end'));
        else this.on('finish', callback);
      }
      return this;
    } else if (!this._header) {
      socket?.cork();
      this._contentLength = 0;
      this._implicitHeader();
    }
    if (typeof callback === 'function') this.once('finish', callback);
    if (hasStrictLength(this) && this[kBytesWritten] !== this._contentLength) {
      throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
    }
    if (this[kCorked]) {
      this[kCorked] = 1;
      this.uncork();
    }
    const finish = () => onFinish(this);
    if (this._hasBody && this.chunkedEncoding) this._send(`0\r\n${this._trailer}\r\n`, 'latin1', finish);
    else if (!this._headerSent || this.writableLength || chunk) this._send('', 'latin1', finish);
    else nextTick(finish);
    if (this[kSocket]) {
      this[kSocket]._writableState.corked = 1;
      this[kSocket].uncork();
    }
    this[kCorked] = 0;
    this.finished = true;
    // All of it is the socket's now; else _flush() will see to it.
    if (this.outputData.length === 0 && this[kSocket] && this[kSocket]._httpMessage === this) this._finish();
    return this;
  },

  _finish() {
    this.emit('prefinish');
  },

  _flush() {
    const socket = this[kSocket];
    if (!socket?.writable) return;
    const ret = this._flushOutput(socket);
    if (this.finished) {
      this._finish();
    } else if (ret && this[kNeedDrain]) {
      this[kNeedDrain] = false;
      this.emit('drain');
    }
  },

  _flushOutput(socket) {
    while (this[kCorked]) {
      this[kCorked]--;
      socket.cork();
    }
    const { outputData } = this;
    if (outputData.length === 0) return undefined;
    let ret;
    socket.cork();
    for (const { data, encoding, callback } of outputData) ret = socket.write(data, encoding, callback);
    socket.uncork();
    this.outputData = [];
    this._onPendingData(-this.outputSize);
    this.outputSize = 0;
    return ret;
  },

  flushHeaders() {
    if (!this._header) this._implicitHeader();
    this._send('');
  },

  pipe() {
    this.emit('error', new codes.ERR_STREAM_CANNOT_PIPE());
  },

  [require('events').captureRejectionSymbol](err, event) {
    this.destroy(err);
  },
});

function trailer(field, value) {
  if (ops.checkInvalidHeaderChar(value)) throw new codes.ERR_INVALID_CHAR('trailer content', field);
  return `${field}: ${value}\r\n`;
}

function hasStrictLength(message) {
  return message.strictContentLength && message._contentLength > 0 && message._hasBody &&
    !message._removedContLen && !message.chunkedEncoding && !message.hasHeader('transfer-encoding');
}

function onError(message, err, callback) {
  if (message.destroyed) return;
  nextTick((message, err, callback) => {
    callback(err);
    if (typeof message.destroy === 'function' && !message.destroyed) {
      message.destroyed = message.destroyed;
    }
    message.emit('error', err);
  }, message, err, callback);
}

function uncorkSocket(socket) {
  socket.uncork();
}

function writeChunk(message, chunk, encoding, callback, fromEnd) {
  if (typeof callback !== 'function') callback = nop;
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES();
  const isText = typeof chunk === 'string';
  if (!isText && !(chunk instanceof Uint8Array)) {
    throw new codes.ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  if (message.finished || message.destroyed) {
    const err = message.finished ? new codes.ERR_STREAM_WRITE_AFTER_END() : new codes.ERR_STREAM_DESTROYED('write');
    if (message.destroyed) nextTick(callback, err);
    else onError(message, err, callback);
    return false;
  }
  let len;
  const length = () => len ??= isText ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
  if (message.strictContentLength) {
    const written = message[kBytesWritten] + length();
    if (hasStrictLength(message) && (fromEnd ? written !== message._contentLength : written > message._contentLength)) {
      throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH(written, message._contentLength);
    }
    message[kBytesWritten] = written;
  }
  if (!message._header) {
    if (fromEnd) message._contentLength = length();
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRejectBody]) throw new codes.ERR_HTTP_BODY_NOT_ALLOWED();
    nextTick(callback);
    return true;
  }
  if (!fromEnd && message.socket && !message.socket.writableCorked) {
    message.socket.cork();
    nextTick(uncorkSocket, message.socket);
  }
  let ret;
  if (message.chunkedEncoding && chunk.length !== 0) {
    if (message[kCorked] && message._headerSent) {
      (message[kChunked] ??= []).push({ chunk, encoding, cb: callback === nop ? null : callback });
      message[kChunkedLength] += length();
      ret = message[kChunkedLength] < message[kHighWaterMark];
    } else {
      message._send(`${length().toString(16)}\r\n`, 'latin1', null);
      message._send(chunk, encoding, null);
      ret = message._send('\r\n', 'latin1', callback);
    }
  } else {
    ret = message._send(chunk, encoding, callback);
  }
  if (!ret) message[kNeedDrain] = true;
  return ret;
}

function onFinish(message) {
  if (message?.socket?._hadError) return;
  message[kInternalFinish]?.(message);
  if (message._eventsCount !== 0) message.emit('finish');
}


function define(name, get, set) {
  Object.defineProperty(OutgoingMessage.prototype, name, { __proto__: null, configurable: true, enumerable: false, get, set });
}
define('writableFinished', function() {
  return this.finished && this.outputSize === 0 && (!this[kSocket] || this[kSocket].writableLength === 0);
});
define('writableObjectMode', () => false);
define('writableLength', function() {
  return this.outputSize + this[kChunkedLength] + (this[kSocket] ? this[kSocket].writableLength : 0);
});
define('writableHighWaterMark', function() {
  return this[kSocket] ? this[kSocket].writableHighWaterMark : this[kHighWaterMark];
});
define('writableCorked', function() { return this[kCorked]; });
define('writableEnded', function() { return this.finished; });
define('writableNeedDrain', function() { return !this.destroyed && !this.finished && this[kNeedDrain]; });
define('errored', function() { return this[kErrored]; });
define('closed', function() { return this._closed; });
define('headersSent', function() { return !!this._header; });
function socketOf() { return this[kSocket]; }
function setSocket(value) {
  this[kSocket] = value;
}
define('socket', socketOf, setSocket);
define('connection', socketOf, setSocket);

module.exports = {
  OutgoingMessage, formOf, kAnswer, kCorked, kErrored, kHighWaterMark, kInternalFinish, kNeedDrain, kOutHeaders, kSocket,
  kUniqueHeaders, onFinish, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue,
};
