// ReadableStream.from() and the asynchronous iterator: https://streams.spec.whatwg.org/#rs-from,
// https://streams.spec.whatwg.org/#rs-asynciterator

const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { cancelStream, closeController, createReadable, enqueue, read, release } =
  require('internal/webstreams/readablestream');
const { isObject, kState, nop, then } = require('internal/webstreams/util');

const { pending, react, reject, rejected, resolveRead, resolved, resolvedRead } = ops;

// https://tc39.es/ecma262/#sec-getiterator, asynchronous if there is such an iterator
function iteratorOf(iterable) {
  if (iterable == null) throw new ERR_ARG_NOT_ITERABLE(iterable);
  let method = iterable[Symbol.asyncIterator];
  const async = method != null;
  if (!async) method = iterable[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(require('internal/util/inspect').inspect(iterable));
  const iterator = Reflect.apply(method, iterable, []);
  if (!isObject(iterator)) throw new ERR_INVALID_STATE.TypeError('The iterator method must return an object');
  return { async, iterator, next: iterator.next };
}

const settled = (value) => {
  try {
    return resolved(value());
  } catch (error) {
    return rejected(error);
  }
};

// https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation
function awaitValue(result, iterator) {
  const { done, value } = result;
  return then(resolved(value), (awaited) => ({ done, value: awaited }), (error) => {
    if (!done) {
      try {
        iterator.return?.();
      } catch {
        // The first error counts.
      }
    }
    throw error;
  });
}

function readableStreamFrom(iterable) {
  const { async, iterator, next } = iteratorOf(iterable);
  const pull = (c) => {
    const promise = settled(() => {
      const result = Reflect.apply(next, iterator, []);
      if (async) return result;
      if (!isObject(result)) throw notObject('next');
      return awaitValue(result, iterator);
    });
    return then(promise, (result) => {
      if (!isObject(result)) throw notObject('next');
      if (result.done) closeController(c);
      else enqueue(c, result.value);
    });
  };
  const cancel = (reason) => {
    let method;
    try {
      method = iterator.return;
      if (method == null) return resolved();
    } catch (error) {
      return rejected(error);
    }
    const promise = settled(() => {
      const result = Reflect.apply(method, iterator, [reason]);
      if (async) return result;
      if (!isObject(result)) throw notObject('return');
      return awaitValue({ done: true, value: result.value }, iterator);
    });
    return then(promise, (result) => {
      if (!isObject(result)) throw notObject('return');
    });
  };
  return createReadable(undefined, pull, cancel, 0, undefined, undefined).wrapper;
}

function notObject(name) {
  return new ERR_INVALID_STATE.TypeError(`The promise returned by the iterator's ${name}() must fulfill with an object`);
}

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

// Requests come one after the other: https://webidl.spec.whatwg.org/#js-asynchronous-iterator-prototype-object
function chain(slots, steps) {
  const { ongoing } = slots;
  if (ongoing === undefined) return steps();
  return then(ongoing, steps, steps);
}

const prototype = {
  __proto__: AsyncIteratorPrototype,

  next() {
    const slots = this?.[kState];
    if (slots?.type !== 'ReadableStreamAsyncIterator') return rejected(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    return slots.ongoing = chain(slots, slots.next);
  },

  return(value) {
    const slots = this?.[kState];
    if (slots?.type !== 'ReadableStreamAsyncIterator') return rejected(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    slots.ongoing = chain(slots, () => returnSteps(slots, value));
    return then(slots.ongoing, () => ({ value, done: true }));
  },
};

function nextSteps(slots) {
  if (slots.finished) return resolvedRead(undefined, true);
  const promise = pending();
  const done = () => {
    if (slots.ongoing === promise) slots.ongoing = undefined;
  };
  let reading = true;
  read(slots.rd, {
    chunk(value) {
      if (reading) resolveRead(promise, value, false);
      else react(undefined, () => resolveRead(promise, value, false), nop);
    },
    close() {
      slots.finished = true;
      release(slots.rd);
      resolveRead(promise, undefined, true);
    },
    error(error) {
      slots.finished = true;
      release(slots.rd);
      reject(promise, error);
    },
  });
  reading = false;
  react(promise, done, done);
  return promise;
}

function returnSteps(slots, value) {
  if (slots.finished) return resolved();
  slots.finished = true;
  const { rd } = slots;
  if (slots.preventCancel) {
    release(rd);
    return resolved();
  }
  const promise = cancelStream(rd.rs, value);
  release(rd);
  return promise;
}

function iterate(rd, preventCancel) {
  const slots = {
    type: 'ReadableStreamAsyncIterator', rd, preventCancel, ongoing: undefined, finished: false, next: undefined,
  };
  slots.next = () => nextSteps(slots);
  const iterator = { __proto__: prototype };
  Object.defineProperty(iterator, kState, { __proto__: null, value: slots });
  return iterator;
}

module.exports = { iterate, readableStreamFrom };
