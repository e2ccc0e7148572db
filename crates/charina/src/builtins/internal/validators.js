// Argument validators with Node's names, order of checks and errors. https://nodejs.org/api/errors.html#err_invalid_arg_type
const { codes } = require('internal/errors');

const wrongType = (name, expected, value) => new codes.ERR_INVALID_ARG_TYPE(name, expected, value);
const wrongValue = (name, value, reason) => new codes.ERR_INVALID_ARG_VALUE(name, value, reason);
const outOfRange = (name, range, value) => new codes.ERR_OUT_OF_RANGE(name, range, value);

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
const isInt32 = (value) => value === (value | 0);
const isUint32 = (value) => value === (value >>> 0);

function parseFileMode(value, name, def) {
  value ??= def;
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value)) {
      throw wrongValue(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    value = Number.parseInt(value, 8);
  }
  validateUint32(value, name);
  return value + 0;  // no -0
}

function validateInteger(value, name, min = MIN_SAFE_INTEGER, max = MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw wrongType(name, 'number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  validateInteger(value, name, min, max);
}

function validateUint32(value, name, positive = false) {
  validateInteger(value, name, positive ? 1 : 0, 4294967295);
}

function validateNumber(value, name, min = undefined, max) {
  if (typeof value !== 'number') throw wrongType(name, 'number', value);
  if ((min != null && value < min) || (max != null && value > max) ||
      ((min != null || max != null) && Number.isNaN(value))) {
    throw outOfRange(
      name, `${min != null ? `>= ${min}` : ''}${min != null && max != null ? ' && ' : ''}${max != null ? `<= ${max}` : ''}`, value);
  }
}

function validateFiniteNumber(number, name) {
  if (number === undefined) return false;
  if (Number.isFinite(number)) return true;
  if (Number.isNaN(number)) return false;
  if (typeof number !== 'number') throw wrongType(name, 'number', number);
  throw outOfRange(name, 'a finite number', number);
}

function checkRangesOrGetDefault(number, name, lower, upper, def) {
  if (!validateFiniteNumber(number, name)) return def;
  if (number < lower || number > upper) throw outOfRange(name, `>= ${lower} and <= ${upper}`, number);
  return number;
}

function validateString(value, name) {
  if (typeof value !== 'string') throw wrongType(name, 'string', value);
}

function validateStringWithoutNullBytes(value, name) {
  validateString(value, name);
  if (value.includes('\0')) throw wrongValue(name, value, 'must be a string without null bytes');
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw wrongType(name, 'boolean', value);
}

function validateFunction(value, name) {
  if (typeof value !== 'function') throw wrongType(name, 'Function', value);
}

function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || require('util/types').isAsyncFunction(value)) throw wrongType(name, 'Function', value);
}

function validateUndefined(value, name) {
  if (value !== undefined) throw wrongType(name, 'undefined', value);
}

const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;

function validateObject(value, name, options = 0) {
  if (value === null ? !(options & kValidateObjectAllowNullable) :
    Array.isArray(value) ? !(options & kValidateObjectAllowArray) :
      typeof value !== 'object' && !(options & kValidateObjectAllowFunction && typeof value === 'function')) {
    throw wrongType(name, 'Object', value);
  }
}

// A WebIDL dictionary: any object, a function, or nothing.
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw wrongType(name, 'a dictionary', value);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!Array.isArray(value)) throw wrongType(name, 'Array', value);
  if (value.length < minLength) throw wrongValue(name, value, `must have a length of at least ${minLength}`);
}

function validateStringArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateString(value[i], `${name}[${i}]`);
}

function validateBooleanArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateBoolean(value[i], `${name}[${i}]`);
}

function validateAbortSignalArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (value[i] == null) throw wrongType(`${name}[${i}]`, 'AbortSignal', value[i]);
    validateAbortSignal(value[i], `${name}[${i}]`);
  }
}

function validateOneOf(value, name, oneOf) {
  if (oneOf.includes(value)) return;
  const allowed = oneOf.map((v) => (typeof v === 'string' ? `'${v}'` : String(v))).join(', ');
  throw wrongValue(name, value, `must be one of: ${allowed}`);
}

function validateUnion(value, name, union) {
  if (!union.includes(value)) throw wrongType(name, `('${union.join('|')}')`, value);
}

function validateSignalName(signal, name = 'signal') {
  validateString(signal, name);
  const { signals } = require('os').constants;
  if (signals[signal] === undefined) {
    if (signals[signal.toUpperCase()] !== undefined) {
      throw new codes.ERR_UNKNOWN_SIGNAL(`${signal} (signals must use all capital letters)`);
    }
    throw new codes.ERR_UNKNOWN_SIGNAL(signal);
  }
}

function validateBuffer(buffer, name = 'buffer') {
  if (!ArrayBuffer.isView(buffer)) throw wrongType(name, ['Buffer', 'TypedArray', 'DataView'], buffer);
}

function validateEncoding(data, encoding) {
  if (typeof encoding === 'string' && encoding.toLowerCase() === 'hex' && data.length % 2 !== 0) {
    throw wrongValue('encoding', encoding, `is invalid for data of length ${data.length}`);
  }
}

function validatePort(port, name = 'Port', allowZero = true) {
  if ((typeof port !== 'number' && typeof port !== 'string') ||
      (typeof port === 'string' && port.trim().length === 0) ||
      +port !== (+port >>> 0) || port > 0xFFFF || (port === 0 && !allowZero)) {
    throw new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero);
  }
  return port | 0;
}

function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw wrongType(name, 'AbortSignal', signal);
  }
}

function validateIgnoreOption(value, name) {
  if (value == null) return;
  if (typeof value === 'string') {
    if (value.length === 0) throw wrongValue(name, value, 'must be a non-empty string');
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (value[i] == null) throw wrongType(`${name}[${i}]`, ['string', 'RegExp', 'Function'], value[i]);
      validateIgnoreOption(value[i], `${name}[${i}]`);
    }
  } else if (!(value instanceof RegExp) && typeof value !== 'function') {
    throw wrongType(name, ['string', 'RegExp', 'Function'], value);
  }
}

// One or more `<uri>; rel=x` of a Link header, each attribute with or without quotes.
const linkValue = /^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;

function checkLink(value, name) {
  if (typeof value === 'undefined' || !linkValue.test(value)) {
    throw wrongValue(name, value,
      'must be an array or string of format "</styles.css>; rel=preload; as=style"');
  }
}

function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    checkLink(hints, 'hints');
    return hints;
  }
  if (Array.isArray(hints)) {
    for (const link of hints) checkLink(link, 'hints');
    return hints.join(', ');
  }
  throw wrongValue('hints', hints, 'must be an array or string of format "</styles.css>; rel=preload; as=style"');
}

function validateInternalField(object, fieldKey, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, fieldKey)) {
    throw wrongType('this', className, object);
  }
}

module.exports = {
  isInt32, isUint32, parseFileMode, validateAbortSignal, validateAbortSignalArray, validateArray, validateBoolean,
  validateBooleanArray, validateBuffer, validateDictionary, validateEncoding, validateFiniteNumber,
  checkRangesOrGetDefault, validateFunction, validateIgnoreOption, validateInt32, validateInteger,
  validateInternalField, validateLinkHeaderValue, validateNumber, validateObject, validateOneOf,
  validatePlainFunction, validatePort, validateSignalName, validateString, validateStringArray,
  validateStringWithoutNullBytes, validateUint32, validateUndefined, validateUnion,
  kValidateObjectNone: 0, kValidateObjectAllowNullable, kValidateObjectAllowArray, kValidateObjectAllowFunction,
  kValidateObjectAllowObjects: 6, kValidateObjectAllowObjectsAndNull: 7,
};
