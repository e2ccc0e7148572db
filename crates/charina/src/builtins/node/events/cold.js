// EventEmitter's statics and what is rare: unhandled 'error' events, leak warnings, captured rejections.
// https://nodejs.org/api/events.html

const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateNumber } = require('internal/validators');
const EventEmitter = require('events');

const [kCapture, kEnhanceStackBeforeInspector] = ops.symbols();
const kRejection = Symbol.for('nodejs.rejection');

function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  let remove;
  if (signal.aborted) {
    queueMicrotask(() => listener());
  } else {
    const { kResistStopPropagation } = require('internal/event_target');
    signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
    remove = () => { signal.removeEventListener('abort', listener); };
  }
  return { __proto__: null, [Symbol.dispose]() { remove?.(); } };
}

// Asynchronous, as a rejected promise is the answer to bad arguments.
async function once(emitter, name, options) {
  return require('internal/events/async').once(emitter, name, options);
}

function on(emitter, event, options) {
  return require('internal/events/async').on(emitter, event, options);
}

function badEmitter(name, emitter) {
  return new ERR_INVALID_ARG_TYPE(name, ['EventEmitter', 'EventTarget'], emitter);
}

function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  const { isEventTarget, listenersOf } = require('internal/event_target');
  if (isEventTarget(emitterOrTarget)) return listenersOf(emitterOrTarget, type);
  throw badEmitter('emitter', emitterOrTarget);
}

function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') return emitterOrTarget.getMaxListeners();
  const { isEventTarget, kMaxListeners } = require('internal/event_target');
  if (isEventTarget(emitterOrTarget)) return emitterOrTarget[kMaxListeners] ?? EventEmitter.defaultMaxListeners;
  throw badEmitter('emitter', emitterOrTarget);
}

function setMaxListeners(n = EventEmitter.defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    EventEmitter.defaultMaxListeners = n;
    return;
  }
  const { isEventTarget, kMaxListeners, kMaxListenersWarned } = require('internal/event_target');
  for (const target of eventTargets) {
    if (isEventTarget(target)) {
      target[kMaxListeners] = n;
      target[kMaxListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw badEmitter('eventTargets', target);
    }
  }
}

function listenerCount(emitter, type) {
  if (typeof emitter.listenerCount === 'function') return emitter.listenerCount(type);
  const { isEventTarget, listenersOf } = require('internal/event_target');
  if (isEventTarget(emitter)) return listenersOf(emitter, type).length;
  return EventEmitter.prototype.listenerCount.call(emitter, type);
}

// The stack of `error` with where the 'error' event was emitted. Printed for uncaught errors only.
function enhanceStack(error, emit) {
  let on = '';
  try {
    const { name } = this.constructor;
    if (name !== 'EventEmitter') on = ` on ${name} instance`;
  } catch {
    // The emitter's class may be unreadable, its error still counts.
  }
  const own = emit.stack.split('\n').slice(1);
  const theirs = error.stack.split('\n').slice(1);
  // Lines that both stacks share, at least four in a row, are said once.
  for (let i = 0; i < own.length - 3; i++) {
    const at = theirs.indexOf(own[i]);
    if (at < 0) continue;
    let len = 1;
    while (i + len < own.length && at + len < theirs.length && own[i + len] === theirs[at + len]) len++;
    if (len > 3) {
      own.splice(i + 1, len - 2, '    [... lines matching original stack trace ...]');
      break;
    }
  }
  return `${error.stack}\nEmitted 'error' event${on} at:\n${own.join('\n')}`;
}

// An 'error' event that nobody listens to.
function throwUnhandled(emitter, error) {
  if (error instanceof Error) {
    try {
      const capture = {};
      Error.captureStackTrace(capture, EventEmitter.prototype.emit);
      Object.defineProperty(error, kEnhanceStackBeforeInspector, {
        __proto__: null,
        value: enhanceStack.bind(emitter, error, capture),
        configurable: true,
      });
    } catch {
      // A frozen error is thrown as it is.
    }
    throw error; // Unhandled 'error' event
  }
  let shown = error;
  try {
    shown = require('internal/util/inspect').inspect(error);
  } catch {
    // Its own text has to do.
  }
  const wrapped = new ERR_UNHANDLED_ERROR(shown);
  wrapped.context = error;
  throw wrapped; // Unhandled 'error' event
}

function warnLeak(emitter, type, count, max) {
  const { inspect } = require('internal/util/inspect');
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners added to ` +
    `${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = emitter;
  warning.type = type;
  warning.count = count;
  process.emitWarning(warning);
}

function deliverRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  // Without capturing for the moment: an asynchronous 'error' listener that fails must not come back here.
  const previous = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = previous;
  }
}

// With captureRejections: a listener's promise that is rejected becomes an 'error' event.
function watchResult(emitter, result, type, args) {
  try {
    const { then } = result;
    if (typeof then === 'function') {
      then.call(result, undefined, (error) => {
        process.nextTick(deliverRejection, emitter, error, type, args);
      });
    }
  } catch (error) {
    emitter.emit('error', error);
  }
}

module.exports = {
  addAbortListener, getEventListeners, getMaxListeners, listenerCount, on, once, setMaxListeners,
  throwUnhandled, warnLeak, watchResult,
};
