// node:stream: https://nodejs.org/api/stream.html
// The parts are loaded when they are first touched.

const { Stream } = require('internal/streams/legacy');
const { getDefaultHighWaterMark, setDefaultHighWaterMark, toBuffer } = require('internal/streams/state');
const { defineProperty } = Object;

module.exports = Stream;

// A property that is loaded with its first use. It stays an accessor: Boa's inline caches do not survive a getter
// that replaces its own property.
function lazy(name, load) {
  let value;
  defineProperty(Stream, name, {
    __proto__: null,
    get: () => value ??= load(),
    set(replacement) { value = replacement; },
    enumerable: true,
    configurable: true,
  });
}

function promised(fn, name) {
  return defineProperty(fn, Symbol.for('nodejs.util.promisify.custom'), {
    __proto__: null, enumerable: true, get: () => require('stream/promises')[name],
  });
}

for (const name of ['isDestroyed', 'isDisturbed', 'isErrored', 'isReadable', 'isWritable']) {
  lazy(name, () => require('internal/streams/utils')[name]);
}
lazy('Readable', () => require('internal/streams/readable').Readable);
lazy('Writable', () => require('internal/streams/writable').Writable);
lazy('Duplex', () => require('internal/streams/duplex').Duplex);
lazy('Transform', () => require('internal/streams/transform').Transform);
lazy('PassThrough', () => require('internal/streams/transform').PassThrough);
lazy('duplexPair', () => require('internal/streams/duplexpair'));
lazy('pipeline', () => promised(require('internal/streams/pipeline').pipeline, 'pipeline'));
lazy('addAbortSignal', () => require('internal/streams/add-abort-signal').addAbortSignal);
lazy('finished', () => promised(require('internal/streams/end-of-stream').eos, 'finished'));
lazy('destroy', () => require('internal/streams/destroy').destroyer);
lazy('compose', () => require('internal/streams/compose'));
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;
defineProperty(Stream, 'promises', {
  __proto__: null, get: () => require('stream/promises'), enumerable: true, configurable: true,
});
Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = function isUint8Array(value) { return require('util/types').isUint8Array(value); };
Stream._uint8ArrayToBuffer = function _uint8ArrayToBuffer(chunk) { return toBuffer(chunk); };
