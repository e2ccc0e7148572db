// net.Socket: https://nodejs.org/api/net.html#class-netsocket

const { codes, ErrnoException } = require('internal/errors');
const { Buffer } = require('buffer');
const { Duplex } = require('internal/streams/duplex');
const { nextTick } = process;

const kEndOfFile = -4095;
const kNotConnected = -107;

const kOwner = Symbol('owner_symbol');
const kTimeout = Symbol('timeout');
const kLastQueueSize = Symbol('lastWriteQueueSize');
const kAfterWrite = Symbol('afterWrite');
const kBuffer = Symbol('kBuffer');
const kBufferCb = Symbol('kBufferCb');
const kBufferGen = Symbol('kBufferGen');
const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kNoDelay = Symbol('kSetNoDelay');
const kKeepAlive = Symbol('kSetKeepAlive');
const kKeepAliveDelay = Symbol('kSetKeepAliveInitialDelay');
const kNormalized = Symbol('normalizedArgs');
const kReset = Symbol('resetAndClosing');

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (typeof options === 'number') options = { fd: options };
  else if (options) checkOptions(options);
  options = { ...options, allowHalfOpen: !!options?.allowHalfOpen, emitClose: false, autoDestroy: true, decodeStrings: false };
  // The signal destroys the socket, not only the stream: it is listened to below.
  const { signal } = options;
  options.signal = undefined;
  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this[kLastQueueSize] = 0;
  this[kTimeout] = null;
  this[kAfterWrite] = null;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;
  this._handle = null;
  Duplex.call(this, options);

  if (options.handle) {
    this._handle = options.handle;
  } else if (options.fd !== undefined) {
    const { fd } = options;
    this._handle = createHandle(fd);
    const errno = this._handle.open(fd);
    if (errno) throw new ErrnoException(errno, 'open');
    if ((fd === 1 || fd === 2) && ops.kindOf(fd) === 'PIPE') this._handle.setBlocking?.(true);
  }

  const { onread } = options;
  if (onread !== null && typeof onread === 'object' && typeof onread.callback === 'function' &&
      (isUint8Array(onread.buffer) || typeof onread.buffer === 'function')) {
    this[kBufferGen] = typeof onread.buffer === 'function' ? onread.buffer : null;
    this[kBuffer] = this[kBufferGen] === null ? onread.buffer : true;
    this[kBufferCb] = onread.callback;
  }

  this.on('end', onReadableEnd);
  adoptHandle(this);
  this._pendingData = null;
  this._pendingEncoding = '';
  this.server = null;
  this._server = null;
  if (options.noDelay) this[kNoDelay] = true;
  if (options.keepAlive) this[kKeepAlive] = true;
  if (options.keepAliveInitialDelay) this[kKeepAliveDelay] = ~~(Math.max(options.keepAliveInitialDelay, 0) / 1000);
  if (options.blockList) this.blockList = options.blockList;

  // A socket of which somebody has the handle reads at once, unless it is told to wait.
  if (this._handle && options.readable !== false && !options.noRead) {
    if (options.pauseOnCreate) {
      this._handle.reading = false;
      this._handle.readStop();
      this._readableState.flowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
  if (signal) require('internal/net/connect').listenToSignal(this, signal);
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

function isUint8Array(value) {
  return require('util').types.isUint8Array(value);
}

function checkOptions(options) {
  for (const name of ['objectMode', 'readableObjectMode', 'writableObjectMode']) {
    if (options[name]) throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
  }
  if (options.keepAliveInitialDelay !== undefined) {
    require('internal/validators').validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
  }
  if (options.blockList && !require('internal/blocklist').BlockList.isBlockList(options.blockList)) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
  }
}

// The handle that fits a descriptor.
function createHandle(fd) {
  require('internal/validators').validateInt32(fd, 'fd', 0);
  const kind = ops.kindOf(fd);
  if (kind === 'PIPE') return ops.newHandle(true);
  if (kind === 'TCP') return ops.newHandle(false);
  throw new codes.ERR_INVALID_FD_TYPE(kind);
}

function adoptHandle(socket) {
  socket._undestroy();
  socket._sockname = undefined;
  const handle = socket._handle;
  if (!handle) return;
  handle[kOwner] = socket;
  handle.onread = onread;
  handle.onwrite = onwrite;
  handle.reading = false;
  if (socket[kBuffer]) {
    if (socket[kBufferGen] !== null) {
      const buffer = socket[kBufferGen]();
      if (!isUint8Array(buffer)) return;
      socket[kBuffer] = buffer;
    }
    handle.useUserBuffer(socket[kBuffer]);
  }
}

// What the handle calls //

function onread(count, chunk) {
  const socket = this[kOwner];
  if (socket.destroyed) return;
  if (socket[kTimeout] !== null || socket._parent !== null) socket._unrefTimer();
  if (count > 0) {
    let more;
    if (chunk === undefined) {
      more = socket[kBufferCb](count, socket[kBuffer]) !== false;
      if (socket[kBufferGen] !== null && !socket.destroyed) {
        const next = socket[kBufferGen]();
        if (isUint8Array(next)) this.useUserBuffer(socket[kBuffer] = next);
      }
    } else {
      more = socket.push(chunk);
    }
    if (!more && this.reading) stopReading(socket, this);
  } else if (count === kEndOfFile) {
    this.reading = false;
    if (socket._readableState.endEmitted) {
      maybeDestroy.call(socket);
    } else {
      socket.on('end', maybeDestroy);
      // It ends even if nobody wants its data.
      socket.push(null);
      socket.read(0);
    }
  } else {
    this.reading = false;
    socket.destroy(new ErrnoException(count, 'read'));
  }
}

function stopReading(socket, handle) {
  handle.reading = false;
  if (socket.destroyed) return;
  const errno = handle.readStop();
  if (errno) socket.destroy(new ErrnoException(errno, 'read'));
}

function startReading(socket) {
  socket._handle.reading = true;
  const errno = socket._handle.readStart();
  if (errno) socket.destroy(new ErrnoException(errno, 'read'));
}

function onwrite(status) {
  const socket = this[kOwner];
  const cb = socket[kAfterWrite];
  socket[kAfterWrite] = null;
  if (socket.destroyed) {
    cb?.(status < 0 ? new ErrnoException(status, 'write') : null);
    return;
  }
  socket._unrefTimer();
  if (status < 0) {
    const err = new ErrnoException(status, 'write');
    if (cb) cb(err);
    else socket.destroy(err);
  } else {
    cb?.(null);
  }
}

function maybeDestroy() {
  if (!this.readableListening && !this.writable && !this.destroyed && !this.connecting && this.writableLength === 0) {
    this.destroy();
  }
}

function onReadableEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterEnd;
}

function writeAfterEnd(chunk, encoding, cb) {
  if (!this.writableEnded) return Duplex.prototype.write.call(this, chunk, encoding, cb);
  if (typeof encoding === 'function') cb = encoding;
  const err = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
  if (typeof cb === 'function') nextTick(cb, err);
  this.destroy(err);
  return false;
}

function emitClose(socket, hadError) {
  socket.emit('close', hadError);
}

// The methods //

Object.assign(Socket.prototype, {
  _unrefTimer() {
    for (let s = this; s !== null && s !== undefined; s = s._parent) s[kTimeout]?.refresh();
  },

  _read(n) {
    if (this.connecting || !this._handle) this.once('connect', () => this._read(n));
    else if (!this._handle.reading) startReading(this);
  },

  read(n) {
    if (this[kBuffer] && !this.connecting && this._handle && !this._handle.reading) startReading(this);
    return Duplex.prototype.read.call(this, n);
  },

  pause() {
    if (this[kBuffer] && !this.connecting && this._handle?.reading) stopReading(this, this._handle);
    return Duplex.prototype.pause.call(this);
  },

  resume() {
    if (this[kBuffer] && !this.connecting && this._handle && !this._handle.reading) startReading(this);
    return Duplex.prototype.resume.call(this);
  },

  _write(chunk, encoding, cb) {
    this._writeGeneric(false, chunk, encoding, cb);
  },

  _writev(chunks, cb) {
    this._writeGeneric(true, chunks, '', cb);
  },

  _writeGeneric(writev, data, encoding, cb) {
    if (this.connecting) {
      this._pendingData = data;
      this._pendingEncoding = encoding;
      const closed = () => cb(new codes.ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
      this.once('connect', () => {
        this.off('close', closed);
        this._writeGeneric(writev, data, encoding, cb);
      });
      this.once('close', closed);
      return;
    }
    this._pendingData = null;
    this._pendingEncoding = '';
    const handle = this._handle;
    if (!handle) {
      cb(new codes.ERR_SOCKET_CLOSED());
      return false;
    }
    if (this[kTimeout] !== null || this._parent !== null) this._unrefTimer();
    const status = writev ? handle.writev(data) : handle.write(data, encoding);
    if (status === 1) {
      this[kAfterWrite] = cb;
      this[kLastQueueSize] = handle.writeQueueSize;
    } else {
      cb(status < 0 ? new ErrnoException(status, 'write') : null);
    }
  },

  _final(cb) {
    if (this.connecting) {
      this.once('connect', () => this._final(cb));
      return;
    }
    if (!this._handle) {
      cb();
      return;
    }
    const status = this._handle.shutdown();
    cb(status < 0 && status !== kNotConnected ? new ErrnoException(status, 'shutdown') : null);
  },

  end(data, encoding, callback) {
    return Duplex.prototype.end.call(this, data, encoding, callback);
  },

  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', this.destroy);
  },

  resetAndDestroy() {
    if (!this._handle) {
      this.destroy(new codes.ERR_SOCKET_CLOSED());
      return this;
    }
    if (!isTcp(this._handle)) throw new codes.ERR_INVALID_HANDLE_TYPE();
    if (this.connecting) {
      this.once('connect', () => reset(this));
    } else {
      reset(this);
    }
    return this;
  },

  _destroy(err, cb) {
    this.connecting = false;
    for (let s = this; s !== null && s !== undefined; s = s._parent) {
      clearTimeout(s[kTimeout]);
      s[kTimeout] = null;
    }
    const handle = this._handle;
    if (handle) {
      const hadError = !!err;
      this[kBytesRead] = handle.bytesRead;
      this[kBytesWritten] = handle.bytesWritten;
      const closed = () => this.emit('close', hadError);
      if (this[kReset]) {
        this[kReset] = false;
        const errno = handle.reset(closed);
        if (errno) this.emit('error', new ErrnoException(errno, 'reset'));
      } else {
        handle.close(closed);
      }
      handle.onread = nop;
      this._handle = null;
      this._sockname = undefined;
      this[kAfterWrite] = null;
      cb(err);
    } else {
      cb(err);
      nextTick(emitClose, this, !!err);
    }
    const server = this._server;
    if (server) {
      server._connections--;
      server._emitCloseIfDrained?.();
    }
  },

  setTimeout(msecs, callback) {
    if (this.destroyed) return this;
    this.timeout = msecs;
    msecs = checkDuration(msecs);
    clearTimeout(this[kTimeout]);
    this[kTimeout] = null;
    const { validateFunction } = require('internal/validators');
    if (msecs === 0) {
      if (callback !== undefined) {
        validateFunction(callback, 'callback');
        this.removeListener('timeout', callback);
      }
    } else {
      this[kTimeout] = setTimeout(onTimeout, msecs, this).unref();
      if (callback !== undefined) {
        validateFunction(callback, 'callback');
        this.once('timeout', callback);
      }
    }
    return this;
  },

  _onTimeout() {
    const handle = this._handle;
    const last = this[kLastQueueSize];
    if (last > 0 && handle) {
      // As long as the other side takes something, the socket is not idle.
      const { writeQueueSize } = handle;
      if (last !== writeQueueSize) {
        this[kLastQueueSize] = writeQueueSize;
        this._unrefTimer();
        return;
      }
    }
    this.emit('timeout');
  },

  setNoDelay(enable) {
    enable = enable === undefined ? true : !!enable;
    const changed = enable !== !!this[kNoDelay];
    this[kNoDelay] = enable;
    if (this._handle && changed) this._handle.setNoDelay?.(enable);
    return this;
  },

  setKeepAlive(enable, initialDelay) {
    enable = !!enable;
    const delay = ~~(initialDelay / 1000);
    const changed = enable !== !!this[kKeepAlive] || (enable && this[kKeepAliveDelay] !== delay);
    this[kKeepAlive] = enable;
    this[kKeepAliveDelay] = delay;
    if (this._handle && changed) this._handle.setKeepAlive?.(enable, delay);
    return this;
  },

  address() {
    return this._getsockname();
  },

  _getpeername() {
    if (!this._handle?.getpeername || this.connecting) return this._peername || {};
    if (!this._peername) {
      const out = {};
      if (this._handle.getpeername(out)) return out;
      this._peername = out;
    }
    return this._peername;
  },

  _getsockname() {
    if (!this._handle?.getsockname) return {};
    if (!this._sockname) {
      const out = {};
      if (this._handle.getsockname(out)) return out;
      // Without a connection the system may still choose another.
      if (this.connecting) return out;
      this._sockname = out;
    }
    return this._sockname;
  },

  connect(...args) {
    const { connect, normalizeArgs } = require('internal/net/connect');
    const normalized = Array.isArray(args[0]) && args[0][kNormalized] ? args[0] : normalizeArgs(args);
    return connect(this, normalized[0], normalized[1]);
  },

  ref() {
    if (this._handle) this._handle.ref?.();
    else this.once('connect', this.ref);
    return this;
  },

  unref() {
    if (this._handle) this._handle.unref?.();
    else this.once('connect', this.unref);
    return this;
  },
});

function nop() {}

function onTimeout(socket) {
  socket._onTimeout();
}

function isTcp(handle) {
  return handle.constructor.name === 'TCP';
}

function reset(socket) {
  socket[kReset] = true;
  socket.destroy();
}

// What setTimeout() takes: https://nodejs.org/api/net.html#socketsettimeouttimeout-callback
function checkDuration(msecs) {
  require('internal/validators').validateNumber(msecs, 'msecs');
  if (msecs < 0 || !Number.isFinite(msecs)) throw new codes.ERR_OUT_OF_RANGE('msecs', 'a non-negative finite number', msecs);
  if (msecs > 0x7fffffff) {
    process.emitWarning(`${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${0x7fffffff}.`,
                        'TimeoutOverflowWarning');
    return 0x7fffffff;
  }
  return msecs;
}

function getter(name, get) {
  Object.defineProperty(Socket.prototype, name, { __proto__: null, configurable: false, enumerable: true, get });
}
getter('_connecting', function() { return this.connecting; });
getter('pending', function() { return !this._handle || this.connecting; });
getter('readyState', function() {
  if (this.connecting) return 'opening';
  if (this.readable) return this.writable ? 'open' : 'readOnly';
  return this.writable ? 'writeOnly' : 'closed';
});
getter('bufferSize', function() { return this._handle ? this.writableLength : undefined; });
getter('bytesRead', function() { return this._handle ? this._handle.bytesRead : this[kBytesRead]; });
getter('_bytesDispatched', function() { return this._handle ? this._handle.bytesWritten : this[kBytesWritten]; });
getter('bytesWritten', function() {
  let bytes = this._bytesDispatched;
  const buffered = this.writableBuffer;
  if (!buffered) return undefined;
  const sizeOf = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length);
  for (const { chunk, encoding } of buffered) bytes += sizeOf(chunk, encoding);
  const data = this._pendingData;
  if (Array.isArray(data)) for (const { chunk, encoding } of data) bytes += sizeOf(chunk, encoding);
  else if (data) bytes += sizeOf(data, this._pendingEncoding);
  return bytes;
});
getter('remoteAddress', function() { return this._getpeername().address; });
getter('remoteFamily', function() { return this._getpeername().family; });
getter('remotePort', function() { return this._getpeername().port; });
getter('localAddress', function() { return this._getsockname().address; });
getter('localPort', function() { return this._getsockname().port; });
getter('localFamily', function() { return this._getsockname().family; });
Object.defineProperty(Socket.prototype, '_handle', { __proto__: null, configurable: true, writable: true, value: null });

module.exports = {
  Socket, adoptHandle, createHandle, isTcp, kAfterWrite, kKeepAlive, kKeepAliveDelay, kNoDelay, kNormalized, kOwner, kTimeout,
};
