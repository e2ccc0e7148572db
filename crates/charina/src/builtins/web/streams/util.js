// What the web streams share: https://streams.spec.whatwg.org/#supporting-ao

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { validateFunction } = require('internal/validators');

// An object's internal slots. `type` in them is the name of its class.
const kState = Symbol('kState');
// The first argument of constructors that users must not call.
const kCreate = Symbol('kCreate');

function nop() {}

const badState = (message) => new ERR_INVALID_STATE.TypeError(message);

// The slots of an object that should be of the class of that name.
function stateOf(self, type) {
  const state = self?.[kState];
  if (state === undefined || state.type !== type) throw new ERR_INVALID_THIS(type);
  return state;
}

const is = (value, type) => value?.[kState]?.type === type;

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// Web IDL's dictionaries may be null or undefined.
function validateDictionary(value, name) {
  if (value != null && !isObject(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
}

function validateSource(value, name) {
  if (!isObject(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
}

// https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark
function toHighWaterMark(value, fallback) {
  if (value === undefined) return fallback;
  value = +value;
  if (!(value >= 0)) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  return value;
}

// undefined stands for 1.
function toSize(size) {
  if (size !== undefined) validateFunction(size, 'strategy.size');
  return size;
}

// A method of an underlying source, sink or transformer.
function method(object, key, name) {
  const value = object[key];
  if (value !== undefined) validateFunction(value, `${name}.${key}`);
  return value;
}

// https://streams.spec.whatwg.org/#enqueue-value-with-size: a queue holds values and sizes by turns, from `head` on.
function push(c, value, size) {
  size = +size;
  if (!(size >= 0) || size === Infinity) throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
  c.queue.push(value, size);
  c.total += size;
}

function shift(c) {
  const { queue } = c;
  const { head } = c;
  const value = queue[head];
  const total = c.total - queue[head + 1];
  c.total = total > 0 ? total : 0;
  if (head + 2 === queue.length) {
    c.queue = [];
    c.head = 0;
  } else if (head > 2000) {
    c.queue = queue.slice(head + 2);
    c.head = 0;
  } else {
    queue[head] = undefined;
    c.head = head + 2;
  }
  return value;
}

function resetQueue(c) {
  c.queue = [];
  c.head = 0;
  c.total = 0;
}

// For those that only the implementation makes.
function illegal(token) { if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR(); }

// Gives a class its enumerable members and the way it is inspected: `fields` answers what is shown of its slots.
function finish(Class, names, fields) {
  const { name } = Class;
  expose(Class, names);
  Object.defineProperty(Class.prototype, kInspect, {
    __proto__: null,
    configurable: true,
    writable: true,
    value(depth, options) { return inspectAs(this, name, fields(stateOf(this, name)), depth, options); },
  });
}

// The promise of a derived outcome, as `then` gives it, whatever scripts made of `then`.
function then(promise, fulfilled, rejected) {
  const result = ops.pending();
  ops.react(promise, (value) => {
    try {
      ops.resolve(result, fulfilled === undefined ? value : fulfilled(value));
    } catch (error) {
      ops.reject(result, error);
    }
  }, (reason) => {
    if (rejected === undefined) {
      ops.reject(result, reason);
      return;
    }
    try {
      ops.resolve(result, rejected(reason));
    } catch (error) {
      ops.reject(result, error);
    }
  });
  return result;
}

// What the [kIsClosedPromise] of a stream is: made when somebody asks. https://nodejs.org/api/stream.html
function closedRecord(s) {
  if (s.isClosed === undefined) {
    const promise = ops.handle(ops.pending());
    s.isClosed = { promise };
    if (s.state === 'closed') ops.resolve(promise);
    else if (s.state === 'errored') ops.reject(promise, s.stored);
  }
  return s.isClosed;
}

module.exports = {
  badState, closedRecord, finish, illegal, is, isObject, kCreate, kState, method, nop, push, resetQueue, shift, stateOf,
  then, toHighWaterMark, toSize, validateDictionary, validateSource,
};
