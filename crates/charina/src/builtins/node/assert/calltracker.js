// The deprecated assert.CallTracker. https://nodejs.org/api/assert.html#class-assertcalltracker
const { codes } = require('internal/errors');
const { AssertionError } = require('internal/assert/assertion_error');
const { validateUint32 } = require('internal/validators');

class CallContext {
  #expected;
  #calls = [];
  #name;
  #stackTrace;

  constructor({ expected, stackTrace, name }) {
    this.#expected = expected;
    this.#stackTrace = stackTrace;
    this.#name = name;
  }

  track(thisArg, args) {
    this.#calls.push(Object.freeze({ thisArg, arguments: Object.freeze(args) }));
  }

  get calls() {
    return Object.freeze(this.#calls.slice());
  }

  reset() {
    this.#calls = [];
  }

  report() {
    const actual = this.#calls.length;
    if (actual === this.#expected) return undefined;
    return {
      message: `Expected the ${this.#name} function to be executed ${this.#expected} time(s) but was executed ${actual} time(s).`,
      actual,
      expected: this.#expected,
      operator: this.#name,
      stack: this.#stackTrace,
    };
  }
}

// A function without a name.
const nothing = () => () => {};

class CallTracker {
  #contexts = [];
  #tracked = new WeakMap();

  #contextOf(tracked) {
    const context = typeof tracked === 'function' ? this.#tracked.get(tracked) : undefined;
    if (context === undefined) throw new codes.ERR_INVALID_ARG_VALUE('tracked', tracked, 'is not a tracked function');
    return context;
  }

  reset(tracked) {
    if (tracked === undefined) for (const context of this.#contexts) context.reset();
    else this.#contextOf(tracked).reset();
  }

  getCalls(tracked) {
    return this.#contextOf(tracked).calls;
  }

  calls(fn, expected = 1) {
    if (process._exiting) throw new codes.ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = nothing();
    } else {
      fn ??= nothing();
    }
    validateUint32(expected, 'expected', true);
    const context = new CallContext({ expected, stackTrace: new Error(), name: fn.name || 'calls' });
    const tracked = new Proxy(fn, {
      __proto__: null,
      apply(target, thisArg, args) {
        context.track(thisArg, args);
        return Reflect.apply(target, thisArg, args);
      },
    });
    this.#contexts.push(context);
    this.#tracked.set(tracked, context);
    return tracked;
  }

  report() {
    return this.#contexts.map((context) => context.report()).filter((report) => report !== undefined);
  }

  verify() {
    const errors = this.report();
    if (errors.length === 0) return;
    const message = errors.length === 1 ? errors[0].message : 'Functions were not called the expected number of times';
    throw new AssertionError({ message, details: errors });
  }
}

exports.CallTracker = require('internal/util').deprecate(CallTracker, 'assert.CallTracker is deprecated.', 'DEP0173');
