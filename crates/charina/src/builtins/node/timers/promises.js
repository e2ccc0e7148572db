// node:timers/promises: https://nodejs.org/api/timers.html#timers-promises-api

const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const timers = require('timers');

function check(delay, options) {
  if (delay !== undefined) validateNumber(delay, 'delay');
  validateObject(options, 'options');
  const { signal, ref } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (ref !== undefined) validateBoolean(ref, 'options.ref');
  if (signal?.aborted) throw aborted(signal);
}

function aborted(signal) { return new AbortError(undefined, { cause: signal.reason }); }

function onAbort(signal, listener) {
  const { kResistStopPropagation } = require('internal/event_target');
  signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
}

// The promise of a timer that start(resolve) makes and clear() ends.
function wait({ signal, ref = true }, start, clear) {
  if (!signal) {
    return new Promise((resolve) => {
      const timer = start(resolve);
      if (!ref) timer.unref();
    });
  }
  return new Promise((resolve, reject) => {
    const listener = () => {
      clear(timer);
      reject(aborted(signal));
    };
    const timer = start((value) => {
      signal.removeEventListener('abort', listener);
      resolve(value);
    });
    if (!ref) timer.unref();
    onAbort(signal, listener);
  });
}

function setTimeout(after, value, options = {}) {
  try {
    check(after, options);
  } catch (error) {
    return Promise.reject(error);
  }
  return wait(options, (resolve) => timers.setTimeout(resolve, after, value), timers.clearTimeout);
}

function setImmediate(value, options = {}) {
  try {
    check(undefined, options);
  } catch (error) {
    return Promise.reject(error);
  }
  return wait(options, (resolve) => timers.setImmediate(resolve, value), timers.clearImmediate);
}

async function* setInterval(after, value, options = {}) {
  check(after, options);
  const { signal, ref = true } = options;
  let due = 0;
  let wake;
  const proceed = (result) => {
    wake?.(result);
    wake = undefined;
  };
  const interval = timers.setInterval(() => {
    due++;
    proceed();
  }, after);
  if (!ref) interval.unref();
  const listener = () => {
    timers.clearInterval(interval);
    proceed(Promise.reject(aborted(signal)));
  };
  try {
    if (signal) onAbort(signal, listener);
    while (!signal?.aborted) {
      if (due === 0) await new Promise((resolve) => { wake = resolve; });
      for (; due > 0; due--) yield value;
    }
    throw aborted(signal);
  } finally {
    timers.clearInterval(interval);
    signal?.removeEventListener('abort', listener);
  }
}

const kScheduler = Symbol('kScheduler');

class Scheduler {
  constructor() { throw new ERR_ILLEGAL_CONSTRUCTOR(); }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

module.exports = {
  setTimeout,
  setImmediate,
  setInterval,
  scheduler: Object.create(Scheduler.prototype, { [kScheduler]: { __proto__: null, value: true, enumerable: true } }),
};
