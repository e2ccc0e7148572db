// Mocks of functions, methods and accessors (https://nodejs.org/api/test.html#class-mocktracker).
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');

function validateKey(value, name) {
  if (typeof value !== 'string' && typeof value !== 'symbol') throw new ERR_INVALID_ARG_TYPE(name, ['string', 'symbol'], value);
}

class MockFunctionContext {
  #calls = [];
  #original;
  #implementation;
  #once = new Map();
  #restore;
  #times;
  constructor(original, implementation, restore, times) {
    this.#original = original;
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }
  get calls() { return this.#calls.slice(); }
  callCount() { return this.#calls.length; }
  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }
  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }
  resetCalls() { this.#calls = []; }
  restore() {
    this.#restore?.();
    this.#restore = undefined;
    this.#implementation = this.#original;
  }
  // Called by the mock's own function.
  static run(context, self, target, args) {
    const count = context.#calls.length;
    let implementation = context.#implementation;
    const once = context.#once.get(count);
    if (once !== undefined) {
      implementation = once;
      context.#once.delete(count);
    }
    if (count + 1 === context.#times) {
      context.#times = undefined;
      const restore = () => context.restore();
      try {
        return MockFunctionContext.record(context, implementation, self, target, args);
      } finally {
        restore();
      }
    }
    return MockFunctionContext.record(context, implementation, self, target, args);
  }
  static record(context, implementation, self, target, args) {
    let result;
    let error;
    try {
      result = target === undefined ? Reflect.apply(implementation, self, args) :
        Reflect.construct(implementation, args, target);
      return result;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      context.#calls.push({
        __proto__: null, arguments: args, error, result, stack: new Error(), target: target === undefined ? undefined : self,
        this: target === undefined ? self : result,
      });
    }
  }
}
const { run } = MockFunctionContext;
delete MockFunctionContext.run;

class MockPropertyContext {
  #object;
  #name;
  #original;
  #value;
  #accesses = [];
  #once = new Map();
  constructor(object, name, value) {
    this.#object = object;
    this.#name = name;
    this.#original = Object.getOwnPropertyDescriptor(object, name) ?? { __proto__: null, inherited: true };
    if (!(name in object)) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#value = arguments.length > 2 ? value : object[name];
    const { configurable = true, enumerable = true } = this.#original;
    const context = this;
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable,
      enumerable,
      get() {
        const next = context.#next(context.#value);
        context.#record('get', next);
        return next;
      },
      set(value) { context.#set(value); },
    });
  }
  #next(value) {
    const count = this.#accesses.length;
    if (!this.#once.has(count)) return value;
    const once = this.#once.get(count);
    this.#once.delete(count);
    return once;
  }
  #set(value) {
    const next = this.#next(value);
    this.#record('set', next);
    this.#value = next;
  }
  #record(type, value) { this.#accesses.push({ __proto__: null, type, value, stack: new Error() }); }
  get accesses() { return this.#accesses.slice(); }
  accessCount() { return this.#accesses.length; }
  mockImplementation(value) { this.#value = value; }
  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#once.set(access, value);
  }
  resetAccesses() { this.#accesses = []; }
  restore() {
    if (this.#original.inherited) delete this.#object[this.#name];
    else Object.defineProperty(this.#object, this.#name, this.#original);
  }
}

class MockTracker {
  #mocks = [];
  #timers;
  get timers() { return this.#timers ??= new (require('internal/test/mock_timers').MockTimers)(); }
  #make(original, implementation, restore, times) {
    if (times !== undefined && times !== Infinity) validateInteger(times, 'options.times', 1);
    const context = new MockFunctionContext(original, implementation, restore, times);
    const proxy = new Proxy(original, {
      apply: (target, self, args) => run(context, self, undefined, args),
      construct: (target, args, newTarget) => run(context, target, newTarget, args),
      get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
    });
    this.#mocks.push(context);
    return proxy;
  }
  fn(original = function() {}, implementation = original, options = {}) {
    if (original !== null && typeof original === 'object') [original, implementation, options] = [function() {}, undefined, original];
    else if (implementation !== null && typeof implementation === 'object') [implementation, options] = [original, implementation];
    implementation ??= original;
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    return this.#make(original, implementation, undefined, options.times);
  }
  method(object, name, implementation, options = {}) {
    validateKey(name, 'methodName');
    if (typeof object !== 'function') validateObject(object, 'object');
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    if (implementation !== undefined) validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    if (times !== Infinity) validateInteger(times, 'options.times', 1);
    if (setter && getter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }
    let descriptor;
    for (let holder = object; holder !== null && descriptor === undefined; holder = Object.getPrototypeOf(holder)) {
      descriptor = Object.getOwnPropertyDescriptor(holder, name);
    }
    const kind = getter ? 'get' : setter ? 'set' : 'value';
    const original = descriptor?.[kind];
    if (typeof original !== 'function') {
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    }
    const restore = () => { Object.defineProperty(object, name, descriptor); };
    const mock = this.#make(original, implementation ?? original, restore, times);
    const { configurable, enumerable } = descriptor;
    Object.defineProperty(object, name, kind === 'value' ?
      { configurable, enumerable, writable: descriptor.writable, value: mock } :
      { configurable, enumerable, get: getter ? mock : descriptor.get, set: setter ? mock : descriptor.set });
    return mock;
  }
  getter(object, name, implementation, options = {}) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    const { getter = true } = options;
    if (getter === false) throw new ERR_INVALID_ARG_VALUE('options.getter', getter, 'cannot be false');
    return this.method(object, name, implementation, { ...options, getter });
  }
  setter(object, name, implementation, options = {}) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    const { setter = true } = options;
    if (setter === false) throw new ERR_INVALID_ARG_VALUE('options.setter', setter, 'cannot be false');
    return this.method(object, name, implementation, { ...options, setter });
  }
  property(object, name, ...value) {
    validateObject(object, 'object');
    validateKey(name, 'propertyName');
    const context = new MockPropertyContext(object, name, ...value);
    this.#mocks.push(context);
    return new Proxy(object, {
      __proto__: null,
      get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
    });
  }
  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#mocks = [];
  }
  restoreAll() {
    for (const mock of this.#mocks) mock.restore();
  }
}
module.exports = { MockFunctionContext, MockTracker };
