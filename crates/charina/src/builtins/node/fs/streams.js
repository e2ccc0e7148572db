// fs.ReadStream and fs.WriteStream (https://nodejs.org/api/fs.html#class-fsreadstream), in glue until streams are native.
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_METHOD_NOT_IMPLEMENTED, ERR_STREAM_DESTROYED } } =
  require('internal/errors');
const { validateInteger, validateFunction, validateBoolean, validateAbortSignal } = require('internal/validators');
const fs = require('fs');
const { Readable, Writable, finished } = require('stream');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kIsPerformingIO = Symbol('kIsPerformingIO');
const kIoDone = Symbol('kIoDone');
const kFileHandle = Symbol.for('charina.FileHandle');

function getOptions(options) {
  if (options === undefined || options === null || typeof options === 'function') return {};
  if (typeof options === 'string') options = { encoding: options };
  if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  if (options.encoding && options.encoding !== 'buffer' &&
      !Buffer.isEncoding(options.encoding)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('encoding', options.encoding, 'is invalid encoding');
  }
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  // Inherited ones, too.
  const copy = {};
  for (const name in options) copy[name] = options[name];
  return copy;
}

function asPath(path) {
  if (path instanceof URL) path = require('url').fileURLToPath(path);
  if (typeof path === 'string' || path instanceof Uint8Array) {
    if (typeof path === 'string' ? path.includes('\0') : path.includes(0)) {
      const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_VALUE('path', path, 'must be a string, Uint8Array, or URL without null bytes');
    }
    return path;
  }
  throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], path);
}

// Where the descriptor comes from: a number, a FileHandle, or nothing yet.
function importFd(stream, options) {
  if (typeof options.fd === 'number') {
    stream[kFs] = options.fs || fs;
    validateInteger(options.fd, 'fd', 0, 2147483647);
    return options.fd;
  }
  const FileHandle = require('fs/promises')[kFileHandle];
  if (typeof options.fd === 'object' && options.fd instanceof FileHandle) {
    if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    const handle = options.fd;
    stream[kHandle] = handle;
    stream[kFs] = {
      read: (fd, buffer, offset, length, position, cb) => {
        handle.read(buffer, offset, length, position).then((r) => cb(null, r.bytesRead, r.buffer), cb);
      },
      write: (fd, buffer, offset, length, position, cb) => {
        handle.write(buffer, offset, length, position).then((r) => cb(null, r.bytesWritten, r.buffer), cb);
      },
      writev: (fd, buffers, position, cb) => {
        handle.writev(buffers, position).then((r) => cb(null, r.bytesWritten, r.buffers), cb);
      },
      fsync: (fd, cb) => { handle.sync().then(() => cb(), cb); },
      close: (fd, cb) => { handle.close().then(() => cb(), cb); },
    };
    handle.on('close', () => stream.close());
    return handle.fd;
  }
  throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], options.fd);
}

function checkFunctions(methods, names) {
  for (const name of names) validateFunction(methods[name], `options.fs.${name}`);
}

function construct(callback) {
  const stream = this;
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open !== openRead && stream.open !== openWrite) {
    // A subclass or a package overrode open(): it emits 'open' itself.
    const { emit } = stream;
    stream.emit = function(...args) {
      if (args[0] === 'open') {
        this.emit = emit;
        callback();
        return emit.apply(this, args);
      }
      if (args[0] === 'error') {
        this.emit = emit;
        callback(args[1]);
        return undefined;
      }
      return emit.apply(this, args);
    };
    stream.open();
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', fd);
    stream.emit('ready');
  });
}

function close(stream, error, cb) {
  if (!stream.fd && stream.fd !== 0) {
    cb(error);
  } else {
    stream[kFs].close(stream.fd, (closeError) => cb(closeError || error));
    stream.fd = null;
  }
}

// Does nothing but say that it is deprecated: opening is the stream's own affair.
function deprecatedOpen(name) {
  let warned = false;
  return function() {
    if (warned) return;
    warned = true;
    process.emitWarning(`${name}.prototype.open() is deprecated`, 'DeprecationWarning', 'DEP0135');
  };
}
const openRead = deprecatedOpen('ReadStream');
const openWrite = deprecatedOpen('WriteStream');

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = getOptions(options);
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;
  if (options.autoDestroy === undefined) options.autoDestroy = false;
  if (options.fd === null || options.fd === undefined) {
    this.fd = null;
    this[kFs] = options.fs || fs;
    if (options.fs) checkFunctions(options.fs, ['open', 'read', 'close']);
    this.path = asPath(path);
    this.flags = options.flags === undefined ? 'r' : options.flags;
    this.mode = options.mode === undefined ? 0o666 : options.mode;
  } else {
    this.fd = importFd(this, options);
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  this.start = options.start;
  this.end = options.end === undefined ? Infinity : options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Readable.call(this, options);
  if (options.encoding) this.setEncoding(options.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);
Object.defineProperty(ReadStream.prototype, 'autoClose', {
  get() { return this._readableState.autoDestroy; },
  set(value) { this._readableState.autoDestroy = value; },
});
Object.defineProperty(ReadStream.prototype, 'pending', { get() { return this.fd === null; }, configurable: true });
ReadStream.prototype.open = openRead;
ReadStream.prototype._construct = construct;
ReadStream.prototype._read = function(n) {
  n = this.pos !== undefined ? Math.min(this.end - this.pos + 1, n) : Math.min(this.end - this.bytesRead + 1, n);
  if (n <= 0) {
    this.push(null);
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(n);
  this[kIsPerformingIO] = true;
  this[kFs].read(this.fd, buffer, 0, n, this.pos, (error, bytesRead, filled) => {
    this[kIsPerformingIO] = false;
    if (this.destroyed) {
      this.emit(kIoDone, error);
      return;
    }
    if (error) {
      require('internal/streams/destroy').errorOrDestroy(this, error);
    } else if (bytesRead > 0) {
      if (this.pos !== undefined) this.pos += bytesRead;
      this.bytesRead += bytesRead;
      // A short read is copied, so that a large buffer is not kept for a few bytes.
      this.push(bytesRead === filled.length ? filled : Buffer.from(filled.subarray(0, bytesRead)));
    } else {
      this.push(null);
    }
  });
};
ReadStream.prototype._destroy = function(error, cb) {
  if (this[kIsPerformingIO]) this.once(kIoDone, (er) => close(this, error || er, cb));
  else close(this, error, cb);
};
ReadStream.prototype.close = function(cb) {
  if (typeof cb === 'function') finished(this, cb);
  this.destroy();
};

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = getOptions(options);
  options.decodeStrings = true;
  if (options.fd === null || options.fd === undefined) {
    this.fd = null;
    this[kFs] = options.fs || fs;
    if (options.fs) {
      checkFunctions(options.fs, ['open', 'close']);
      if (!options.fs.write && !options.fs.writev) validateFunction(options.fs.write, 'options.fs.write');
      if (options.fs.write) validateFunction(options.fs.write, 'options.fs.write');
      if (options.fs.writev) validateFunction(options.fs.writev, 'options.fs.writev');
    }
    this.path = asPath(path);
    this.flags = options.flags === undefined ? 'w' : options.flags;
    this.mode = options.mode === undefined ? 0o666 : options.mode;
  } else {
    this.fd = importFd(this, options);
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  if (options.flush !== undefined && options.flush !== null) validateBoolean(options.flush, 'options.flush');
  this.flush = options.flush ?? false;
  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  if (!this[kFs].write) this._write = null;
  if (!this[kFs].writev) this._writev = null;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  Writable.call(this, options);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);
Object.defineProperty(WriteStream.prototype, 'autoClose', {
  get() { return this._writableState.autoDestroy; },
  set(value) { this._writableState.autoDestroy = value; },
});
Object.defineProperty(WriteStream.prototype, 'pending', { get() { return this.fd === null; }, configurable: true });
WriteStream.prototype.open = openWrite;
WriteStream.prototype._construct = construct;

// Writes all of `data`: the kernel may take less at a time, or nothing for now.
function writeAll(stream, data, size, pos, cb, retries = 0) {
  stream[kFs].write(stream.fd, data, 0, size, pos, (error, bytesWritten, buffer) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (stream.destroyed || error) {
      cb(error || new ERR_STREAM_DESTROYED('write'));
      return;
    }
    stream.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (pos !== undefined) pos += bytesWritten;
    if (retries > 5) cb(new Error('write failed'));
    else if (size) writeAll(stream, buffer.subarray(bytesWritten), size, pos, cb, retries);
    else cb();
  });
}
function perform(stream, run, cb) {
  stream[kIsPerformingIO] = true;
  run((error) => {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) {
      cb(error);
      stream.emit(kIoDone, error);
      return;
    }
    cb(error);
  });
}
WriteStream.prototype._write = function(data, encoding, cb) {
  perform(this, (done) => writeAll(this, data, data.length, this.pos, done), cb);
  if (this.pos !== undefined) this.pos += data.length;
};
function writeAllChunks(stream, chunks, size, pos, cb, retries = 0) {
  stream[kFs].writev(stream.fd, chunks, pos ?? null, (error, bytesWritten, buffers) => {
    if (error?.code === 'EAGAIN') {
      error = null;
      bytesWritten = 0;
    }
    if (stream.destroyed || error) {
      cb(error || new ERR_STREAM_DESTROYED('writev'));
      return;
    }
    stream.bytesWritten += bytesWritten;
    retries = bytesWritten ? 0 : retries + 1;
    size -= bytesWritten;
    if (pos !== undefined) pos += bytesWritten;
    if (retries > 5) cb(new Error('writev failed'));
    else if (size) writeAllChunks(stream, [Buffer.concat(buffers).subarray(bytesWritten)], size, pos, cb, retries);
    else cb();
  });
}
WriteStream.prototype._writev = function(data, cb) {
  const chunks = [];
  let size = 0;
  for (const { chunk } of data) {
    chunks.push(chunk);
    size += chunk.length;
  }
  perform(this, (done) => writeAllChunks(this, chunks, size, this.pos, done), cb);
  if (this.pos !== undefined) this.pos += size;
};
WriteStream.prototype._destroy = function(error, cb) {
  if (this[kIsPerformingIO]) {
    this.once(kIoDone, (er) => close(this, error || er, cb));
  } else if (this.flush && this.fd !== null) {
    this[kFs].fsync(this.fd, (er) => close(this, error || er, cb));
  } else {
    close(this, error, cb);
  }
};
WriteStream.prototype.close = function(cb) {
  if (cb) {
    if (this.closed) {
      process.nextTick(cb);
      return;
    }
    this.on('close', cb);
  }
  // A file opened by the stream but told not to close it is closed when that is asked for.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

module.exports = {
  ReadStream,
  WriteStream,
  FileReadStream: ReadStream,
  FileWriteStream: WriteStream,
  createReadStream: function(path, options) { return new ReadStream(path, options); },
  createWriteStream: function(path, options) { return new WriteStream(path, options); },
};
