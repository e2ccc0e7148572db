// node:assert. https://nodejs.org/api/assert.html
const { codes } = require('internal/errors');
const types = require('util/types');

const {
  ok, strict, equal, notEqual, deepEqual, notDeepEqual, deepStrictEqual, notDeepStrictEqual, strictEqual,
  notStrictEqual, partialDeepStrictEqual,
} = ops;
const kOptions = Symbol('options');
const NO_EXCEPTION = {};

const inspect = (value, options) => require('internal/util/inspect').inspect(value, options);
const isError = (value) => types.isNativeError(value) || value instanceof Error;
const diffOf = (self) => self?.[kOptions]?.diff;
// Made when something fails.
const newFailure = (options) => new (require('internal/assert/assertion_error').AssertionError)(options);

// Every assertion is a method of Assert that also works detached: `this` only supplies options.

function throwFailure(options) {
  if (isError(options.message)) throw options.message;
  throw newFailure(options);
}

function innerOk(self, count, value, message) {
  let generatedMessage = false;
  if (count === 0) {
    generatedMessage = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generatedMessage = true;
    message = require('internal/assert/source').messageOfCall(innerOk);
  } else if (isError(message)) {
    throw message;
  }
  const err = newFailure({
    actual: value, expected: true, message, operator: '==', stackStartFn: innerOk, diff: diffOf(self),
  });
  err.generatedMessage = generatedMessage;
  throw err;
}

function comparisonFailed(self, operator, actual, expected, message) {
  throwFailure({ actual, expected, message, operator, stackStartFn: comparisonFailed, diff: diffOf(self) });
}

ops.install(innerOk, comparisonFailed, kOptions);
const assert = module.exports = ok;

/** https://nodejs.org/api/assert.html#new-assertassertoptions */
function Assert(options) {
  if (!new.target) throw new codes.ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = { __proto__: null, strict: true, skipPrototype: false, ...options };
  if (options.diff !== undefined) {
    require('internal/validators').validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  }
  this.AssertionError = require('internal/assert/assertion_error').AssertionError;
  Object.defineProperty(this, kOptions, { __proto__: null, value: options });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

let warnedFail = false;

/** https://nodejs.org/api/assert.html#assertfailmessage */
function fail(actual, expected, message, operator, stackStartFn) {
  const count = arguments.length;
  let internalMessage;
  if (actual == null && count <= 1) {
    internalMessage = 'Failed';
  } else if (count === 1) {
    message = actual;
    actual = undefined;
  } else {
    if (!warnedFail) {
      warnedFail = true;
      process.emitWarning('assert.fail() with more than one argument is deprecated. ' +
        'Please use assert.strictEqual() instead or only pass a message.', 'DeprecationWarning', 'DEP0094');
    }
    if (count === 2) operator = '!=';
  }
  if (isError(message)) throw message;
  const err = newFailure({
    actual, expected, operator: operator === undefined ? 'fail' : operator, stackStartFn: stackStartFn || fail,
    message: internalMessage ?? message, diff: diffOf(this),
  });
  if (internalMessage) err.generatedMessage = true;
  throw err;
}

// What a failed comparison shows of an object: the compared keys only. Keys whose RegExp matched show the text.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      const matched = actual !== undefined && typeof actual[key] === 'string' && types.isRegExp(object[key]) &&
        object[key].exec(actual[key]) !== null;
      this[key] = matched ? actual[key] : object[key];
    }
  }
}

function checkExpectedObject(actual, expected, message, fn, diff) {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) throw new codes.ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  for (const key of keys) {
    const wanted = expected[key];
    if (typeof actual[key] === 'string' && types.isRegExp(wanted) && wanted.exec(actual[key]) !== null) continue;
    if (key in actual && require('internal/util/comparisons').isDeepStrictEqual(actual[key], wanted)) continue;
    if (!message) {
      const err = newFailure({
        actual: new Comparison(actual, keys), expected: new Comparison(expected, keys, actual),
        operator: 'deepStrictEqual', stackStartFn: fn, diff,
      });
      err.actual = actual;
      err.expected = expected;
      err.operator = fn.name;
      throw err;
    }
    throwFailure({ actual, expected, message, operator: fn.name, stackStartFn: fn, diff });
  }
}

// Throws unless `actual`, which was thrown, is what `expected` describes.
function checkException(actual, expected, message, fn, diff) {
  let generated;
  if (typeof expected !== 'function') {
    if (!types.isRegExp(expected)) {
      if (typeof actual === 'object' && actual !== null) return checkExpectedObject(actual, expected, message, fn, diff);
      const err = newFailure({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn, diff });
      err.operator = fn.name;
      throw err;
    }
    const text = String(actual);
    if (expected.exec(text) !== null) return;
    generated = () => `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    generated = () => {
      let text = `The error is expected to be an instance of "${expected.name}". Received `;
      if (!isError(actual)) return `${text}"${inspect(actual, { depth: -1 })}"`;
      const name = actual.constructor?.name || actual.name;
      text += name === expected.name ? 'an error with identical name but a different prototype.' : `"${name}"`;
      return actual.message ? `${text}\n\nError message:\n\n${actual.message}` : text;
    };
  } else {
    const result = Reflect.apply(expected, {}, [actual]);
    if (result === true) return;
    generated = () => {
      const text = `The ${expected.name ? `"${expected.name}" ` : ''}validation function is expected to return "true". ` +
        `Received ${inspect(result)}`;
      return isError(actual) ? `${text}\n\nCaught error:\n\n${actual}` : text;
    };
  }
  const err = newFailure({
    actual, expected, message: message || generated(), operator: fn.name, stackStartFn: fn, diff,
  });
  err.generatedMessage = !message;
  throw err;
}

function getActual(fn) {
  if (typeof fn !== 'function') throw new codes.ERR_INVALID_ARG_TYPE('fn', 'Function', fn);
  try {
    fn();
  } catch (e) {
    return e;
  }
  return NO_EXCEPTION;
}

const isPromise = (value) => types.isPromise(value) || (
  value !== null && typeof value === 'object' && typeof value.then === 'function' && typeof value.catch === 'function');

async function waitForActual(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isPromise(promise)) throw new codes.ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isPromise(promiseFn)) {
    throw new codes.ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (e) {
    return e;
  }
  return NO_EXCEPTION;
}

// throws() and rejects(): `args` are what followed the function.
function expectsError(fn, self, actual, args) {
  let [error, message] = args;
  if (typeof error === 'string') {
    if (args.length > 1) throw new codes.ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        throw new codes.ERR_AMBIGUOUS_ARGUMENT(
          'error/message', `The error message "${actual.message}" is identical to the message.`);
      }
    } else if (actual === error) {
      throw new codes.ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (actual === NO_EXCEPTION) {
    const what = fn === rejects ? 'rejection' : 'exception';
    throwFailure({
      actual: undefined, expected: error, operator: fn.name, stackStartFn: fn, diff: diffOf(self),
      message: `Missing expected ${what}${error?.name ? ` (${error.name})` : ''}${message ? `: ${message}` : '.'}`,
    });
  }
  if (error) checkException(actual, error, message, fn, diffOf(self));
}

function matchesError(actual, expected) {
  if (typeof expected !== 'function') {
    if (types.isRegExp(expected)) return expected.exec(String(actual)) !== null;
    throw new codes.ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return Reflect.apply(expected, {}, [actual]) === true;
}

// doesNotThrow() and doesNotReject().
function expectsNoError(fn, self, actual, error, message) {
  if (actual === NO_EXCEPTION) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || matchesError(actual, error)) {
    const what = fn === doesNotReject ? 'rejection' : 'exception';
    throwFailure({
      actual, expected: error, operator: fn.name, stackStartFn: fn, diff: diffOf(self),
      message: `Got unwanted ${what}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`,
    });
  }
  throw actual;
}

/** https://nodejs.org/api/assert.html#assertthrowsfn-error-message */
function throws(fn, ...args) {
  expectsError(throws, this, getActual(fn), args);
}

/** https://nodejs.org/api/assert.html#assertrejectsasyncfn-error-message */
async function rejects(promiseFn, ...args) {
  expectsError(rejects, this, await waitForActual(promiseFn), args);
}

/** https://nodejs.org/api/assert.html#assertdoesnotthrowfn-error-message */
function doesNotThrow(fn, ...args) {
  expectsNoError(doesNotThrow, this, getActual(fn), ...args);
}

/** https://nodejs.org/api/assert.html#assertdoesnotrejectasyncfn-error-message */
async function doesNotReject(fn, ...args) {
  expectsNoError(doesNotReject, this, await waitForActual(fn), ...args);
}

/** https://nodejs.org/api/assert.html#assertiferrorvalue */
function ifError(err) {
  if (err == null) return;
  let message = 'ifError got unwanted exception: ';
  if (typeof err === 'object' && typeof err.message === 'string') {
    message += err.message.length === 0 && err.constructor ? err.constructor.name : err.message;
  } else {
    message += inspect(err);
  }
  const failure = newFailure({
    actual: err, expected: null, operator: 'ifError', message, stackStartFn: ifError, diff: diffOf(this),
  });
  // The frames of the error itself follow, less those both stacks share.
  const original = err.stack;
  const start = typeof original === 'string' ? original.indexOf('\n    at') : -1;
  if (start !== -1) {
    const frames = original.slice(start + 1).split('\n');
    let shown = failure.stack.split('\n');
    for (const frame of frames) {
      const shared = shown.indexOf(frame);
      if (shared !== -1) {
        shown = shown.slice(0, shared);
        break;
      }
    }
    failure.stack = `${shown.join('\n')}\n${frames.join('\n')}`;
  }
  throw failure;
}

function checkMatch(fn, self, wanted, string, regexp, message) {
  if (!types.isRegExp(regexp)) throw new codes.ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  if (typeof string === 'string' && (regexp.exec(string) !== null) === wanted) return;
  if (isError(message)) throw message;
  const generatedMessage = !message;
  message ||= typeof string !== 'string' ?
    `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})` :
    `The input ${wanted ? 'did not' : 'was expected to not'} match the regular expression ${inspect(regexp)}. ` +
      `Input:\n\n${inspect(string)}\n`;
  const err = newFailure({
    actual: string, expected: regexp, message, operator: fn.name, stackStartFn: fn, diff: diffOf(self),
  });
  err.generatedMessage = generatedMessage;
  throw err;
}

/** https://nodejs.org/api/assert.html#assertmatchstring-regexp-message */
function match(string, regexp, message) {
  checkMatch(match, this, true, string, regexp, message);
}

/** https://nodejs.org/api/assert.html#assertdoesnotmatchstring-regexp-message */
function doesNotMatch(string, regexp, message) {
  checkMatch(doesNotMatch, this, false, string, regexp, message);
}

const methods = {
  fail, equal, notEqual, deepEqual, notDeepEqual, deepStrictEqual, notDeepStrictEqual, strictEqual, notStrictEqual,
  partialDeepStrictEqual, match, doesNotMatch, throws, rejects, doesNotThrow, doesNotReject, ifError,
};
Object.assign(Assert.prototype, methods);
// Not `assert` itself, which carries all the others.
Assert.prototype.ok = function ok(...args) {
  if (!args[0]) innerOk(this, args.length, ...args);
};

Object.assign(assert, { ok }, methods);
assert.strict = Object.assign(strict, assert, {
  equal: strictEqual, deepEqual: deepStrictEqual, notEqual: notStrictEqual, notDeepEqual: notDeepStrictEqual,
});
strict.Assert = assert.Assert = Assert;
strict.strict = strict;
// CallTracker is deprecated and rarely touched; AssertionError comes with the first failure.
const { defineLazyProperties } = require('internal/util');
for (const target of [assert, strict]) {
  defineLazyProperties(target, 'internal/assert/assertion_error', ['AssertionError']);
  defineLazyProperties(target, 'internal/assert/calltracker', ['CallTracker']);
}
