// Hash, Hmac and crypto.hash: https://nodejs.org/api/crypto.html#class-hash

const {
  codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateEncoding, validateString, validateUint32 } = require('internal/validators');
const { isAnyArrayBuffer } = require('internal/crypto/util');

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

// A hash is a Transform, but the streams are loaded only when somebody treats it as one: until something is looked up
// that the class itself does not have, a proxy stands in for Transform.prototype.
function becomeLazyTransform(Class) {
  const { prototype } = Class;
  const stream = () => {
    const { Transform } = require('stream');
    if (Object.getPrototypeOf(Class) === Function.prototype) {
      Object.setPrototypeOf(Class, Transform);
      Object.setPrototypeOf(prototype, Transform.prototype);
    }
    return Transform.prototype;
  };
  Object.setPrototypeOf(prototype, new Proxy({}, {
    get: (_, key, receiver) => Reflect.get(stream(), key, receiver),
    set: (_, key, value, receiver) => Reflect.set(stream(), key, value, receiver),
    has: (_, key) => Reflect.has(stream(), key),
    getPrototypeOf: () => stream(),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(stream(), key);
      if (found) found.configurable = true;
      return found;
    },
    ownKeys: () => Reflect.ownKeys(stream()),
  }));
  for (const name of ['_readableState', '_writableState']) {
    Object.defineProperty(prototype, name, {
      __proto__: null, configurable: true, enumerable: true,
      get() {
        stream();
        for (const state of ['_readableState', '_writableState']) {
          Object.defineProperty(this, state,
            { __proto__: null, value: undefined, writable: true, enumerable: true, configurable: true });
        }
        require('stream').Transform.call(this, this._options);
        this._writableState.decodeStrings = false;
        this._writableState.defaultEncoding = 'utf8';
        return this[name];
      },
      set(value) {
        Object.defineProperty(this, name,
          { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  prototype._transform = function _transform(chunk, encoding, callback) {
    ops.update(this[kHandle], chunk, encoding);
    callback();
  };
  prototype._flush = function _flush(callback) {
    this.push(ops.digest(this[kHandle]));
    callback();
  };
}

function checkLength(algorithm, outputLength) {
  const length = ops.lengthOf(algorithm);
  if (outputLength === undefined || length === undefined || length < 0 || length === outputLength) return;
  throw Object.assign(new Error('error:030000B2:digital envelope routines::not XOF or invalid length'), {
    library: 'digital envelope routines',
    reason: 'not XOF or invalid length',
    code: 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH',
  });
}

/** https://nodejs.org/api/crypto.html#class-hash */
function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  const original = algorithm?.[kHandle];
  if (original === undefined) validateString(algorithm, 'algorithm');
  const outputLength = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (outputLength !== undefined) validateUint32(outputLength, 'options.outputLength');
  const name = original === undefined ? algorithm : algorithm[kState].algorithm;
  checkLength(name, outputLength);
  this._options = options;
  const handle = original === undefined ? ops.newHash(algorithm, outputLength) : ops.copy(original, outputLength);
  if (handle === undefined) throw new Error('Digest method not supported');
  this[kHandle] = handle;
  this[kState] = { [kFinalized]: false, algorithm: name };
}

Hash.prototype.copy = function copy(options) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

function update(data, encoding) {
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
  } else if (!ArrayBuffer.isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  return ops.update(this[kHandle], data, encoding);
}

Hash.prototype.update = function(data, encoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  if (!update.call(this, data, encoding)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
};

Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  const result = ops.digest(this[kHandle], outputEncoding && `${outputEncoding}`);
  state[kFinalized] = true;
  return result;
};
becomeLazyTransform(Hash);

/** https://nodejs.org/api/crypto.html#class-hmac */
function Hmac(hmac, key, options) {
  if (!new.target) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  if (typeof key === 'string') {
    key = Buffer.from(key, options?.encoding);
  } else if (!ArrayBuffer.isView(key) && !isAnyArrayBuffer(key)) {
    const given = key;
    key = require('internal/crypto/keys').secretBytes(given);
    if (!key) throw new ERR_INVALID_ARG_TYPE(
      'key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'], given);
  }
  const handle = ops.newHmac(hmac, key);
  if (handle === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(hmac);
  this._options = options;
  this[kHandle] = handle;
  this[kState] = { [kFinalized]: false };
}

Hmac.prototype.update = function(data, encoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  if (!update.call(this, data, encoding)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
};

// A second digest is empty, and no error as with a Hash.
Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state[kFinalized]) return outputEncoding && outputEncoding !== 'buffer' ? '' : Buffer.from('');
  const result = ops.digest(this[kHandle], outputEncoding && `${outputEncoding}`);
  state[kFinalized] = true;
  return result;
};
becomeLazyTransform(Hmac);

/** https://nodejs.org/api/crypto.html#cryptohashalgorithm-data-options */
function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !ArrayBuffer.isView(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  let outputEncoding;
  let outputLength;
  if (typeof options === 'string') {
    outputEncoding = options;
  } else if (options !== undefined) {
    require('internal/validators').validateObject(options, 'options');
    ({ outputLength, outputEncoding } = options);
  }
  outputEncoding ??= 'hex';
  validateString(outputEncoding, 'outputEncoding');
  let normalized = outputEncoding;
  // Not the encodings that a string cannot be made of.
  if (outputEncoding !== 'buffer' && !Buffer.isEncoding(outputEncoding)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('outputEncoding', outputEncoding);
  }
  if (outputLength !== undefined) {
    validateUint32(outputLength, 'outputLength');
    checkLength(algorithm, outputLength);
  }
  if (normalized === 'buffer') normalized = undefined;
  const result = ops.once(algorithm, input, normalized, outputLength);
  if (result === undefined) {
    throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  }
  return result;
}

module.exports = { Hash, Hmac, hash, getHashes: () => ops.names() };
