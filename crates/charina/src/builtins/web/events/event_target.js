// Event, CustomEvent and EventTarget: https://dom.spec.whatwg.org/#events with Node's extensions
// https://nodejs.org/api/events.html#eventtarget-and-event-api

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { defineProperty } = Object;

const kIsEventTarget = Symbol.for('nodejs.event_target');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kMaxListeners = Symbol('events.maxEventTargetListeners');
const kMaxListenersWarned = Symbol('events.maxEventTargetListenersWarned');
// Options of addEventListener that only Node itself uses.
const kWeakHandler = Symbol('kWeak');
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kTrustEvent = Symbol('kTrustEvent');
// Overridable steps.
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');

// Event //

// The internal slots of an event, or undefined.
let slotsOf;

function slots(event) {
  const found = slotsOf(event);
  if (found === undefined) throw new ERR_INVALID_THIS('Event');
  return found;
}

const isTrustedDescriptor = Object.getOwnPropertyDescriptor({
  get isTrusted() { return slots(this).trusted; },
}, 'isTrusted');
isTrustedDescriptor.configurable = false;

class Event {
  #slots;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) require('internal/validators').validateObject(options, 'options');
    this.#slots = {
      bubbles: !!options?.bubbles,
      cancelable: !!options?.cancelable,
      composed: !!options?.composed,
      type: `${type}`,
      trusted: options?.[kTrustEvent] === true,
      time: ops.now(),
      target: null,
      dispatching: false,
      passive: false,
      canceled: false,
      stopped: false,
      stoppedNow: false,
    };
    // [LegacyUnforgeable]: an own property of every event, one getter for all.
    defineProperty(this, 'isTrusted', isTrustedDescriptor);
  }

  static { slotsOf = (event) => (event !== null && typeof event === 'object' && #slots in event ? event.#slots : undefined); }

  initEvent(type, bubbles = false, cancelable = false) {
    const s = slots(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (s.dispatching) return;
    s.type = `${type}`;
    s.bubbles = !!bubbles;
    s.cancelable = !!cancelable;
    s.trusted = s.canceled = s.stopped = s.stoppedNow = false;
    s.target = null;
  }

  [kInspect](depth, options) {
    const { type, canceled, cancelable, time } = slots(this);
    const { name } = this.constructor;
    return depth < 0 ? name :
      inspectAs(this, name, { type, defaultPrevented: canceled, cancelable, timeStamp: time }, depth, options);
  }

  stopImmediatePropagation() {
    const s = slots(this);
    s.stopped = s.stoppedNow = true;
  }

  preventDefault() {
    const s = slots(this);
    if (s.cancelable && !s.passive) s.canceled = true;
  }

  get target() { return slots(this).target; }

  get currentTarget() {
    const s = slots(this);
    return s.dispatching ? s.target : null;
  }

  get srcElement() { return slots(this).target; }

  get type() { return slots(this).type; }

  get cancelable() { return slots(this).cancelable; }

  get defaultPrevented() { return slots(this).canceled; }

  get timeStamp() { return slots(this).time; }

  composedPath() {
    const s = slots(this);
    return s.dispatching ? [s.target] : [];
  }

  get returnValue() { return !slots(this).canceled; }

  set returnValue(value) { if (slots(this) && !value) this.preventDefault(); }

  get bubbles() { return slots(this).bubbles; }

  get composed() { return slots(this).composed; }

  get eventPhase() { return slots(this).dispatching ? 2 : 0; }

  get cancelBubble() { return slots(this).stopped; }

  set cancelBubble(value) {
    const s = slots(this);
    if (value) s.stopped = true;
  }

  stopPropagation() { slots(this).stopped = true; }
}

expose(Event, 'initEvent stopImmediatePropagation preventDefault target currentTarget srcElement type cancelable ' +
  'defaultPrevented timeStamp composedPath returnValue bubbles composed eventPhase cancelBubble stopPropagation');
['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].forEach((name, value) => {
  const descriptor = { __proto__: null, enumerable: true, value };
  defineProperty(Event, name, descriptor);
  defineProperty(Event.prototype, name, descriptor);
});

class CustomEvent extends Event {
  #detail;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (this === null || typeof this !== 'object' || !(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}
expose(CustomEvent, 'detail');

// EventTarget //

// Keeps weakly held listeners alive for as long as the object that owns them.
let owned;
let collected;

function holdWeakly(target, type, record, owner, listener) {
  if (owned === undefined) {
    owned = new WeakMap();
    collected = new FinalizationRegistry((held) => {
      const t = held.target.deref();
      if (t !== undefined) drop(t, held.type, held.record, undefined);
    });
  }
  const list = owned.get(owner);
  if (list === undefined) owned.set(owner, [listener]);
  else list.push(listener);
  collected.register(listener, { target: new WeakRef(target), type, record }, record);
  record.ref = new WeakRef(listener);
  record.listener = undefined;
}

const listenerOf = (record) => (record.ref === undefined ? record.listener : record.ref.deref());

// Takes a record out of its list. Lists are replaced, never changed, so that a running dispatch keeps its own.
function drop(target, type, record, listener) {
  if (record.removed) return;
  record.removed = true;
  if (record.ref !== undefined) collected.unregister(record);
  const list = target[kEvents].get(type).filter((other) => other !== record);
  if (list.length === 0) target[kEvents].delete(type);
  else target[kEvents].set(type, list);
  target[kRemoveListener](list.length, type, listener, record.capture);
}

function isListener(listener) {
  if (listener == null) return false;
  if (typeof listener === 'function' || typeof listener === 'object') return true;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function rethrowLater(error) {
  process.nextTick(() => { throw error; });
}

// The listener's answer may be a promise: its rejection is an uncaught exception.
function watch(result) {
  const { then } = result;
  if (typeof then === 'function') then.call(result, undefined, rethrowLater);
}

function callListener(target, listener, arg) {
  try {
    let result;
    if (typeof listener === 'function') {
      result = listener.call(target, arg);
    } else {
      const { handleEvent } = listener;
      if (!handleEvent) return;
      result = handleEvent.call(listener, arg);
    }
    if (result !== undefined && result !== null) watch(result);
  } catch (error) {
    rethrowLater(error);
  }
}

function warnLeak(target, type, count, max) {
  target[kMaxListenersWarned] = true;
  const { inspect } = require('internal/util/inspect');
  const warning = new Error(
    `Possible EventTarget memory leak detected. ${count} ${type} listeners added to ` +
    `${inspect(target, { depth: -1 })}. MaxListeners is ${max}. Use events.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.target = target;
  warning.type = type;
  warning.count = count;
  process.emitWarning(warning);
}

function initEventTarget(self) {
  self[kEvents] = new Map();
  self[kMaxListeners] = require('events').defaultMaxListeners;
  self[kMaxListenersWarned] = false;
  self[kHandlers] = undefined;
}

// As Node has it: any object whose constructor carries the mark, so that targets of other realms count.
const isEventTarget = (value) => value?.constructor?.[kIsEventTarget];

function brand(self) {
  if (!isEventTarget(self)) throw new ERR_INVALID_THIS('EventTarget');
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() { initEventTarget(this); }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxListeners];
    if (max > 0 && size > max && !this[kMaxListenersWarned]) warnLeak(this, type, size, max);
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = undefined) {
    brand(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');

    let once = false;
    let capture = false;
    let passive = false;
    let signal;
    if (typeof options === 'boolean') {
      capture = options;
      options = undefined;
    } else if (options === null) {
      options = undefined;
    } else if (options !== undefined) {
      // The options are read before the listener is looked at: their getters must run.
      if (typeof options !== 'object' && typeof options !== 'function') {
        throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
      }
      once = !!options.once;
      capture = !!options.capture;
      passive = !!options.passive;
      ({ signal } = options);
      if (signal !== undefined) require('internal/validators').validateAbortSignal(signal, 'options.signal');
    }

    if (!isListener(listener)) {
      const warning = new Error(`addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      process.emitWarning(warning);
      return;
    }
    type = `${type}`;

    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', () => { this.removeEventListener(type, listener, capture); },
                              { __proto__: null, once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }

    const list = this[kEvents].get(type);
    if (list?.some((record) => record.capture === capture && listenerOf(record) === listener)) return;
    const owner = options?.[kWeakHandler];
    const record = {
      listener,
      once,
      capture,
      passive,
      nodeStyle: !!options?.[kIsNodeStyleListener],
      resists: !!options?.[kResistStopPropagation],
      removed: false,
      ref: undefined,
    };
    if (owner) holdWeakly(this, type, record, owner, listener);
    this[kEvents].set(type, list === undefined ? [record] : [...list, record]);
    this[kNewListener]((list?.length ?? 0) + 1, type, listener, once, capture, passive, owner);
  }

  removeEventListener(type, listener, options = undefined) {
    brand(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture = typeof options === 'boolean' ? options : !!options?.capture;
    const record = this[kEvents].get(type)?.find((r) => r.capture === capture && listenerOf(r) === listener);
    if (record !== undefined) drop(this, type, record, listener);
  }

  dispatchEvent(event) {
    brand(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    const s = slotsOf(event);
    if (s === undefined) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (s.dispatching) throw new ERR_EVENT_RECURSION(s.type);
    this[kHybridDispatch](event, s.type, event);
    return !s.canceled;
  }

  // Calls the listeners of one type. Without an event one is made, as soon as a listener wants it.
  [kHybridDispatch](nodeValue, type, event) {
    let s;
    if (event !== undefined) {
      s = slotsOf(event);
      s.target = this;
      s.dispatching = true;
    }
    const list = this[kEvents].get(type);
    if (list !== undefined) {
      for (let i = 0; i < list.length; i++) {
        const record = list[i];
        if (record.removed || (s?.stoppedNow && !record.resists)) continue;
        const listener = listenerOf(record);
        if (record.once) drop(this, type, record, listener);
        if (listener === undefined) continue;
        if (record.nodeStyle) {
          callListener(this, listener, nodeValue);
          continue;
        }
        if (event === undefined) {
          event = this[kCreateEvent](nodeValue, type);
          s = slotsOf(event);
          s.target = this;
          s.dispatching = true;
        }
        s.passive = record.passive;
        callListener(this, listener, event);
        s.passive = false;
      }
    }
    if (s !== undefined) s.dispatching = s.stopped = s.stoppedNow = false;
  }

  [kCreateEvent](nodeValue, type) { return new CustomEvent(type, { detail: nodeValue }); }

  [kInspect](depth, options) {
    brand(this);
    const { name } = this.constructor;
    return depth < 0 ? name : inspectAs(this, name, {}, depth, options);
  }
}
expose(EventTarget, 'addEventListener removeEventListener dispatchEvent');

// `on<name>` attributes: https://html.spec.whatwg.org/#event-handler-attributes
function defineEventHandler(proto, name, event = name) {
  const key = `on${name}`;
  const handlersOf = (self) => {
    if (self?.[kEvents] === undefined) throw new ERR_INVALID_THIS('EventTarget');
    return self[kHandlers];
  };
  // An object literal, so that both functions have the names a class's accessors have.
  const { get, set } = Object.getOwnPropertyDescriptor({
    get [key]() { return handlersOf(this)?.get(event)?.value ?? null; },
    set [key](value) {
      const handlers = handlersOf(this) ?? (this[kHandlers] = new Map());
      if (value === null || (typeof value !== 'object' && typeof value !== 'function')) value = null;
      const old = handlers.get(event);
      if (old !== undefined) {
        // A handler that is replaced keeps its place among the listeners; one that is taken away loses it.
        old.value = value;
        if (value === null) {
          handlers.delete(event);
          this.removeEventListener(event, old.listener);
        }
      } else if (value !== null) {
        const handler = {
          value,
          listener(e) { if (typeof handler.value === 'function') return handler.value.call(this, e); },
        };
        handlers.set(event, handler);
        this.addEventListener(event, handler.listener);
      }
    },
  }, key);
  defineProperty(proto, key, { __proto__: null, get, set, configurable: true, enumerable: true });
}

// What events.getEventListeners() answers for an EventTarget.
function listenersOf(target, type) {
  const found = [];
  target[kEvents].get(type)?.forEach((record) => {
    const listener = listenerOf(record);
    if (listener !== undefined) found.push(listener);
  });
  return found;
}

module.exports = {
  Event,
  CustomEvent,
  EventTarget,
  defineEventHandler,
  initEventTarget,
  isEventTarget,
  listenersOf,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kIsNodeStyleListener,
  kMaxListeners,
  kMaxListenersWarned,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
};
