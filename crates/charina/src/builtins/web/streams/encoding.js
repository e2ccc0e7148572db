// TextEncoderStream and TextDecoderStream: https://encoding.spec.whatwg.org/#interface-textencoderstream

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { TransformStream } = require('internal/webstreams/transformstream');

const isObject = (value) => typeof value === 'object' && value !== null;

// `self`, if it has a private field of the class.
function check(self, has, name) {
  if (!isObject(self) || !has(self)) throw new ERR_INVALID_THIS(name);
  return self;
}

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

class TextEncoderStream {
  #transform;

  constructor() {
    const encoder = new TextEncoder();
    // The first half of a pair, which waits for the second.
    let pendingHigh = '';
    this.#transform = new TransformStream({
      // https://encoding.spec.whatwg.org/#encode-and-enqueue-a-chunk
      transform(chunk, controller) {
        let text = `${chunk}`;
        if (text === '') return;
        if (pendingHigh !== '') text = isLow(text.charCodeAt(0)) ? pendingHigh + text : `\ufffd${text}`;
        pendingHigh = '';
        if (isHigh(text.charCodeAt(text.length - 1))) {
          pendingHigh = text.slice(-1);
          text = text.slice(0, -1);
        }
        if (text !== '') controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        if (pendingHigh !== '') controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
      },
    });
  }

  get encoding() {
    check(this, (self) => #transform in self, 'TextEncoderStream');
    return 'utf-8';
  }

  get readable() { return check(this, (self) => #transform in self, 'TextEncoderStream').#transform.readable; }

  get writable() { return check(this, (self) => #transform in self, 'TextEncoderStream').#transform.writable; }

  [kInspect](depth, options) {
    const { encoding, readable, writable } = this;
    return inspectAs(this, 'TextEncoderStream', { encoding, readable, writable }, depth, options);
  }
}
expose(TextEncoderStream, 'encoding readable writable');

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = {}) {
    const decoder = this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        // Unlike decode(), whose input may be missing.
        if (chunk === undefined) {
          throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
        }
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
      },
    });
  }

  get encoding() { return check(this, (self) => #decoder in self, 'TextDecoderStream').#decoder.encoding; }

  get fatal() { return check(this, (self) => #decoder in self, 'TextDecoderStream').#decoder.fatal; }

  get ignoreBOM() { return check(this, (self) => #decoder in self, 'TextDecoderStream').#decoder.ignoreBOM; }

  get readable() { return check(this, (self) => #transform in self, 'TextDecoderStream').#transform.readable; }

  get writable() { return check(this, (self) => #transform in self, 'TextDecoderStream').#transform.writable; }

  [kInspect](depth, options) {
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return inspectAs(this, 'TextDecoderStream', { encoding, fatal, ignoreBOM, readable, writable }, depth, options);
  }
}
expose(TextDecoderStream, 'encoding fatal ignoreBOM readable writable');

module.exports = { TextDecoderStream, TextEncoderStream };
