// events.once() and events.on(): https://nodejs.org/api/events.html#eventsonceemitter-name-options

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');

// An option of on(): the event's first argument is the value, not the array of all.
const kFirstEventParam = Symbol('kFirstEventParam');
const kWatermarkData = Symbol.for('nodejs.watermarkData');
const { addAbortListener } = require('events');

function onceFlags() {
  return { __proto__: null, once: true, [require('internal/event_target').kResistStopPropagation]: true };
}

function add(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function remove(emitter, name, listener) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function aborted(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

function checkSignal(options) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw aborted(signal);
  return signal;
}

function once(emitter, name, options = {}) {
  const signal = checkSignal(options);
  return new Promise((resolve, reject) => {
    const onError = (error) => {
      emitter.removeListener(name, onEvent);
      if (signal) remove(signal, 'abort', onAbort);
      reject(error);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      if (signal) remove(signal, 'abort', onAbort);
      resolve(args);
    };
    const onAbort = () => {
      remove(emitter, name, onEvent);
      remove(emitter, 'error', onError);
      reject(aborted(signal));
    };
    add(emitter, name, onEvent, onceFlags());
    // 'error' is special on emitters only, not on event targets.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal) add(signal, 'abort', onAbort, onceFlags());
  });
}

// First in, first out, without moving the rest at each step.
class Queue {
  items = [];
  head = 0;
  get size() { return this.items.length - this.head; }
  push(item) { this.items.push(item); }
  shift() {
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head === this.items.length || this.head > 1024) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

function on(emitter, event, options = {}) {
  const signal = checkSignal(options);
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const values = new Queue();
  const waiting = new Queue();
  const listeners = [];
  let paused = false;
  let error = null;
  let finished = false;

  const listen = (name, listener) => {
    add(emitter, name, listener);
    listeners.push([emitter, name, listener]);
  };

  const onEvent = (value) => {
    if (waiting.size > 0) {
      waiting.shift().resolve({ value, done: false });
      return;
    }
    values.push(value);
    if (!paused && values.size > high) {
      paused = true;
      emitter.pause();
    }
  };

  const onError = (err) => {
    if (waiting.size > 0) waiting.shift().reject(err);
    else error = err;
    close();
  };

  const close = () => {
    abortListener?.[Symbol.dispose]();
    while (listeners.length > 0) remove(...listeners.pop());
    finished = true;
    const done = { value: undefined, done: true };
    while (waiting.size > 0) waiting.shift().resolve(done);
    return Promise.resolve(done);
  };

  const iterator = {
    __proto__: Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype),

    next() {
      if (values.size > 0) {
        const value = values.shift();
        if (paused && values.size < low) {
          emitter.resume();
          paused = false;
        }
        return Promise.resolve({ value, done: false });
      }
      // An error is told once: after it nothing is listened to any more.
      if (error) {
        const rejected = Promise.reject(error);
        error = null;
        return rejected;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => { waiting.push({ resolve, reject }); });
    },

    return() { return close(); },

    throw(err) {
      if (!err || !(err instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', err);
      }
      onError(err);
    },

    [Symbol.asyncIterator]() { return this; },

    [kWatermarkData]: {
      get size() { return values.size; },
      get low() { return low; },
      get high() { return high; },
      get isPaused() { return paused; },
    },
  };

  listen(event, options[kFirstEventParam] ? onEvent : (...args) => onEvent(args));
  if (event !== 'error' && typeof emitter.on === 'function') listen('error', onError);
  for (const name of options.close ?? []) listen(name, close);
  const abortListener = signal ? addAbortListener(signal, () => onError(aborted(signal))) : undefined;
  return iterator;
}

module.exports = { once, on, kFirstEventParam };
