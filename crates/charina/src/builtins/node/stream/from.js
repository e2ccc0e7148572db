// Readable.from(): https://nodejs.org/api/stream.html#streamreadablefromiterable-options

const { aggregateTwoErrors, codes } = require('internal/errors');
const { Buffer } = require('buffer');
const { nextTick } = process;

module.exports = function from(Class, iterable, options) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Class({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  const isAsync = !!iterable?.[Symbol.asyncIterator];
  if (!isAsync && !iterable?.[Symbol.iterator]) {
    throw new codes.ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }
  const iterator = isAsync ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  const readable = new Class({ objectMode: true, highWaterMark: 1, ...options });
  const destroyFirst = readable._destroy;
  let reading = false;
  // Until a promise turns up.
  let sync = !isAsync;

  readable._read = function() {
    if (reading) return;
    reading = true;
    if (sync) pumpSync();
    else pump();
  };

  // True: more may come.
  function deliver(value) {
    if (value === null) {
      reading = false;
      throw new codes.ERR_STREAM_NULL_VALUES();
    }
    return readable.push(value) || (reading = false);
  }

  const isPromise = (value) => value && typeof value.then === 'function';

  function pumpSync() {
    try {
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (isPromise(value)) {
          sync = false;
          pump(value);
          return;
        }
        if (!deliver(value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function pump(first) {
    try {
      if (first !== undefined && !deliver(await first)) return;
      for (;;) {
        const { value, done } = isAsync ? await iterator.next() : iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!deliver(!isAsync && isPromise(value) ? await value : value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  readable._destroy = function(error, cb) {
    destroyFirst.call(this, error, (destroyError) => {
      const err = destroyError || error;
      // In ticks, so that what `cb` throws is no rejection.
      close(err).then(
        () => nextTick(cb, err),
        (closeError) => nextTick(cb, aggregateTwoErrors(err, closeError)));
    });
  };

  async function close(error) {
    if (error != null && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  return readable;
};
