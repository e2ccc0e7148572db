// Errors on their way to another thread: https://nodejs.org/api/worker_threads.html#event-error
// An error keeps its class, if it is one of the language's, and those of its properties that can be cloned.

const { inspect } = require('internal/util/inspect');
const { structuredClone } = require('internal/structured_clone');

const classes = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

const isError = (value) => Object.prototype.toString.call(value) === '[object Error]';

function cloneable(value) {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

// The name of the first class in its line that every thread has.
function className(error) {
  for (let proto = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const name = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value?.name;
    if (name in classes) return name;
  }
  return undefined;
}

function properties(error, depth) {
  const all = { __proto__: null };
  for (let object = error; object !== null && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
    for (const key of Object.getOwnPropertyNames(object)) {
      if (key in all || key === '__proto__' || key === 'constructor') continue;
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      let value;
      try {
        value = descriptor.get === undefined ? descriptor.value : error[key];
      } catch {
        continue;
      }
      if (typeof value === 'function' || typeof value === 'symbol') continue;
      const entry = { enumerable: descriptor.enumerable, writable: descriptor.writable ?? false };
      if (key === 'cause' && depth < 100) entry.error = serializeError(value, depth + 1);
      else if (cloneable(value)) entry.value = value;
      else continue;
      all[key] = entry;
    }
  }
  return all;
}

function serializeError(error, depth = 0) {
  try {
    if (typeof error === 'object' && error !== null && isError(error)) {
      const name = className(error);
      if (name !== undefined) return { class: name, properties: properties(error, depth) };
    }
    if (!(error !== null && typeof error === 'object' && inspect.custom in error) && cloneable(error)) {
      return { value: error };
    }
  } catch {
    // Then its looks must do.
  }
  return { shown: inspect(error) };
}

function deserializeError(serialized) {
  if ('shown' in serialized) return { [inspect.custom]: () => serialized.shown };
  if ('value' in serialized) return serialized.value;
  const descriptors = {};
  for (const key of Object.keys(serialized.properties)) {
    const { enumerable, writable, error, value } = serialized.properties[key];
    const held = error === undefined ? value : deserializeError(error);
    descriptors[key] = { configurable: true, enumerable, writable, value: held };
  }
  descriptors[Symbol.toStringTag] = { configurable: true, value: 'Error' };
  return Object.create(classes[serialized.class].prototype, descriptors);
}

module.exports = { deserializeError, serializeError };
