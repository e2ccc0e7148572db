// Mocks of functions, methods and accessors (https://nodejs.org/api/test.html#class-mocktracker).
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction, validateInteger, validateObject } = require('internal/validators');

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
        __proto__: null, arguments: args, error, result, stack: new Error(), target,
        this: target === undefined ? self : result,
      });
    }
  }
}
const { run } = MockFunctionContext;
delete MockFunctionContext.run;

class MockTracker {
  #mocks = [];
  #make(original, implementation, restore, times) {
    if (times !== undefined && times !== Infinity) validateInteger(times, 'options.times', 1);
    const context = new MockFunctionContext(original, implementation, restore, times);
    const proxy = new Proxy(original, {
      apply: (target, self, args) => run(context, self, undefined, args),
      construct: (target, args, newTarget) => run(context, undefined, newTarget, args),
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
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('object', ['Object', 'Function'], object);
    }
    if (implementation !== null && typeof implementation === 'object') [implementation, options] = [undefined, implementation];
    validateObject(options, 'options');
    const { getter = false, setter = false, times } = options;
    let descriptor;
    for (let holder = object; holder !== null && descriptor === undefined; holder = Object.getPrototypeOf(holder)) {
      descriptor = Object.getOwnPropertyDescriptor(holder, name);
    }
    const kind = getter ? 'get' : setter ? 'set' : 'value';
    const original = descriptor?.[kind];
    if (typeof original !== 'function') {
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    }
    const own = Object.getOwnPropertyDescriptor(object, name);
    const restore = () => {
      if (own) Object.defineProperty(object, name, own);
      else delete object[name];
    };
    const mock = this.#make(original, implementation ?? original, restore, times);
    const { configurable, enumerable } = descriptor;
    Object.defineProperty(object, name, kind === 'value' ?
      { configurable, enumerable, writable: descriptor.writable, value: mock } :
      { configurable, enumerable, get: getter ? mock : descriptor.get, set: setter ? mock : descriptor.set });
    return mock;
  }
  getter(object, name, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') [implementation, options] = [undefined, implementation];
    return this.method(object, name, implementation, { ...options, getter: true });
  }
  setter(object, name, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') [implementation, options] = [undefined, implementation];
    return this.method(object, name, implementation, { ...options, setter: true });
  }
  reset() {
    this.restoreAll();
    this.#mocks = [];
  }
  restoreAll() {
    for (const mock of this.#mocks) mock.restore();
  }
}
module.exports = { MockFunctionContext, MockTracker };
