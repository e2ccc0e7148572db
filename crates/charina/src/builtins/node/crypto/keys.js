// Secret keys as objects, which hmac and hkdf take: https://nodejs.org/api/crypto.html#class-keyobject
// Public and private keys are not there, nor what makes CryptoKeys of keys.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { isAnyArrayBuffer } = require('internal/crypto/util');

// Only createSecretKey can make one: what a script passes as handle is refused.
class Handle {
  constructor(bytes) { this.bytes = bytes; }
}

let handleOf;

/** https://nodejs.org/api/crypto.html#class-keyobject */
class KeyObject {
  #type;
  #handle;

  constructor(type, handle) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') throw new ERR_INVALID_ARG_VALUE('type', type);
    if (!(handle instanceof Handle)) throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    this.#type = type;
    this.#handle = handle;
  }

  static {
    handleOf = (value) => (typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined);
  }

  get type() {
    if (!handleOf(this)) throw new ERR_INVALID_THIS('KeyObject');
    return this.#type;
  }

  equals(otherKeyObject) {
    const other = handleOf(otherKeyObject);
    if (!other) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    const own = handleOf(this);
    if (!own) throw new ERR_INVALID_THIS('KeyObject');
    return own.bytes.length === other.bytes.length && require('crypto').timingSafeEqual(own.bytes, other.bytes);
  }
}
Object.defineProperty(KeyObject.prototype, Symbol.toStringTag,
  { __proto__: null, configurable: true, value: 'KeyObject' });

class SecretKeyObject extends KeyObject {
  get symmetricKeySize() {
    const handle = handleOf(this);
    if (!handle) throw new ERR_INVALID_THIS('KeyObject');
    return handle.bytes.length;
  }

  export(options) {
    const handle = handleOf(this);
    if (!handle) throw new ERR_INVALID_THIS('KeyObject');
    if (options !== undefined) {
      const { validateObject, validateOneOf } = require('internal/validators');
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
      if (options.format === 'jwk') return { kty: 'oct', k: handle.bytes.toString('base64url') };
    }
    return Buffer.from(handle.bytes);
  }
}

/** https://nodejs.org/api/crypto.html#cryptocreatesecretkeykey-encoding */
function createSecretKey(key, encoding) {
  let bytes;
  if (typeof key === 'string') {
    if (encoding === undefined || encoding === null || encoding === 'buffer') encoding = 'utf8';
    if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
    bytes = Buffer.from(key, encoding);
  } else if (ArrayBuffer.isView(key)) {
    bytes = Buffer.from(Buffer.from(key.buffer, key.byteOffset, key.byteLength));
  } else if (isAnyArrayBuffer(key)) {
    bytes = Buffer.from(Buffer.from(key));
  } else {
    throw new ERR_INVALID_ARG_TYPE('key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], key);
  }
  return new SecretKeyObject('secret', new Handle(bytes));
}

// The bytes of a secret key; undefined of anything else.
const secretBytes = (value) => handleOf(value)?.bytes;

module.exports = { KeyObject, createSecretKey, secretBytes };
