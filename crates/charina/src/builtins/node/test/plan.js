// What a test expects of itself: t.plan(), t.assert and t.waitFor() (https://nodejs.org/api/test.html#contextplancount-options).
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_TEST_FAILURE } } = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateString, validateUint32 } =
  require('internal/validators');
const { setTimeout, clearTimeout } = globalThis;

class TestPlan {
  constructor(count, options) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    this.expected = count;
    this.actual = 0;
    const { wait = false } = options;
    if (typeof wait === 'number') validateNumber(wait, 'options.wait', 0, 2 ** 31 - 1);
    else if (typeof wait !== 'boolean') throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
    this.wait = wait;
    this.reached = undefined;
  }
  count() {
    this.actual++;
    if (this.actual === this.expected) this.reached?.();
  }
  // Undefined if it is kept, a promise if there is time left; throws otherwise.
  check() {
    if (this.actual === this.expected) return undefined;
    const missed = () => new ERR_TEST_FAILURE(
      `plan expected ${this.expected} assertions but received ${this.actual}`, 'testCodeFailure');
    if (this.wait === false || this.actual > this.expected) throw missed();
    return new Promise((resolve, reject) => {
      this.reached = resolve;
      if (this.wait === true) return;
      setTimeout(() => {
        reject(new ERR_TEST_FAILURE(
          `plan timed out after ${this.wait}ms with ${this.actual} assertions when expecting ${this.expected}`,
          'testTimeoutFailure'));
      }, this.wait);
    });
  }
}

// node:assert's functions, and those that assert.register() added.
let known;

function methods() {
  if (known !== undefined) return known;
  const assert = require('assert');
  known = new Map();
  for (const key of Object.keys(assert)) {
    if (typeof assert[key] === 'function' && !/^[A-Z]|^strict$/.test(key)) known.set(key, assert[key]);
  }
  return known;
}

// A plain function, as what it makes has no prototype.
function Assertions(test, context) {
  const assert = { __proto__: null };
  for (const [name, method] of methods()) {
    assert[name] = (...args) => {
      test.plan?.count();
      return Reflect.apply(method, context, args);
    };
    Object.defineProperty(assert[name], 'name', { __proto__: null, value: name, configurable: true });
  }
  return assert;
}

function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  methods().set(name, fn);
}

function waitFor(condition, options) {
  validateFunction(condition, 'condition');
  validateObject(options, 'options');
  const { interval = 50, timeout = 1000 } = options;
  validateNumber(interval, 'options.interval', 0, 2 ** 31 - 1);
  validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
  return new Promise((resolve, reject) => {
    let cause;
    let next;
    const over = setTimeout(() => {
      clearTimeout(next);
      const error = new Error('waitFor() timed out');
      if (cause !== undefined) error.cause = cause.error;
      reject(error);
    }, timeout);
    const poll = async () => {
      try {
        const result = await condition();
        clearTimeout(over);
        resolve(result);
      } catch (error) {
        cause = { error };
        next = setTimeout(poll, interval);
      }
    };
    poll();
  });
}

module.exports = { Assertions, TestPlan, register, waitFor };
