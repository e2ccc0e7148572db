// A stream that reads a descriptor while somebody wants its data: process.stdin, tty.ReadStream.
// https://nodejs.org/api/process.html#processstdin

const { ErrnoException } = require('internal/errors');
const { Duplex } = require('internal/streams/duplex');

const kEndOfFile = -4095;
const kOwner = Symbol('owner');

// A duplex stream, as sockets are; only terminals are in fact written to.
function FdReadStream(fd, options) {
  Duplex.call(this, { emitClose: false, allowHalfOpen: false, writable: false, ...options });
  this.fd = fd;
  this._handle = ops.open(fd);
  this._handle[kOwner] = this;
  this._handle.onread = onread;
}
Object.setPrototypeOf(FdReadStream.prototype, Duplex.prototype);
Object.setPrototypeOf(FdReadStream, Duplex);

function onread(count, chunk) {
  const stream = this[kOwner];
  if (stream.destroyed) return;
  if (count > 0) {
    if (!stream.push(chunk)) stopReading(stream);
  } else if (count === kEndOfFile) {
    this.reading = false;
    stream.push(null);
    stream.read(0);
  } else {
    this.reading = false;
    stream.destroy(new ErrnoException(count, 'read'));
  }
}

function stopReading(stream) {
  const handle = stream._handle;
  if (!handle?.reading) return;
  handle.reading = false;
  handle.readStop();
}

// After pause(): the process may end while nobody wants data.
function onPaused(stream) {
  if (!stream._handle?.reading || stream.readableFlowing) return;
  stream._readableState.reading = false;
  stopReading(stream);
}

Object.assign(FdReadStream.prototype, {
  _read(n) {
    const handle = this._handle;
    if (!handle || handle.reading) return;
    handle.reading = true;
    const errno = handle.readStart();
    if (errno) this.destroy(new ErrnoException(errno, 'read'));
  },

  _write(chunk, encoding, cb) {
    const errno = ops.write(this.fd, chunk);
    if (errno < 0) cb(new ErrnoException(errno, 'write'));
    else cb();
  },

  _destroy(err, cb) {
    const handle = this._handle;
    this._handle = null;
    if (handle) handle.close(() => this.emit('close', !!err));
    cb(err);
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

// Standard input does not read on when it is told to pause, and is not kept from ending the process by that.
function makeStdin(stream) {
  stream.on('pause', () => process.nextTick(onPaused, stream));
  return stream;
}

module.exports = { FdReadStream, makeStdin };
