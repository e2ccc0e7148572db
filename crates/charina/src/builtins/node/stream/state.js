// High water marks and symbols that every kind of stream shares. https://nodejs.org/api/stream.html#buffering

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

// https://nodejs.org/api/stream.html#streamgetdefaulthighwatermarkobjectmode
let defaultBytes = process.platform === 'win32' ? 16 * 1024 : 64 * 1024;
let defaultObjects = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

function setDefaultHighWaterMark(objectMode, value) {
  require('internal/validators').validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

// The mark that `options` ask for; `sideKey` is the option of one side of a duplex stream, or null.
function getHighWaterMark(objectMode, options, sideKey) {
  const mark = options.highWaterMark ?? (sideKey === null ? null : options[sideKey]);
  if (mark == null) return objectMode ? defaultObjects : defaultBytes;
  if (!Number.isInteger(mark) || mark < 0) {
    throw new ERR_INVALID_ARG_VALUE(sideKey === null ? 'options.highWaterMark' : `options.${sideKey}`, mark);
  }
  return mark;
}

// The bytes of any ArrayBuffer view as a Buffer, not copied.
function toBuffer(view) {
  return require('buffer').Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

// Adds getters (and setters) that are not enumerable, as Node's are.
function defineGetters(prototype, getters) {
  const descriptors = Object.getOwnPropertyDescriptors(getters);
  for (const name of Object.keys(descriptors)) {
    descriptors[name].enumerable = false;
    descriptors[name].configurable = false;
  }
  Object.defineProperties(prototype, descriptors);
}

module.exports = { defineGetters, getDefaultHighWaterMark, getHighWaterMark, setDefaultHighWaterMark, toBuffer };
