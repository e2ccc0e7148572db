// The options of zlib's streams and functions, checked: https://nodejs.org/api/zlib.html#class-options

const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_ZSTD_INVALID_PARAM },
} = require('internal/errors');
const { checkRangesOrGetDefault, validateBoolean, validateFiniteNumber } = require('internal/validators');
const kMaxLength = require('internal/zlib/limit');

const INFLATE = 2;
const GZIP = 3;
const GUNZIP = 4;
const UNZIP = 7;
const BROTLI_DECODE = 8;
const ZSTD_COMPRESS = 10;
const ZSTD_DECOMPRESS = 11;

function zlibSettings(mode, opts) {
  if (!opts) return [15, -1, 8, 0];
  const sniffs = mode === INFLATE || mode === GUNZIP || mode === UNZIP;
  return [
    // 0: as the header says.
    sniffs && (opts.windowBits == null || opts.windowBits === 0) ?
      0 : checkRangesOrGetDefault(opts.windowBits, 'options.windowBits', mode === GZIP ? 9 : 8, 15, 15),
    checkRangesOrGetDefault(opts.level, 'options.level', -1, 9, -1),
    checkRangesOrGetDefault(opts.memLevel, 'options.memLevel', 1, 9, 8),
    checkRangesOrGetDefault(opts.strategy, 'options.strategy', 0, 4, 0),
  ];
}

// Number and value of each parameter in turn.
function paramSettings(mode, opts) {
  const settings = [];
  const params = opts?.params;
  if (params) {
    const [max, Invalid] = mode < ZSTD_COMPRESS ? [8, ERR_BROTLI_INVALID_PARAM] :
      [mode === ZSTD_DECOMPRESS ? 100 : 402, ERR_ZSTD_INVALID_PARAM];
    const seen = new Set();
    for (const name of Object.keys(params)) {
      const key = +name;
      if (!(key >= 0 && key <= max) || seen.has(key)) throw new Invalid(name);
      const value = params[name];
      if (typeof value !== 'number' && typeof value !== 'boolean') {
        throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
      }
      seen.add(key);
      settings.push(key, +value);
    }
  }
  if (mode === ZSTD_COMPRESS && opts?.pledgedSrcSize !== undefined) {
    if (typeof opts.pledgedSrcSize !== 'number') {
      const error = new ERR_INVALID_ARG_TYPE('pledgedSrcSize', 'number', opts.pledgedSrcSize);
      error.message = 'pledgedSrcSize must be a number';
      throw error;
    }
    settings.push(-1, opts.pledgedSrcSize);
  }
  return settings;
}

function dictionaryOf(mode, dictionary) {
  if (dictionary === undefined || ArrayBuffer.isView(dictionary)) return dictionary;
  if (require('util/types').isAnyArrayBuffer(dictionary)) return dictionary;
  if (mode >= BROTLI_DECODE) return undefined;
  throw new ERR_INVALID_ARG_TYPE(
    'options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], dictionary);
}

// https://nodejs.org/api/zlib.html#class-options and the classes behind it. `mode` as in zlib.constants.
function check(mode, opts) {
  const brotli = mode >= BROTLI_DECODE && mode < ZSTD_COMPRESS;
  const checked = {
    settings: mode < BROTLI_DECODE ? zlibSettings(mode, opts) : paramSettings(mode, opts),
    dictionary: opts ? dictionaryOf(mode, opts.dictionary) : undefined,
    chunkSize: 16384,
    flush: 0,
    finishFlush: mode < BROTLI_DECODE ? 4 : 2,
    fullFlush: mode < BROTLI_DECODE ? 3 : 1,
    maxOutputLength: kMaxLength,
    info: undefined,
    rejectGarbageAfterEnd: false,
  };
  if (opts) {
    if (validateFiniteNumber(opts.chunkSize, 'options.chunkSize')) {
      if (opts.chunkSize < 64) throw new ERR_OUT_OF_RANGE('options.chunkSize', '>= 64', opts.chunkSize);
      checked.chunkSize = opts.chunkSize;
    }
    const highest = mode < BROTLI_DECODE ? 5 : brotli ? 3 : 2;
    checked.flush = checkRangesOrGetDefault(opts.flush, 'options.flush', 0, highest, 0);
    checked.finishFlush = checkRangesOrGetDefault(
      opts.finishFlush, 'options.finishFlush', 0, highest, checked.finishFlush);
    checked.maxOutputLength = checkRangesOrGetDefault(
      opts.maxOutputLength, 'options.maxOutputLength', 1, kMaxLength, kMaxLength);
    checked.info = opts.info;
    if (opts.rejectGarbageAfterEnd !== undefined) {
      validateBoolean(opts.rejectGarbageAfterEnd, 'options.rejectGarbageAfterEnd');
      checked.rejectGarbageAfterEnd = opts.rejectGarbageAfterEnd;
    }
  }
  return checked;
}

/** What the streams have as `_handle`. Who replaces its close() (minizlib does) is asked. */
class Zlib {
  close() { ops.close(this); }

  reset() { return ops.reset(this); }

  params(level, strategy) { return ops.params(this, level, strategy); }
}

function openHandle(mode, { settings, dictionary, chunkSize, rejectGarbageAfterEnd }) {
  const handle = ops.open(mode, settings, dictionary, chunkSize, rejectGarbageAfterEnd);
  return Object.setPrototypeOf(handle, Zlib.prototype);
}

module.exports = { check, openHandle };
