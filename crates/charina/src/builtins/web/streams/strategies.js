// ByteLengthQueuingStrategy and CountQueuingStrategy: https://streams.spec.whatwg.org/#qs

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_OPTION } } = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { isObject } = require('internal/webstreams/util');

// One function each for all objects: https://streams.spec.whatwg.org/#byte-length-queuing-strategy-size-function
const { size: byteLength } = { size: (chunk) => chunk.byteLength };
const { size: count } = { size: () => 1 };

function toMark(init) {
  if (!isObject(init)) throw new ERR_INVALID_ARG_TYPE('init', 'Object', init);
  const { highWaterMark } = init;
  if (highWaterMark === undefined) throw new ERR_MISSING_OPTION('init.highWaterMark');
  return +highWaterMark;
}

class ByteLengthQueuingStrategy {
  #highWaterMark;

  constructor(init) { this.#highWaterMark = toMark(init); }

  static #markOf(self) {
    if (!isObject(self) || !(#highWaterMark in self)) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return self.#highWaterMark;
  }

  get highWaterMark() { return ByteLengthQueuingStrategy.#markOf(this); }

  get size() {
    ByteLengthQueuingStrategy.#markOf(this);
    return byteLength;
  }

  [kInspect](depth, options) {
    return inspectAs(this, 'ByteLengthQueuingStrategy', { highWaterMark: this.highWaterMark }, depth, options);
  }
}
expose(ByteLengthQueuingStrategy, 'highWaterMark size');

class CountQueuingStrategy {
  #highWaterMark;

  constructor(init) { this.#highWaterMark = toMark(init); }

  static #markOf(self) {
    if (!isObject(self) || !(#highWaterMark in self)) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return self.#highWaterMark;
  }

  get highWaterMark() { return CountQueuingStrategy.#markOf(this); }

  get size() {
    CountQueuingStrategy.#markOf(this);
    return count;
  }

  [kInspect](depth, options) {
    return inspectAs(this, 'CountQueuingStrategy', { highWaterMark: this.highWaterMark }, depth, options);
  }
}
expose(CountQueuingStrategy, 'highWaterMark size');

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
