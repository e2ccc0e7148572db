// AbortController and AbortSignal: https://dom.spec.whatwg.org/#aborting-ongoing-activities
// https://nodejs.org/api/globals.html#class-abortcontroller

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const {
  Event, EventTarget, defineEventHandler, kMaxListeners, kNewListener, kRemoveListener, kResistStopPropagation,
  kTrustEvent, kWeakHandler,
} = require('internal/event_target');
const { expose, inspectAs, kInspect } = require('internal/interface');

const kCreate = Symbol('kCreate');
const kState = Symbol('kState');

const domException = (message, name) => new (require('internal/dom_exception').DOMException)(message, name);
const abortError = () => domException('This operation was aborted', 'AbortError');

// Signals that somebody listens to and that a timer or another signal may still abort: alive until then.
const awaited = new Set();
let timers;
let dependents;
let abortSignal;

class AbortSignal extends EventTarget {
  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    // Of AbortSignal.any(), `sources` are weak references to the signals it follows, and `followers` of those to the
    // signals that follow. A property and no private field: signals are also used through a Proxy.
    Object.defineProperty(this, kState, {
      __proto__: null, value: { aborted: false, reason: undefined }, writable: true, configurable: true,
    });
    // Node gives signals no limit, they are made to be shared.
    this[kMaxListeners] = 0;
  }

  get aborted() {
    AbortSignal.#brand(this);
    return this[kState].aborted;
  }

  get reason() {
    AbortSignal.#brand(this);
    return this[kState].reason;
  }

  throwIfAborted() {
    AbortSignal.#brand(this);
    if (this[kState].aborted) throw this[kState].reason;
  }

  [kInspect](depth, options) { return inspectAs(this, this.constructor.name, { aborted: this.aborted }, depth, options); }

  static #brand(self) {
    if (self === null || typeof self !== 'object' || self[kState] === undefined) throw new ERR_INVALID_THIS('AbortSignal');
  }

  static abort(reason = abortError()) {
    const signal = new AbortSignal(kCreate);
    signal[kState].aborted = true;
    signal[kState].reason = reason;
    return signal;
  }

  static timeout(delay) {
    require('internal/validators').validateUint32(delay, 'delay', false);
    const { clearTimeout, setTimeout } = require('timers');
    const signal = new AbortSignal(kCreate);
    signal[kState].timeout = true;
    // The timer keeps neither the signal nor the process alive, and ends with the signal.
    const ref = new WeakRef(signal);
    const timer = setTimeout(() => {
      const target = ref.deref();
      if (target === undefined) return;
      awaited.delete(target);
      abortSignal(target, domException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    timer.unref();
    timers ??= new FinalizationRegistry(clearTimeout);
    timers.register(signal, timer);
    return signal;
  }

  // https://dom.spec.whatwg.org/#create-a-dependent-abort-signal
  static any(signals) {
    require('internal/validators').validateAbortSignalArray(signals, 'signals');
    const result = new AbortSignal(kCreate);
    const aborted = signals.find((signal) => signal.aborted);
    result[kState].sources = new Set();
    if (aborted !== undefined) {
      result[kState].aborted = true;
      result[kState].reason = aborted.reason;
      return result;
    }
    const ref = new WeakRef(result);
    dependents ??= new FinalizationRegistry(({ source, ref }) => { AbortSignal.#unfollow(source, ref); });
    for (const signal of signals) {
      // A signal that itself follows others is replaced by those.
      if (signal[kState].sources === undefined) {
        result.#follow(signal, ref);
      } else {
        for (const weak of signal[kState].sources) {
          const source = weak.deref();
          if (source !== undefined) result.#follow(source, ref);
        }
      }
    }
    return result;
  }

  #follow(source, ref) {
    for (const weak of this[kState].sources) {
      if (weak.deref() === source) return;
    }
    const weak = new WeakRef(source);
    this[kState].sources.add(weak);
    (source[kState].followers ??= new Set()).add(ref);
    dependents.register(this, { source: weak, ref });
    // A source that is gone can abort nobody.
    dependents.register(source, { source: ref, ref: weak });
  }

  static #unfollow(source, ref) {
    const signal = source.deref();
    if (signal === undefined) return;
    signal[kState].followers?.delete(ref);
    signal[kState].sources?.delete(ref);
    if (signal[kState].sources?.size === 0) awaited.delete(signal);
  }

  #mayAbort() { return !this[kState].aborted && (this[kState].timeout || this[kState].sources?.size > 0); }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type === 'abort' && !weak && this.#mayAbort()) awaited.add(this);
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'abort' && size === 0) awaited.delete(this);
  }

  // https://dom.spec.whatwg.org/#abortsignal-signal-abort
  static {
    abortSignal = (signal, reason) => {
      if (signal[kState].aborted) return;
      const all = [signal];
      signal[kState].aborted = true;
      signal[kState].reason = reason;
      signal[kState].followers?.forEach((ref) => {
        const follower = ref.deref();
        if (follower === undefined || follower[kState].aborted) return;
        follower[kState].aborted = true;
        follower[kState].reason = reason;
        all.push(follower);
      });
      for (const each of all) {
        each.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
        awaited.delete(each);
      }
    };
  }
}
expose(AbortSignal, 'aborted reason throwIfAborted');
defineEventHandler(AbortSignal.prototype, 'abort');

class AbortController {
  #signal;

  get signal() {
    AbortController.#brand(this);
    return this.#signal ??= new AbortSignal(kCreate);
  }

  abort(reason = abortError()) {
    abortSignal(this.signal, reason);
  }

  static #brand(self) {
    if (self === null || typeof self !== 'object' || !(#signal in self)) throw new ERR_INVALID_THIS('AbortController');
  }

  [kInspect](depth, options) { return inspectAs(this, this.constructor.name, { signal: this.signal }, depth, options); }
}
expose(AbortController, 'signal abort');

// https://nodejs.org/api/util.html#utilabortedsignal-resource
async function aborted(signal, resource) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  require('internal/validators').validateAbortSignal(signal, 'signal');
  if (resource === null || (typeof resource !== 'object' && typeof resource !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('resource', 'Object', resource);
  }
  if (signal.aborted) return;
  return new Promise((resolve) => {
    signal.addEventListener('abort', resolve,
                            { __proto__: null, [kWeakHandler]: resource, once: true, [kResistStopPropagation]: true });
  });
}

module.exports = { AbortController, AbortSignal, aborted };
