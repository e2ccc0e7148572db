// node:zlib: the functions; the streams are loaded when one is made. https://nodejs.org/api/zlib.html

const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_TRAILING_JUNK_AFTER_STREAM_END }, genericNodeError,
} = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');

// Read now: what becomes of buffer.kMaxLength later does not matter.
require('internal/zlib/limit');

const kFull = 1;
const kEarly = 2;
const kFailed = 3;

// How a run over a whole input ended, as an error if it is one.
function errorOf(end, failure, { maxOutputLength, rejectGarbageAfterEnd }) {
  if (end === kFull) return new ERR_BUFFER_TOO_LARGE(maxOutputLength);
  if (end === kEarly && rejectGarbageAfterEnd) return new ERR_TRAILING_JUNK_AFTER_STREAM_END();
  if (end !== kFailed) return undefined;
  const [message, code, errno] = failure;
  return genericNodeError(message, { errno, code });
}

const isBytes = (value) => ArrayBuffer.isView(value) || require('util/types').isAnyArrayBuffer(value);

// The engine is a stream only where the caller gets to see it.
function prepare(name, mode, opts) {
  const { check, openHandle } = require('internal/zlib/options');
  if (name === 'DeflateRaw' && opts?.windowBits === 8) opts = { ...opts, windowBits: 9 };
  const checked = check(mode, opts);
  if (!checked.info) return { checked, handle: openHandle(mode, checked), engine: null };
  const engine = new (require('internal/zlib/streams')[name])(opts);
  return { checked, handle: engine._handle, engine };
}

function present(buffer, taken, engine) {
  if (engine === null) return buffer;
  engine.bytesWritten = taken;
  return { buffer, engine };
}

function makeFunctions(name, mode) {
  return [
    function asyncBufferWrapper(buffer, opts, callback) {
      if (typeof opts === 'function') {
        callback = opts;
        opts = {};
      }
      const { checked, handle, engine } = prepare(name, mode, opts);
      validateFunction(callback, 'callback');
      if (typeof buffer === 'string') {
        buffer = Buffer.from(buffer);
      } else if (buffer == null || typeof buffer === 'function') {
        // As a stream's end() takes it: no data.
        buffer = Buffer.alloc(0);
      } else if (!isBytes(buffer)) {
        throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
      }
      ops.writeWhole(handle, buffer, checked.finishFlush, checked.maxOutputLength, (end, taken, failure, output) => {
        if (engine === null) handle.close();
        else engine.close();
        const error = errorOf(end, failure, checked);
        if (error) callback(error);
        else callback(null, present(output, taken, engine));
      });
    },
    function syncBufferWrapper(buffer, opts) {
      const { checked, handle, engine } = prepare(name, mode, opts);
      if (typeof buffer === 'string') {
        buffer = Buffer.from(buffer);
      } else if (!isBytes(buffer)) {
        throw new ERR_INVALID_ARG_TYPE(
          'buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], buffer);
      }
      const [end, taken, failure, output] =
        ops.writeSync(handle, buffer, checked.finishFlush, checked.maxOutputLength);
      handle.close();
      if (engine !== null) engine._handle = null;
      const error = errorOf(end, failure, checked);
      if (error) throw error;
      return present(output, taken, engine);
    },
  ];
}

/** https://nodejs.org/api/zlib.html#zlibcrc32data-value */
function crc32(data, value = 0) {
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  return ops.crc32(data, value);
}

// In the order of Node's exports. The numbers are those of zlib.constants.
const classes = {
  Deflate: 1, Inflate: 2, Gzip: 3, Gunzip: 4, DeflateRaw: 5, InflateRaw: 6, Unzip: 7,
  BrotliCompress: 9, BrotliDecompress: 8, ZstdCompress: 10, ZstdDecompress: 11,
};
const functions = ['Deflate', 'Gzip', 'DeflateRaw', 'Unzip', 'Inflate', 'Gunzip', 'InflateRaw', 'BrotliCompress',
                   'BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'];
const creators = ['Deflate', 'Inflate', 'DeflateRaw', 'InflateRaw', 'Gzip', 'Gunzip', 'Unzip', 'BrotliCompress',
                  'BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'];

exports.crc32 = crc32;
for (const name of Object.keys(classes)) {
  // The streams cost more to load than the rest together.
  Object.defineProperty(exports, name, {
    __proto__: null, configurable: true, enumerable: true,
    get() {
      const value = require('internal/zlib/streams')[name];
      Object.defineProperty(exports, name,
        { __proto__: null, configurable: true, enumerable: true, writable: true, value });
      return value;
    },
    set(value) {
      Object.defineProperty(exports, name,
        { __proto__: null, configurable: true, enumerable: true, writable: true, value });
    },
  });
}
for (const name of functions) {
  const lower = name[0].toLowerCase() + name.slice(1);
  [exports[lower], exports[`${lower}Sync`]] = makeFunctions(name, classes[name]);
}
for (const name of creators) {
  const create = (options) => new (require('internal/zlib/streams')[name])(options);
  Object.defineProperty(create, 'name', { __proto__: null, configurable: true, value: `create${name}` });
  Object.defineProperty(exports, `create${name}`, { __proto__: null, configurable: true, enumerable: true, value: create });
}

const constants = ops.constants();
const codes = {
  Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1, Z_STREAM_ERROR: -2, Z_DATA_ERROR: -3, Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6,
};
for (const name of Object.keys(codes)) codes[codes[name]] = name;
Object.defineProperty(exports, 'constants', { __proto__: null, enumerable: true, value: constants });
Object.defineProperty(exports, 'codes', { __proto__: null, enumerable: true, value: Object.freeze(codes) });
// As in the days before zlib.constants.
for (const name of Object.keys(constants)) {
  if (!name.startsWith('BROTLI')) {
    Object.defineProperty(exports, name, { __proto__: null, value: constants[name] });
  }
}
