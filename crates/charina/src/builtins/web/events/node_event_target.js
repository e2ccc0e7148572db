// NodeEventTarget, an EventTarget with a part of EventEmitter's methods, and the mixing of both.
// https://nodejs.org/api/events.html#class-nodeeventtarget

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const {
  EventTarget, initEventTarget, kEvents, kHybridDispatch, kIsNodeStyleListener, kMaxListeners,
} = require('internal/event_target');

const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');

function brand(self) {
  if (!self?.constructor?.[kIsNodeEventTarget]) throw new ERR_INVALID_THIS('NodeEventTarget');
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  setMaxListeners(n) {
    brand(this);
    require('events').setMaxListeners(n, this);
  }

  getMaxListeners() {
    brand(this);
    return this[kMaxListeners] ?? require('events').defaultMaxListeners;
  }

  eventNames() {
    brand(this);
    return [...this[kEvents].keys()];
  }

  listenerCount(type) {
    brand(this);
    return this[kEvents].get(String(type))?.length ?? 0;
  }

  off(type, listener, options) {
    brand(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    brand(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    brand(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    brand(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  emit(type, arg) {
    brand(this);
    require('internal/validators').validateString(type, 'type');
    const heard = this[kEvents].has(type);
    this[kHybridDispatch](arg, type);
    return heard;
  }

  once(type, listener) {
    brand(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    brand(this);
    if (type === undefined) this[kEvents].clear();
    else this[kEvents].delete(String(type));
    return this;
  }
}

for (const name of Object.getOwnPropertyNames(NodeEventTarget.prototype)) {
  if (name !== 'constructor') Object.defineProperty(NodeEventTarget.prototype, name, { enumerable: true });
}

// A class that is both Superclass and an EventEmitter (worker_threads' and fs/promises' handles).
function EventEmitterMixin(Superclass) {
  const EventEmitter = require('events');
  class MixedEventEmitter extends Superclass {
    constructor(...args) {
      super(...args);
      EventEmitter.call(this);
    }
  }
  const members = Object.getOwnPropertyDescriptors(EventEmitter.prototype);
  delete members.constructor;
  Object.defineProperties(MixedEventEmitter.prototype, members);
  return MixedEventEmitter;
}

module.exports = { NodeEventTarget, EventEmitterMixin, initNodeEventTarget: initEventTarget };
