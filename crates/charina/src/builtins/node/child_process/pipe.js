// The stream over a pipe to a child, with the face of net.Socket: https://nodejs.org/api/net.html#class-netsocket

const { ErrnoException } = require('internal/errors');
const { Duplex } = require('stream');

const kEndOfFile = -4095;
const kOwner = Symbol('owner');
const kAfterWrite = Symbol('afterWrite');
// The parent gave the stream to another child: it is not ours to drain.
const kIsUsedAsStdio = Symbol('kIsUsedAsStdio');

function Socket(handle, readable) {
  Duplex.call(this, { allowHalfOpen: false, emitClose: false, decodeStrings: false, readable });
  this._handle = handle;
  this[kAfterWrite] = null;
  this._hadError = false;
  if (handle === null) return;
  handle[kOwner] = this;
  handle.onread = onread;
  handle.onwrite = onwrite;
  this.on('end', onEnd);
  if (readable) this.read(0);
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

function onread(count, chunk) {
  const stream = this[kOwner];
  if (stream.destroyed) return;
  if (count > 0) {
    if (!stream.push(chunk)) stop(this);
  } else if (count === kEndOfFile) {
    this.reading = false;
    stream.push(null);
    stream.read(0);
  } else {
    this.reading = false;
    stream.destroy(new ErrnoException(count, 'read'));
  }
}

function stop(handle) {
  handle.reading = false;
  handle.readStop();
}

function onwrite(status) {
  const stream = this[kOwner];
  const cb = stream[kAfterWrite];
  stream[kAfterWrite] = null;
  cb?.(status < 0 ? new ErrnoException(status, 'write') : null);
}

// The other side will never take what is written from now on.
function onEnd() {
  if (!this.writableEnded && !this.destroyed) this.end();
}

Object.assign(Socket.prototype, {
  _read(n) {
    const handle = this._handle;
    if (!handle || handle.reading) return;
    handle.reading = true;
    const errno = handle.readStart();
    if (errno) this.destroy(new ErrnoException(errno, 'read'));
  },

  _write(chunk, encoding, cb) {
    const handle = this._handle;
    if (!handle) {
      const { codes: { ERR_SOCKET_CLOSED } } = require('internal/errors');
      cb(new ERR_SOCKET_CLOSED());
      return;
    }
    const status = handle.write(chunk, encoding);
    if (status === 1) this[kAfterWrite] = cb;
    else cb(status < 0 ? new ErrnoException(status, 'write') : null);
  },

  _writev(chunks, cb) {
    const all = chunks.map(({ chunk, encoding }) => (
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk));
    this._write(Buffer.concat(all), 'buffer', cb);
  },

  _final(cb) {
    const errno = this._handle?.shutdown() ?? 0;
    // A child that is gone needs no end.
    cb(errno < 0 && errno !== -107 ? new ErrnoException(errno, 'shutdown') : null);
  },

  _destroy(err, cb) {
    const handle = this._handle;
    this._handle = null;
    this[kAfterWrite] = null;
    if (handle) {
      handle.reading = false;
      handle.close(() => this.emit('close', !!err));
    } else {
      process.nextTick(() => this.emit('close', !!err));
    }
    cb(err);
  },

  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', this.destroy);
  },

  pause() {
    if (this._handle?.reading) stop(this._handle);
    return Duplex.prototype.pause.call(this);
  },

  resume() {
    if (this._handle && !this._handle.reading && !this._readableState.ended) this._read(0);
    return Duplex.prototype.resume.call(this);
  },

  ref() {
    this._handle?.ref();
    return this;
  },

  unref() {
    this._handle?.unref();
    return this;
  },
});

for (const name of ['bytesRead', 'bytesWritten']) {
  Object.defineProperty(Socket.prototype, name, {
    __proto__: null, configurable: true, enumerable: false, get() { return this._handle?.[name] ?? 0; },
  });
}

// Before a child gets what the stream reads, the stream lets go of it.
function giveAway(stream) {
  const handle = stream._handle;
  if (handle?.reading) stop(handle);
  stream.pause();
  stream.readableFlowing = false;
  stream._readableState.reading = false;
  stream[kIsUsedAsStdio] = true;
}

module.exports = { Socket, giveAway, kIsUsedAsStdio };
