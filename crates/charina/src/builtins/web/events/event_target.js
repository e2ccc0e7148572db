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

// The internal slots of an event: undefined for anything else, and for the second an error.
let slotsOf;
let slots;

// Flags of an event.
const BUBBLES = 1;
const CANCELABLE = 2;
const COMPOSED = 4;
const TRUSTED = 8;
const DISPATCHING = 16;
// In a passive listener: preventDefault() does nothing.
const PASSIVE = 32;
const CANCELED = 64;
const STOPPED = 128;
const STOPPED_NOW = 256;

const has = (event, flag) => (slots(event).flags & flag) !== 0;

// [LegacyUnforgeable]: an own property of every event, one getter for all.
const isTrustedDescriptor = Object.getOwnPropertyDescriptor({
  get isTrusted() { return has(this, TRUSTED); },
}, 'isTrusted');
isTrustedDescriptor.configurable = false;

class Event {
  // One field with everything: each field of a class costs a call when an instance is made.
  #slots;

  // Rest parameters here and below: an `arguments` object costs as much as the rest of the call.
  constructor(...args) {
    if (args.length === 0) throw new ERR_MISSING_ARGS('type');
    const options = args[1];
    let flags = 0;
    if (options != null) {
      require('internal/validators').validateObject(options, 'options');
      if (options.bubbles) flags |= BUBBLES;
      if (options.cancelable) flags |= CANCELABLE;
      if (options.composed) flags |= COMPOSED;
      if (options[kTrustEvent] === true) flags |= TRUSTED;
    }
    this.#slots = { type: `${args[0]}`, flags, target: null, time: ops.now() };
    defineProperty(this, 'isTrusted', isTrustedDescriptor);
  }

  static {
    slotsOf = (event) => (event !== null && typeof event === 'object' && #slots in event ? event.#slots : undefined);
    slots = (event) => {
      if (event !== null && typeof event === 'object' && #slots in event) return event.#slots;
      throw new ERR_INVALID_THIS('Event');
    };
  }

  initEvent(type, bubbles = false, cancelable = false) {
    const s = slots(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (s.flags & DISPATCHING) return;
    s.type = `${type}`;
    s.flags = (s.flags & COMPOSED) | (bubbles ? BUBBLES : 0) | (cancelable ? CANCELABLE : 0);
    s.target = null;
  }

  [kInspect](depth, options) {
    const { type, flags, time } = slots(this);
    const { name } = this.constructor;
    if (depth < 0) return name;
    return inspectAs(this, name, {
      type, defaultPrevented: (flags & CANCELED) !== 0, cancelable: (flags & CANCELABLE) !== 0, timeStamp: time,
    }, depth, options);
  }

  stopImmediatePropagation() { slots(this).flags |= STOPPED | STOPPED_NOW; }

  preventDefault() {
    const s = slots(this);
    if ((s.flags & (CANCELABLE | PASSIVE)) === CANCELABLE) s.flags |= CANCELED;
  }

  get target() { return slots(this).target; }

  get currentTarget() { return has(this, DISPATCHING) ? slots(this).target : null; }

  get srcElement() { return slots(this).target; }

  get type() { return slots(this).type; }

  get cancelable() { return has(this, CANCELABLE); }

  get defaultPrevented() { return has(this, CANCELED); }

  get timeStamp() { return slots(this).time; }

  composedPath() { return has(this, DISPATCHING) ? [slots(this).target] : []; }

  get returnValue() { return !has(this, CANCELED); }

  set returnValue(value) { if (slots(this) && !value) this.preventDefault(); }

  get bubbles() { return has(this, BUBBLES); }

  get composed() { return has(this, COMPOSED); }

  get eventPhase() { return has(this, DISPATCHING) ? 2 : 0; }

  get cancelBubble() { return has(this, STOPPED); }

  set cancelBubble(value) {
    const s = slots(this);
    if (value) s.flags |= STOPPED;
  }

  stopPropagation() { slots(this).flags |= STOPPED; }
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

  constructor(...args) {
    super(...args);
    this.#detail = args[1]?.detail ?? null;
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

function find(list, listener, capture) {
  for (let i = 0; i < list.length; i++) {
    const record = list[i];
    if (record.capture === capture && listenerOf(record) === listener) return record;
  }
}

// Takes a record out of its list. Lists are replaced, never changed, so that a running dispatch keeps its own.
function drop(target, type, record, listener) {
  if (record.removed) return;
  record.removed = true;
  if (record.ref !== undefined) collected.unregister(record);
  const list = target[kEvents].get(type);
  if (list.length === 1) target[kEvents].delete(type);
  else target[kEvents].set(type, list.filter((other) => other !== record));
  target[kRemoveListener](list.length - 1, type, listener, record.capture);
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

function initEventTarget(self) { self[kEvents] = new Map(); }

// As Node has it: any object whose constructor carries the mark, so that targets of other realms count.
const isEventTarget = (value) => value?.constructor?.[kIsEventTarget];

function brand(self) {
  if (!isEventTarget(self)) throw new ERR_INVALID_THIS('EventTarget');
}

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() { initEventTarget(this); }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    // The default is looked up when it matters: most targets never have two listeners of a type.
    if (size < 2 && this[kMaxListeners] === undefined) return;
    const max = this[kMaxListeners] ?? require('events').defaultMaxListeners;
    if (max > 0 && size > max && !this[kMaxListenersWarned]) warnLeak(this, type, size, max);
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(...args) {
    brand(this);
    if (args.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    let type = args[0];
    const listener = args[1];
    let options = args[2];

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
    if (list !== undefined && find(list, listener, capture) !== undefined) return;
    const record = { listener, once, capture, passive, removed: false };
    let owner;
    if (options !== undefined) {
      owner = options[kWeakHandler];
      record.nodeStyle = !!options[kIsNodeStyleListener];
      record.resists = !!options[kResistStopPropagation];
      if (owner) holdWeakly(this, type, record, owner, listener);
    }
    this[kEvents].set(type, list === undefined ? [record] : [...list, record]);
    this[kNewListener](list === undefined ? 1 : list.length + 1, type, listener, once, capture, passive, owner);
  }

  removeEventListener(...args) {
    brand(this);
    if (args.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const listener = args[1];
    const options = args[2];
    if (!isListener(listener)) return;
    const type = `${args[0]}`;
    const capture = typeof options === 'boolean' ? options : !!options?.capture;
    const list = this[kEvents].get(type);
    const record = list === undefined ? undefined : find(list, listener, capture);
    if (record !== undefined) drop(this, type, record, listener);
  }

  dispatchEvent(...args) {
    brand(this);
    if (args.length < 1) throw new ERR_MISSING_ARGS('event');
    const event = args[0];
    const s = slotsOf(event);
    if (s === undefined) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (s.flags & DISPATCHING) throw new ERR_EVENT_RECURSION(s.type);
    this[kHybridDispatch](event, s.type, event);
    return (s.flags & CANCELED) === 0;
  }

  // Calls the listeners of one type. Without an event one is made, as soon as a listener wants it.
  [kHybridDispatch](nodeValue, type, event) {
    let s;
    if (event !== undefined) {
      s = slotsOf(event);
      s.target = this;
      s.flags |= DISPATCHING;
    }
    const list = this[kEvents].get(type);
    if (list !== undefined) {
      for (let i = 0; i < list.length; i++) {
        const record = list[i];
        if (record.removed || (s !== undefined && s.flags & STOPPED_NOW && !record.resists)) continue;
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
          s.flags |= DISPATCHING;
        }
        if (record.passive) s.flags |= PASSIVE;
        callListener(this, listener, event);
        s.flags &= ~PASSIVE;
      }
    }
    if (s !== undefined) s.flags &= ~(DISPATCHING | STOPPED | STOPPED_NOW);
  }

  [kCreateEvent](nodeValue, type) { return new CustomEvent(type, { detail: nodeValue }); }

  [kInspect](depth, options) {
    brand(this);
    const { name } = this.constructor;
    return depth < 0 ? name : inspectAs(this, name, {}, depth, options);
  }
}
expose(EventTarget, 'addEventListener removeEventListener dispatchEvent');
for (const [f, value] of [[Event, 1], [CustomEvent, 1], [EventTarget.prototype.addEventListener, 2],
                          [EventTarget.prototype.removeEventListener, 2], [EventTarget.prototype.dispatchEvent, 1]]) {
  defineProperty(f, 'length', { __proto__: null, value });
}

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
