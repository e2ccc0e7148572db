// Readable's operators, map() to reduce(): https://nodejs.org/api/stream.html#readablemapfn-options
// Called with the stream as `this`. Those that make streams return async generators here.

const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject } = require('internal/validators');

// Results that are no values of the new stream.
const kSkip = Symbol('kSkip');
const kEnd = Symbol('kEnd');

function checkOptions(options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
}

function compose(stream, options) {
  checkOptions(options);
  const composed = require('internal/streams/compose')(this, stream);
  if (options?.signal) {
    require('internal/streams/add-abort-signal').addAbortSignalNoValidate(options.signal, composed);
  }
  return composed;
}

function map(fn, options) {
  validateFunction(fn, 'fn');
  checkOptions(options);
  const concurrency = options?.concurrency != null ? Math.floor(options.concurrency) : 1;
  const ahead = options?.highWaterMark != null ? Math.floor(options.highWaterMark) : concurrency - 1;
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(ahead, 'options.highWaterMark', 0);
  return mapped(this, fn, options?.signal, concurrency, ahead + concurrency);
}

async function* mapped(stream, fn, outerSignal, concurrency, limit) {
  const signal = AbortSignal.any(outerSignal ? [outerSignal] : []);
  const fnOptions = { signal };
  // Promises of results, in order; `running` of them are not settled.
  const queue = [];
  let running = 0;
  let done = false;
  let wakeReader = null;
  let wakePump = null;

  const wake = () => {
    const reader = wakeReader;
    wakeReader = null;
    reader?.();
  };
  const maybeResume = () => {
    if (wakePump === null || done || running >= concurrency || queue.length >= limit) return;
    wakePump();
    wakePump = null;
  };
  const settled = () => {
    running--;
    maybeResume();
  };
  const failed = () => {
    done = true;
    settled();
  };

  async function pump() {
    try {
      for await (const chunk of stream) {
        if (done) return;
        if (signal.aborted) throw new AbortError();
        let result;
        try {
          result = fn(chunk, fnOptions);
          if (result === kSkip) continue;
          result = Promise.resolve(result);
        } catch (err) {
          result = Promise.reject(err);
        }
        running++;
        result.then(settled, failed);
        queue.push(result);
        wake();
        if (!done && (queue.length >= limit || running >= concurrency)) {
          await new Promise((resolve) => { wakePump = resolve; });
        }
      }
      queue.push(kEnd);
    } catch (err) {
      const result = Promise.reject(err);
      result.then(settled, failed);
      queue.push(result);
    } finally {
      done = true;
      wake();
    }
  }
  pump();

  try {
    for (;;) {
      while (queue.length > 0) {
        const value = await queue[0];
        if (value === kEnd) return;
        if (signal.aborted) throw new AbortError();
        if (value !== kSkip) yield value;
        queue.shift();
        maybeResume();
      }
      await new Promise((resolve) => { wakeReader = resolve; });
    }
  } finally {
    done = true;
    wakePump?.();
    wakePump = null;
  }
}

function filter(fn, options) {
  validateFunction(fn, 'fn');
  return map.call(this, async (value, fnOptions) => (await fn(value, fnOptions) ? value : kSkip), options);
}

function flatMap(fn, options) {
  return flattened(map.call(this, fn, options));
}

async function* flattened(values) {
  for await (const value of values) yield* value;
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  const results = map.call(this, async (value, fnOptions) => {
    await fn(value, fnOptions);
    return kSkip;
  }, options);
  for await (const _ of results);
}

async function some(fn, options) {
  for await (const _ of filter.call(this, fn, options)) return true;
  return false;
}

async function every(fn, options) {
  validateFunction(fn, 'fn');
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const result of filter.call(this, fn, options)) return result;
  return undefined;
}

async function toArray(options) {
  checkOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    result.push(value);
  }
  return result;
}

async function reduce(reducer, accumulator, options) {
  validateFunction(reducer, 'reducer');
  checkOptions(options);
  let started = arguments.length > 1;
  const outer = options?.signal;
  if (outer?.aborted) {
    const err = new AbortError(undefined, { cause: outer.reason });
    this.once('error', () => {}); // The rejection says it.
    await require('internal/streams/end-of-stream').finished(this.destroy(err));
    throw err;
  }
  const controller = new AbortController();
  const { signal } = controller;
  let disposable;
  if (outer) disposable = require('events').addAbortListener(outer, () => controller.abort());
  let empty = true;
  try {
    for await (const value of this) {
      empty = false;
      if (outer?.aborted) throw new AbortError();
      if (started) {
        accumulator = await reducer(accumulator, value, { signal });
      } else {
        accumulator = value;
        started = true;
      }
    }
    if (empty && !started) {
      const err = new codes.ERR_MISSING_ARGS('reduce');
      err.message = 'Reduce of an empty stream requires an initial value';
      throw err;
    }
  } finally {
    disposable?.[Symbol.dispose]();
    controller.abort();
  }
  return accumulator;
}

// https://tc39.es/proposal-iterator-helpers/
function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new codes.ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(number, options) {
  checkOptions(options);
  return dropped(this, toCount(number), options?.signal);
}

async function* dropped(stream, number, signal) {
  if (signal?.aborted) throw new AbortError();
  for await (const value of stream) {
    if (signal?.aborted) throw new AbortError();
    if (number-- <= 0) yield value;
  }
}

function take(number, options) {
  checkOptions(options);
  return taken(this, toCount(number), options?.signal);
}

async function* taken(stream, number, signal) {
  if (signal?.aborted) throw new AbortError();
  for await (const value of stream) {
    if (signal?.aborted) throw new AbortError();
    if (number-- > 0) yield value;
    // Not one chunk more than needed is asked for.
    if (number <= 0) return;
  }
}

module.exports = { compose, drop, every, filter, find, flatMap, forEach, map, reduce, some, take, toArray };
