// EventEmitter's hot methods in JavaScript, until natives of the same names replace them.

const { validateBoolean, validateFunction } = require('internal/validators');

const kCapture = Symbol('kCapture');
const kShapeMode = Symbol('shapeMode');
const kErrorMonitor = Symbol('events.errorMonitor');

let throwUnhandled, warnLeak, watchResult, maxListenersOf;

function add(target, type, listener, prepend) {
  validateFunction(listener, 'listener');
  let events = target._events;
  let existing;
  if (events === undefined) {
    events = target._events = { __proto__: null };
    target._eventsCount = 0;
  } else {
    if (events.newListener !== undefined) {
      target.emit('newListener', type, listener.listener ?? listener);
      events = target._events;
    }
    existing = events[type];
  }
  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof existing === 'function') {
    existing = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else if (prepend) {
    existing.unshift(listener);
  } else {
    existing.push(listener);
  }
  const max = maxListenersOf(target);
  if (max > 0 && existing.length > max && !existing.warned) {
    existing.warned = true;
    warnLeak(target, type, existing.length, max);
  }
  return target;
}

function onceWrapper(...args) {
  if (this.fired) return;
  this.target.removeListener(this.type, this.wrapFn);
  this.fired = true;
  return this.listener.apply(this.target, args);
}

function wrapOnce(target, type, listener) {
  validateFunction(listener, 'listener');
  const state = { fired: false, wrapFn: undefined, target, type, listener };
  const wrapped = state.wrapFn = onceWrapper.bind(state);
  wrapped.listener = listener;
  return wrapped;
}

function list(target, type, unwrap) {
  const found = target._events?.[type];
  if (found === undefined) return [];
  const all = typeof found === 'function' ? [found] : found.slice();
  return unwrap ? all.map((f) => (typeof f.listener === 'function' ? f.listener : f)) : all;
}

const hot = {
  setup(...hooks) { [throwUnhandled, warnLeak, watchResult, maxListenersOf] = hooks; },

  init(opts) {
    const fresh = this._events === undefined || this._events === Object.getPrototypeOf(this)._events;
    if (fresh) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
    }
    this[kShapeMode] = !fresh;
    this._maxListeners ||= undefined;
    if (opts?.captureRejections) {
      validateBoolean(opts.captureRejections, 'options.captureRejections');
      this[kCapture] = true;
    } else {
      this[kCapture] = require('events').prototype[kCapture];
    }
  },

  emit(type, ...args) {
    const events = this._events;
    if (type === 'error') {
      if (events?.[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
      if (events?.error === undefined) throwUnhandled(this, args[0]);
    } else if (events === undefined) {
      return false;
    }
    const handler = events[type];
    if (handler === undefined) return false;
    if (typeof handler === 'function') {
      const result = handler.apply(this, args);
      if (result !== undefined && result !== null && this[kCapture]) watchResult(this, result, type, args);
    } else {
      for (const listener of handler.slice()) {
        const result = listener.apply(this, args);
        if (result !== undefined && result !== null && this[kCapture]) watchResult(this, result, type, args);
      }
    }
    return true;
  },

  addListener(type, listener) { return add(this, type, listener, false); },

  prependListener(type, listener) { return add(this, type, listener, true); },

  once(type, listener) {
    this.on(type, wrapOnce(this, type, listener));
    return this;
  },

  prependOnceListener(type, listener) {
    this.prependListener(type, wrapOnce(this, type, listener));
    return this;
  },

  removeListener(type, listener) {
    validateFunction(listener, 'listener');
    const events = this._events;
    const found = events?.[type];
    if (found === undefined) return this;
    if (found === listener || found.listener === listener) {
      this._eventsCount -= 1;
      if (this[kShapeMode]) {
        events[type] = undefined;
      } else if (this._eventsCount === 0) {
        this._events = { __proto__: null };
      } else {
        delete events[type];
        if (events.removeListener) this.emit('removeListener', type, found.listener || listener);
      }
    } else if (typeof found !== 'function') {
      const at = found.findLastIndex((f) => f === listener || f.listener === listener);
      if (at < 0) return this;
      found.splice(at, 1);
      if (found.length === 1) events[type] = found[0];
      if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
    }
    return this;
  },

  removeAllListeners(type) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener === undefined) {
      if (arguments.length === 0) {
        this._events = { __proto__: null };
        this._eventsCount = 0;
      } else if (events[type] !== undefined) {
        if (--this._eventsCount === 0) this._events = { __proto__: null };
        else delete events[type];
      }
      this[kShapeMode] = false;
      return this;
    }
    if (arguments.length === 0) {
      for (const key of Reflect.ownKeys(events)) {
        if (key !== 'removeListener') this.removeAllListeners(key);
      }
      this.removeAllListeners('removeListener');
      this._events = { __proto__: null };
      this._eventsCount = 0;
      this[kShapeMode] = false;
      return this;
    }
    const found = events[type];
    if (typeof found === 'function') {
      this.removeListener(type, found);
    } else if (found !== undefined) {
      for (let i = found.length - 1; i >= 0; i--) this.removeListener(type, found[i]);
    }
    return this;
  },

  listeners(type) { return list(this, type, true); },

  rawListeners(type) { return list(this, type, false); },

  listenerCount(type, listener) {
    const found = this._events?.[type];
    if (found === undefined) return 0;
    if (listener == null) return typeof found === 'function' ? 1 : found.length;
    const all = typeof found === 'function' ? [found] : found;
    return all.filter((f) => f === listener || f.listener === listener).length;
  },

  eventNames() { return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []; },
};

module.exports = { kCapture, kErrorMonitor, hot };
