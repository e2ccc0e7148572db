// CompressionStream and DecompressionStream over node:zlib: https://compression.spec.whatwg.org/

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { newReadableWritablePairFromDuplex } = require('internal/webstreams/adapters');
const { isSharedArrayBuffer } = require('util/types');

// https://webidl.spec.whatwg.org/#BufferSource. What else is no bytes, the stream behind refuses; strings it takes,
// as Node's does.
function checkChunk(chunk) {
  const buffer = ArrayBuffer.isView(chunk) ? chunk.buffer : chunk;
  if (isSharedArrayBuffer(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
}

function pairOf(formats, format, name, options) {
  format = `${format}`;
  if (!Object.hasOwn(formats, format)) {
    const error = new ERR_INVALID_ARG_VALUE('format', format);
    error.message = `Failed to construct '${name}': 1st argument '${format}' is not a valid enum value of type ` +
      'CompressionFormat.';
    throw error;
  }
  return newReadableWritablePairFromDuplex(require('zlib')[formats[format]](options), {}, checkChunk);
}

const compressors = {
  'deflate': 'createDeflate', 'deflate-raw': 'createDeflateRaw', 'gzip': 'createGzip', 'brotli': 'createBrotliCompress',
};
const decompressors = {
  'deflate': 'createInflate', 'deflate-raw': 'createInflateRaw', 'gzip': 'createGunzip',
  'brotli': 'createBrotliDecompress',
};

class CompressionStream {
  #pair;

  constructor(format) { this.#pair = pairOf(compressors, format, 'CompressionStream'); }

  static #of(self) {
    if (self === null || typeof self !== 'object' || !(#pair in self)) throw new ERR_INVALID_THIS('CompressionStream');
    return self.#pair;
  }

  get readable() { return CompressionStream.#of(this).readable; }

  get writable() { return CompressionStream.#of(this).writable; }

  [kInspect](depth, options) {
    const { readable, writable } = CompressionStream.#of(this);
    return inspectAs(this, 'CompressionStream', { readable, writable }, depth, options);
  }
}
expose(CompressionStream, 'readable writable');

class DecompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairOf(decompressors, format, 'DecompressionStream', { rejectGarbageAfterEnd: true });
  }

  static #of(self) {
    if (self === null || typeof self !== 'object' || !(#pair in self)) {
      throw new ERR_INVALID_THIS('DecompressionStream');
    }
    return self.#pair;
  }

  get readable() { return DecompressionStream.#of(this).readable; }

  get writable() { return DecompressionStream.#of(this).writable; }

  [kInspect](depth, options) {
    const { readable, writable } = DecompressionStream.#of(this);
    return inspectAs(this, 'DecompressionStream', { readable, writable }, depth, options);
  }
}
expose(DecompressionStream, 'readable writable');

module.exports = { CompressionStream, DecompressionStream };
