// The Web Crypto API, so far without keys: https://nodejs.org/api/webcrypto.html

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { isAnyArrayBuffer } = require('internal/crypto/util');

const kToken = Symbol('kToken');
let crypto;
let subtle;

const domException = (message, name) => new DOMException(message, name);

const integerArrays = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'BigInt64Array', 'BigUint64Array'];

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

function missing(method, interfaceName, required, given) {
  const error = new TypeError(`Failed to execute '${method}' on '${interfaceName}': ${required} argument${
    required === 1 ? '' : 's'} required, but only ${given} present.`);
  error.code = 'ERR_MISSING_ARGS';
  return error;
}

class SubtleCrypto {
  constructor(token) {
    if (token !== kToken) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async digest(algorithm, data) {
    if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
    if (arguments.length < 2) throw missing('digest', 'SubtleCrypto', 2, arguments.length);
    const { name } = digestAlgorithm(algorithm);
    if (!ArrayBuffer.isView(data) && !isAnyArrayBuffer(data)) {
      const error = new TypeError('Failed to execute \'digest\' on \'SubtleCrypto\': 2nd argument is not instance of ' +
        'ArrayBuffer, Buffer, TypedArray, or DataView.');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    return new Promise((resolve) => { ops.digest(name, data, resolve); });
  }
}

const digests = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'];

// A name in any case, alone or in an object.
function digestAlgorithm(algorithm) {
  if (typeof algorithm === 'object' && algorithm !== null || typeof algorithm === 'function') {
    if (algorithm.name === undefined) {
      const error = new TypeError('Failed to normalize algorithm: \'name\' is required in \'Algorithm\'.');
      error.code = 'ERR_MISSING_OPTION';
      throw error;
    }
    algorithm = algorithm.name;
  }
  const upper = `${algorithm}`.toUpperCase();
  const name = digests.find((digest) => digest === upper);
  if (name === undefined) throw domException('Unrecognized algorithm name', 'NotSupportedError');
  return { name };
}

class Crypto {
  constructor(token) {
    if (token !== kToken) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get subtle() {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return subtle ??= new SubtleCrypto(kToken);
  }

  getRandomValues(array) {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    if (arguments.length === 0) throw missing('getRandomValues', 'Crypto', 1, 0);
    if (!integerArrays.includes(tagOf.call(array))) {
      throw domException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > 65536) {
      throw domException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    require('internal/crypto/random').randomFillSync(array, 0);
    return array;
  }

  randomUUID() {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return require('internal/crypto/random').randomUUID();
  }
}

for (const [Class, names] of [[SubtleCrypto, ['digest']], [Crypto, ['subtle', 'getRandomValues', 'randomUUID']]]) {
  for (const name of names) Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag,
    { __proto__: null, configurable: true, value: Class.name });
}
crypto = new Crypto(kToken);

module.exports = { Crypto, SubtleCrypto, crypto };
