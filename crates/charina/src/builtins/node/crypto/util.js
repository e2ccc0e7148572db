// What the parts of node:crypto share. https://nodejs.org/api/crypto.html

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const isAnyArrayBuffer = (value) => value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ||
  require('util/types').isAnyArrayBuffer(value);

// Bytes as they are, strings in an encoding.
function getArrayBufferOrView(buffer, name, encoding) {
  if (typeof buffer === 'string') return Buffer.from(buffer, encoding === 'buffer' ? 'utf8' : encoding);
  if (!ArrayBuffer.isView(buffer) && !isAnyArrayBuffer(buffer)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
  return buffer;
}

module.exports = { getArrayBufferOrView, isAnyArrayBuffer };
