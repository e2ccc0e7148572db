// node:stream/web: https://nodejs.org/api/webstreams.html
// Each class's module is loaded when it is first touched.

const modules = {
  ReadableStream: 'readablestream',
  ReadableStreamDefaultReader: 'readablestream',
  ReadableStreamBYOBReader: 'bytes',
  ReadableStreamBYOBRequest: 'bytes',
  ReadableByteStreamController: 'bytes',
  ReadableStreamDefaultController: 'readablestream',
  TransformStream: 'transformstream',
  TransformStreamDefaultController: 'transformstream',
  WritableStream: 'writablestream',
  WritableStreamDefaultWriter: 'writablestream',
  WritableStreamDefaultController: 'writablestream',
  ByteLengthQueuingStrategy: 'queuingstrategies',
  CountQueuingStrategy: 'queuingstrategies',
  TextEncoderStream: 'encoding',
  TextDecoderStream: 'encoding',
  CompressionStream: 'compression',
  DecompressionStream: 'compression',
};
for (const name of Object.keys(modules)) {
  let value;
  Object.defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => value ??= require(`internal/webstreams/${modules[name]}`)[name],
    set(replacement) { value = replacement; },
  });
}
