// zlib's streams: Transforms around a native codec. https://nodejs.org/api/zlib.html#class-zlibzlibbase

const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INTERNAL_ASSERTION, ERR_TRAILING_JUNK_AFTER_STREAM_END }, genericNodeError,
} = require('internal/errors');
const { eos } = require('internal/streams/end-of-stream');
const { Transform } = require('internal/streams/transform');
const { checkRangesOrGetDefault } = require('internal/validators');
const { check, openHandle } = require('internal/zlib/options');

const kFlushFlag = Symbol('kFlushFlag');
const kError = Symbol('kError');
const kMode = Symbol('kMode');
const kFull = 1;
const kEarly = 2;
const kFailed = 3;
const Z_SYNC_FLUSH = 2;

// From the weakest to the strongest: of zlib, Z_BLOCK comes second.
const strength = [0, 2, 3, 4, 5, 1];
const stronger = (mode, a, b) => mode < 8 ? (strength[a] > strength[b] ? a : b) : Math.max(a, b);

// What flush() writes: empty chunks that say how to flush, one for each way.
const flushChunks = [];
function flushChunk(kind) {
  if (!flushChunks[kind]) {
    flushChunks[kind] = Buffer.alloc(0);
    flushChunks[kind][kFlushFlag] = kind;
  }
  return flushChunks[kind];
}

function ZlibBase(opts, mode) {
  const checked = check(mode, opts);
  if (opts && (opts.encoding || opts.objectMode || opts.writableObjectMode)) {
    opts = { ...opts, encoding: null, objectMode: false, writableObjectMode: false };
  }
  Transform.call(this, { autoDestroy: true, ...opts });
  this.bytesWritten = 0;
  this._handle = openHandle(mode, checked);
  this._chunkSize = checked.chunkSize;
  this._defaultFlushFlag = checked.flush;
  this._finishFlushFlag = checked.finishFlush;
  this._defaultFullFlushFlag = checked.fullFlush;
  this._info = checked.info;
  this._maxOutputLength = checked.maxOutputLength;
  this._rejectGarbageAfterEnd = checked.rejectGarbageAfterEnd;
  if (mode < 8) {
    [, this._level, , this._strategy] = checked.settings;
    this._mode = mode;
  }
  this[kMode] = mode;
  this[kError] = null;
}
Object.setPrototypeOf(ZlibBase.prototype, Transform.prototype);
Object.setPrototypeOf(ZlibBase, Transform);

function closeHandle(self) {
  self._handle?.close();
  self._handle = null;
}

function errorOf([message, code, errno]) {
  return genericNodeError(message, { errno, code });
}

// Runs over the chunk, or goes on with the last one where it is undefined. What comes back is cut in pieces of
// chunkSize, as many as the readable side has room for.
function run(self, chunk, flush, cb) {
  const { highWaterMark, length } = self._readableState;
  const pieces = Math.max(1, Math.ceil((highWaterMark - length) / self._chunkSize));
  ops.write(self._handle, chunk, flush, pieces, (end, taken, failure, ...parts) => {
    if (self.destroyed) {
      cb();
      return;
    }
    let wanted = true;
    for (let i = 0; i < parts.length; i += 2) {
      self.bytesWritten += parts[i];
      wanted = self.push(parts[i + 1]);
      if (self.destroyed) {
        cb();
        return;
      }
    }
    self.bytesWritten += taken;
    if (end === kFull) {
      goOn(self, wanted, flush, cb);
      return;
    }
    if (end === kFailed) {
      const error = errorOf(failure);
      self.destroy(error);
      self[kError] = error;
      return;
    }
    if (end === kEarly) {
      if (self._rejectGarbageAfterEnd) {
        const error = new ERR_TRAILING_JUNK_AFTER_STREAM_END();
        self.destroy(error);
        cb(error);
        return;
      }
      self.push(null);
    }
    cb();
  });
}

// There is more: now, or when somebody reads.
function goOn(self, wanted, flush, cb) {
  if (wanted) {
    run(self, undefined, flush, cb);
    return;
  }
  const oldRead = self._read;
  self._read = (n) => {
    self._read = oldRead;
    if (self._handle) run(self, undefined, flush, cb);
    self._read(n);
  };
}

function runSync(self, chunk, flush) {
  const [end, taken, failure, output] = ops.writeSync(self._handle, chunk, flush, self._maxOutputLength);
  self.bytesWritten += taken;
  closeHandle(self);
  if (end === kFailed) throw errorOf(failure);
  if (end === kFull) throw new ERR_BUFFER_TOO_LARGE(self._maxOutputLength);
  if (end === kEarly && self._rejectGarbageAfterEnd) throw new ERR_TRAILING_JUNK_AFTER_STREAM_END();
  return output;
}

Object.defineProperty(ZlibBase.prototype, '_closed', {
  __proto__: null, configurable: true, enumerable: true,
  get() { return !this._handle; },
});

Object.assign(ZlibBase.prototype, {
  /** https://nodejs.org/api/zlib.html#zlibreset */
  reset() {
    if (!this._handle) throw new ERR_INTERNAL_ASSERTION('zlib binding closed');
    const result = this._handle.reset();
    if (result === undefined) throw new Error('Cannot reset zlib stream while a write is in progress');
    if (result !== true) this.destroy(errorOf(result));
  },

  _flush(callback) { this._transform(Buffer.alloc(0), '', callback); },

  _final(callback) { callback(); },

  /** https://nodejs.org/api/zlib.html#zlibflushkind-callback */
  flush(kind, callback) {
    if (typeof kind === 'function' || (kind === undefined && !callback)) {
      callback = kind;
      kind = this._defaultFullFlushFlag;
    }
    if (this.writableFinished) {
      if (callback) process.nextTick(callback);
    } else if (this.writableEnded) {
      if (callback) this.once('end', callback);
    } else {
      this.write(flushChunk(kind), '', callback);
    }
  },

  /** https://nodejs.org/api/zlib.html#zlibclosecallback */
  close(callback) {
    if (callback) eos(this, callback);
    this.destroy();
  },

  _destroy(err, callback) {
    closeHandle(this);
    callback(err);
  },

  _transform(chunk, encoding, cb) {
    let flush = typeof chunk[kFlushFlag] === 'number' ? chunk[kFlushFlag] : this._defaultFlushFlag;
    // The last chunk ends the stream as well.
    if (this.writableEnded && this.writableLength === chunk.byteLength) {
      flush = stronger(this[kMode], flush, this._finishFlushFlag);
    }
    this._processChunk(chunk, flush, cb);
  },

  _processChunk(chunk, flush, cb) {
    if (typeof cb !== 'function') return runSync(this, chunk, flush);
    if (this._handle) run(this, chunk, flush, cb);
    else process.nextTick(cb);
  },
});

function Zlib(opts, mode) {
  ZlibBase.call(this, opts, mode);
}
Object.setPrototypeOf(Zlib.prototype, ZlibBase.prototype);
Object.setPrototypeOf(Zlib, ZlibBase);

/** https://nodejs.org/api/zlib.html#zlibparamslevel-strategy-callback */
Zlib.prototype.params = function params(level, strategy, callback) {
  checkRangesOrGetDefault(level, 'level', -1, 9);
  checkRangesOrGetDefault(strategy, 'strategy', 0, 4);
  if (this._level === level && this._strategy === strategy) {
    process.nextTick(callback);
    return;
  }
  this.flush(Z_SYNC_FLUSH, () => {
    if (!this._handle) throw new ERR_INTERNAL_ASSERTION('zlib binding closed');
    this._handle.params(level, strategy);
    if (this.destroyed) return;
    this._level = level;
    this._strategy = strategy;
    callback?.();
  });
};

function Brotli(opts, mode) {
  ZlibBase.call(this, opts, mode);
}
Object.setPrototypeOf(Brotli.prototype, Zlib.prototype);
Object.setPrototypeOf(Brotli, Zlib);

// Said once for all classes.
let warned = false;
function warnOfMissingNew(name) {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `Instantiating ${name} without the 'new' keyword has been deprecated.`, 'DeprecationWarning', 'DEP0184');
}

// Functions that work with and without new.
function makeClass(name, Base, mode) {
  const Class = {
    [name]: function(opts) {
      if (!(this instanceof Class)) {
        warnOfMissingNew(name);
        return new Class(opts);
      }
      // zlib knows no window of 256 bytes without a header.
      if (mode === 5 && opts?.windowBits === 8) opts = { ...opts, windowBits: 9 };
      Base.call(this, opts, mode);
    },
  }[name];
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  Object.setPrototypeOf(Class, Base);
  return Class;
}

// These are classes in Node, too.
class Zstd extends ZlibBase {}

class ZstdCompress extends Zstd {
  constructor(opts) { super(opts, 10); }
}

class ZstdDecompress extends Zstd {
  constructor(opts) { super(opts, 11); }
}

module.exports = {
  Deflate: makeClass('Deflate', Zlib, 1),
  Inflate: makeClass('Inflate', Zlib, 2),
  Gzip: makeClass('Gzip', Zlib, 3),
  Gunzip: makeClass('Gunzip', Zlib, 4),
  DeflateRaw: makeClass('DeflateRaw', Zlib, 5),
  InflateRaw: makeClass('InflateRaw', Zlib, 6),
  Unzip: makeClass('Unzip', Zlib, 7),
  BrotliDecompress: makeClass('BrotliDecompress', Brotli, 8),
  BrotliCompress: makeClass('BrotliCompress', Brotli, 9),
  ZstdCompress, ZstdDecompress,
};
