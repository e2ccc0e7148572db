// Streams that write a descriptor synchronously: process.stdout and stderr, tty.WriteStream.
// https://nodejs.org/api/process.html#a-note-on-process-io

const { ErrnoException } = require('internal/errors');
const { Writable } = require('internal/streams/writable');

function failure(errno, syscall) {
  return new ErrnoException(errno, syscall);
}

// `ops.write` returns when all is written.
function FdWriteStream(fd, options) {
  Writable.call(this, { decodeStrings: false, emitClose: false, ...options });
  this.fd = fd;
}
Object.setPrototypeOf(FdWriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(FdWriteStream, Writable);

function writeChunk(fd, chunk, encoding) {
  if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8') {
    chunk = require('buffer').Buffer.from(chunk, encoding);
  }
  return ops.write(fd, chunk);
}

Object.assign(FdWriteStream.prototype, {
  _write(chunk, encoding, cb) {
    const errno = writeChunk(this.fd, chunk, encoding);
    if (errno < 0) cb(failure(errno, 'write'));
    else cb();
  },

  _writev(chunks, cb) {
    for (let i = 0; i < chunks.length; i++) {
      const errno = writeChunk(this.fd, chunks[i].chunk, chunks[i].encoding);
      if (errno < 0) {
        cb(failure(errno, 'write'));
        return;
      }
    }
    cb();
  },

  ref() { return this; },
  unref() { return this; },
});

// Closing a standard stream is seen by those who wait for it, but its descriptor stays and so does the stream.
function makeStdio(stream) {
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = function(err, cb) {
    cb(err);
    this._undestroy();
    if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
  };
  return stream;
}

module.exports = { FdWriteStream, makeStdio };
