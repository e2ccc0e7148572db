// Histogram: https://nodejs.org/api/perf_hooks.html#class-histogram
// The counts live in a native HDR histogram (histogram.rs); these classes are its skin.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { inspectAs, kInspect } = require('internal/interface');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');

const kCreate = Symbol('kCreate');

let handleOf;

class Histogram {
  #handle;
  #percentiles = new Map();

  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#handle = arguments[1];
  }

  static {
    handleOf = (self) => (self !== null && typeof self === 'object' && #handle in self ? self.#handle : undefined);
  }

  static #of(self) {
    const handle = handleOf(self);
    if (handle === undefined) throw new ERR_INVALID_THIS('Histogram');
    return handle;
  }

  get count() { return ops.histogramGet(Histogram.#of(this), 'count'); }

  get countBigInt() { return ops.histogramGetBigInt(Histogram.#of(this), 'count'); }

  get min() { return ops.histogramGet(Histogram.#of(this), 'min'); }

  get minBigInt() { return ops.histogramGetBigInt(Histogram.#of(this), 'min'); }

  get max() { return ops.histogramGet(Histogram.#of(this), 'max'); }

  get maxBigInt() { return ops.histogramGetBigInt(Histogram.#of(this), 'max'); }

  get mean() { return ops.histogramGet(Histogram.#of(this), 'mean'); }

  get exceeds() { return ops.histogramGet(Histogram.#of(this), 'exceeds'); }

  get exceedsBigInt() { return ops.histogramGetBigInt(Histogram.#of(this), 'exceeds'); }

  get stddev() { return ops.histogramGet(Histogram.#of(this), 'stddev'); }

  percentile(percentile) {
    const handle = Histogram.#of(this);
    checkPercentile(percentile);
    return ops.histogramPercentile(handle, percentile);
  }

  percentileBigInt(percentile) {
    const handle = Histogram.#of(this);
    checkPercentile(percentile);
    return ops.histogramPercentileBigInt(handle, percentile);
  }

  #fill(pairs) {
    const map = this.#percentiles;
    map.clear();
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
    return map;
  }

  get percentiles() { return this.#fill(ops.histogramPercentiles(Histogram.#of(this))); }

  get percentilesBigInt() { return this.#fill(ops.histogramPercentilesBigInt(Histogram.#of(this))); }

  reset() { ops.histogramReset(Histogram.#of(this)); }

  toJSON() {
    const { count, min, max, mean, exceeds, stddev, percentiles } = this;
    return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(percentiles) };
  }

  [kInspect](depth, options) {
    const { min, max, mean, exceeds, stddev, count, percentiles } = this;
    return inspectAs(this, 'Histogram', { min, max, mean, exceeds, stddev, count, percentiles }, depth, options);
  }
}

function checkPercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (!(percentile > 0 && percentile <= 100)) throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
}

class RecordableHistogram extends Histogram {
  #recordable;

  static #check(self) {
    if (self === null || typeof self !== 'object' || !(#recordable in self)) {
      throw new ERR_INVALID_THIS('RecordableHistogram');
    }
    return handleOf(self);
  }

  record(val) {
    const handle = RecordableHistogram.#check(this);
    if (typeof val !== 'bigint') validateInteger(val, 'val', 1);
    ops.histogramRecord(handle, val);
  }

  recordDelta() { ops.histogramRecordDelta(RecordableHistogram.#check(this)); }

  add(other) {
    const handle = RecordableHistogram.#check(this);
    if (other === null || typeof other !== 'object' || !(#recordable in other)) {
      throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    }
    ops.histogramAdd(handle, handleOf(other));
  }
}

function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, Number.MAX_SAFE_INTEGER);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest), Number.MAX_SAFE_INTEGER);
  } else if (highest < 2n * BigInt(lowest)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.highest', highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kCreate, ops.histogramNew(lowest, highest, figures));
}

// https://nodejs.org/api/perf_hooks.html#class-intervalhistogram-extends-histogram
class ELDHistogram extends Histogram {
  #resolution;
  #timer;

  constructor() {
    super(...arguments);
    this.#resolution = arguments[2];
  }

  static #check(self) {
    if (self === null || typeof self !== 'object' || !(#resolution in self)) throw new ERR_INVALID_THIS('ELDHistogram');
  }

  enable() {
    ELDHistogram.#check(this);
    if (this.#timer !== undefined) return false;
    const handle = handleOf(this);
    // The pause while it was disabled is no delay of the loop.
    ops.histogramForgetDelta(handle);
    this.#timer = require('timers').setInterval(ops.histogramRecordDelta, this.#resolution, handle);
    this.#timer.unref();
    return true;
  }

  disable() {
    ELDHistogram.#check(this);
    if (this.#timer === undefined) return false;
    require('timers').clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [Symbol.dispose]() { this.disable(); }
}

function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kCreate, ops.histogramNew(1, 3.6e12, 3), resolution);
}

module.exports = { createHistogram, monitorEventLoopDelay, isHistogram: (value) => handleOf(value) !== undefined };
