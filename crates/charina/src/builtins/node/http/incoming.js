// http.IncomingMessage: https://nodejs.org/api/http.html#class-httpincomingmessage

const EE = require('events');
const { Readable, ReadableState } = require('internal/streams/readable');

const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kHeadersCount = Symbol('kHeadersCount');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kTrailersCount = Symbol('kTrailersCount');
// How far a message has come that nobody has asked for its state as a stream, which is half the work of making one.
const kEarly = Symbol('kEarly');
const OPEN = 0, ENDED = 1, DUMPED = 2, ASKED = 3;

function readStart(socket) {
  if (socket && !socket._paused && socket.readable) socket.resume();
}

function readStop(socket) {
  if (socket) socket.pause();
}

function IncomingMessage(socket) {
  // In this order eventNames() lists the usual ones.
  this._events ??= { close: undefined, error: undefined, data: undefined, end: undefined, readable: undefined };
  EE.init.call(this);
  this[kEarly] = OPEN;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this[kHeaders] = null;
  this[kHeadersCount] = 0;
  this.rawHeaders = [];
  this[kTrailers] = null;
  this[kTrailersCount] = 0;
  this.rawTrailers = [];
  this.joinDuplicateHeaders = false;
  this.aborted = false;
  this.upgrade = null;
  // Of requests to a server.
  this.url = '';
  this.method = null;
  // Of responses to a client.
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consuming = false;
  // Nobody wants the body: what comes of it is thrown away.
  this._dumped = false;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

Object.defineProperty(IncomingMessage.prototype, '_readableState', {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    const { socket, [kEarly]: early } = this;
    // The prototype itself is no message.
    if (early === undefined) return undefined;
    this[kEarly] = ASKED;
    const state = new ReadableState(socket ? { highWaterMark: socket.readableHighWaterMark } : undefined, this, false);
    state.readingMore = true;
    this._readableState = state;
    if (early !== OPEN) this.push(null);
    if (early === DUMPED) {
      // What reading to the end leaves behind.
      state.paused = false;
      state.flowing = state.endEmitted = state.destroyed = state.closed = state.closeEmitted = true;
    }
    return state;
  },
  set(value) {
    Object.defineProperty(this, '_readableState', { __proto__: null, value, configurable: true, enumerable: true, writable: true });
  },
});

// There is no body.
function end(message) {
  if (message[kEarly] === OPEN) message[kEarly] = ENDED;
  else message.push(null);
}

// Nobody has read the body: what follows it is reached. True if there is none and nobody listens, so that it is done.
function dump(message) {
  if (message[kEarly] === ENDED && message._eventsCount === 0 && message._dump === usualDump) {
    message[kEarly] = DUMPED;
    message._dumped = message._consuming = true;
    return true;
  }
  message._dump();
  return false;
}

function build(message, raw, count, form) {
  return ops.buildHeaders(count < raw.length ? raw.slice(0, count) : raw, form);
}

function lazy(name, symbol, raw, count, form) {
  Object.defineProperty(IncomingMessage.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return this[symbol] ??= build(this, this[raw], this[count], form ?? (this.joinDuplicateHeaders ? 1 : 0)); },
    set(value) { this[symbol] = value; },
  });
}
lazy('headers', kHeaders, 'rawHeaders', kHeadersCount);
lazy('headersDistinct', kHeadersDistinct, 'rawHeaders', kHeadersCount, 2);
lazy('trailers', kTrailers, 'rawTrailers', kTrailersCount);
lazy('trailersDistinct', kTrailersDistinct, 'rawTrailers', kTrailersCount, 2);

Object.defineProperty(IncomingMessage.prototype, 'connection', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return this.socket; },
  set(value) { this.socket = value; },
});

Object.assign(IncomingMessage.prototype, {
  setTimeout(msecs, callback) {
    if (callback) this.on('timeout', callback);
    this.socket.setTimeout(msecs);
    return this;
  },

  _read(n) {
    if (!this._consuming) {
      this._readableState.readingMore = false;
      this._consuming = true;
    }
    // Data is pushed as it comes: only what was stopped must be started again.
    if (this.socket?.readable) readStart(this.socket);
  },

  _destroy(err, cb) {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    const { socket } = this;
    if (socket && !socket.destroyed && this.aborted) {
      socket.destroy(err);
      const cleanup = require('internal/streams/end-of-stream').eos(socket, (e) => {
        if (e?.code === 'ERR_STREAM_PREMATURE_CLOSE') e = null;
        cleanup();
        process.nextTick(destroyed, this, e || err, cb);
      });
    } else {
      process.nextTick(destroyed, this, err, cb);
    }
  },

  _addHeaderLines(raw, count) {
    if (!raw?.length) return;
    const symbol = this.complete ? kTrailers : kHeaders;
    if (this.complete) {
      this.rawTrailers = raw;
      this[kTrailersCount] = count;
    } else {
      this.rawHeaders = raw;
      this[kHeadersCount] = count;
    }
    if (this[symbol]) ops.buildHeaders(raw.slice(0, count), this.joinDuplicateHeaders ? 1 : 0, this[symbol]);
  },

  _addHeaderLine(field, value, dest) {
    ops.buildHeaders([field, value], this.joinDuplicateHeaders ? 1 : 0, dest);
  },

  _addHeaderLineDistinct(field, value, dest) {
    ops.buildHeaders([field, value], 2, dest);
  },

  _dumpAndCloseReadable() {
    this._dumped = true;
    const state = this._readableState;
    state.ended = state.endEmitted = state.destroyed = state.closed = state.closeEmitted = true;
  },

  // Nobody will read the body: it is read and thrown away, so that what follows is reached.
  _dump() {
    if (this._dumped) return;
    this._dumped = true;
    this.removeAllListeners('data');
    this.resume();
  },
});

// An error that nobody waits for is none: the other side went away.
function destroyed(message, err, cb) {
  if (message.listenerCount('error') === 0) cb();
  else cb(err);
}

const { _dump: usualDump } = IncomingMessage.prototype;

module.exports = { IncomingMessage, dump, end, readStart, readStop };
