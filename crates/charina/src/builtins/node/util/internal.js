// What util shares with other builtins: promisify, deprecate, lazy properties. https://nodejs.org/api/util.html

const kCustomPromisifiedSymbol = Symbol.for('nodejs.util.promisify.custom');
const customPromisifyArgs = Symbol('customPromisifyArgs');
const kEmptyObject = Object.freeze({ __proto__: null });

// Own properties of `from`, as descriptors no change to Object.prototype can alter.
function copyOwn(to, from) {
  for (const key of Reflect.ownKeys(from)) {
    Object.defineProperty(to, key, Object.setPrototypeOf(Object.getOwnPropertyDescriptor(from, key), null));
  }
  return to;
}

/** https://nodejs.org/api/util.html#utilpromisifyoriginal */
function promisify(original) {
  const { validateFunction } = require('internal/validators');
  validateFunction(original, 'original');
  const marker = { __proto__: null, enumerable: false, writable: false, configurable: true };
  const custom = original[kCustomPromisifiedSymbol];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return Object.defineProperty(custom, kCustomPromisifiedSymbol, { ...marker, value: custom });
  }
  // Names for the values of callbacks with several, as in `{ bytesRead, buffer }`.
  const names = original[customPromisifyArgs];
  function fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((err, ...values) => {
        if (err) return reject(err);
        if (names === undefined || values.length < 2) return resolve(values[0]);
        const named = {};
        for (let i = 0; i < names.length; i++) named[names[i]] = values[i];
        resolve(named);
      });
      if (ops.isPromise(Reflect.apply(original, this, args))) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
          'DeprecationWarning', 'DEP0174');
      }
    });
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  Object.defineProperty(fn, kCustomPromisifiedSymbol, { ...marker, value: fn });
  return copyOwn(fn, original);
}
promisify.custom = kCustomPromisifiedSymbol;

const codesWarned = new Set();

/** https://nodejs.org/api/util.html#utildeprecatefn-msg-code-options */
function deprecate(fn, msg, code, options = undefined) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  let warned = false;
  function deprecated(...args) {
    if (!warned && !process.noDeprecation) {
      warned = true;
      if (code === undefined) {
        process.emitWarning(msg, 'DeprecationWarning', deprecated);
      } else if (!codesWarned.has(code)) {
        codesWarned.add(code);
        process.emitWarning(msg, 'DeprecationWarning', code, deprecated);
      }
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  if (options?.modifyPrototype ?? true) {
    // The wrapper keeps the prototype so that `instanceof` and `x.prototype.y = z` reach the original.
    Object.setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
  }
  return Object.defineProperty(deprecated, 'length', {
    __proto__: null, ...Object.getOwnPropertyDescriptor(fn, 'length'),
  });
}

/** Defines `keys` on `target` as values that `require(id)` gives on first touch. */
function defineLazyProperties(target, id, keys, enumerable = true) {
  for (const key of keys) {
    const define = (value) => Object.defineProperty(target, key, {
      __proto__: null, value, enumerable, configurable: true, writable: true,
    });
    Object.defineProperty(target, key, {
      __proto__: null,
      get() {
        const value = require(id)[key];
        define(value);
        return value;
      },
      set: define,
      enumerable,
      configurable: true,
    });
  }
}

const experimentalWarned = new Set();

/** An ExperimentalWarning, once a feature. */
function emitExperimentalWarning(feature, messagePrefix, code, ctor) {
  if (experimentalWarned.has(feature)) return;
  experimentalWarned.add(feature);
  let msg = `${feature} is an experimental feature and might change at any time`;
  if (messagePrefix) msg = messagePrefix + msg;
  process.emitWarning(msg, 'ExperimentalWarning', code, ctor);
}

/** `callback`, on its first call only. */
function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let result;
  return function(...args) {
    if (called) return result;
    called = true;
    const value = Reflect.apply(callback, this, args);
    if (preserveReturnValue) result = value;
    return value;
  };
}

module.exports = {
  promisify, deprecate, defineLazyProperties, emitExperimentalWarning, once, copyOwn,
  kCustomPromisifiedSymbol, customPromisifyArgs, kCustomPromisifyArgsSymbol: customPromisifyArgs, kEmptyObject,
};
