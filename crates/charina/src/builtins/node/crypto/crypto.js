// node:crypto, so far without pairs of keys, ciphers and signatures: https://nodejs.org/api/crypto.html

// A function whose file is loaded when it is first called.
function createLazy(file, name, length) {
  const call = { [name](...args) { return require(file)[name](...args); } }[name];
  return Object.defineProperty(call, 'length', { __proto__: null, value: length, configurable: true });
}

let Hash;
let Hmac;
const random = (name, length) => createLazy('internal/crypto/random', name, length);
const derive = (name, length) => createLazy('internal/crypto/derive', name, length);
let constants;

module.exports = {
  createHash(algorithm, options) {
    Hash ??= require('internal/crypto/hash').Hash;
    return new Hash(algorithm, options);
  },
  createHmac(hmac, key, options) {
    Hmac ??= require('internal/crypto/hash').Hmac;
    return new Hmac(hmac, key, options);
  },
  createSecretKey: createLazy('internal/crypto/keys', 'createSecretKey', 2),
  getFips() { return 0; },
  setFips(val) {
    const { codes: { ERR_CRYPTO_FIPS_UNAVAILABLE } } = require('internal/errors');
    if (val) throw new ERR_CRYPTO_FIPS_UNAVAILABLE();
  },
  getHashes() { return require('internal/crypto/hash').getHashes(); },
  hkdf: derive('hkdf', 6),
  hkdfSync: derive('hkdfSync', 5),
  pbkdf2: derive('pbkdf2', 6),
  pbkdf2Sync: derive('pbkdf2Sync', 5),
  randomBytes: random('randomBytes', 2),
  randomFill: random('randomFill', 4),
  randomFillSync: random('randomFillSync', 1),
  randomInt: random('randomInt', 3),
  randomUUID: random('randomUUID', 1),
  scrypt: derive('scrypt', 4),
  scryptSync: derive('scryptSync', 3),
  timingSafeEqual: ops.timingSafeEqual,
  hash(algorithm, input, options) { return require('internal/crypto/hash').hash(algorithm, input, options); },
};

// A property that is made when it is first read.
function lazy(name, get, enumerable = true) {
  Object.defineProperty(module.exports, name, {
    __proto__: null, configurable: true, enumerable, get,
    set(value) {
      Object.defineProperty(module.exports, name,
        { __proto__: null, value, writable: true, enumerable, configurable: true });
    },
  });
}
lazy('Hash', () => require('internal/crypto/hash').Hash);
lazy('Hmac', () => require('internal/crypto/hash').Hmac);
lazy('KeyObject', () => require('internal/crypto/keys').KeyObject);
lazy('constants', () => constants ??= ops.constants());
lazy('webcrypto', () => require('internal/crypto/webcrypto').crypto);
lazy('subtle', () => require('internal/crypto/webcrypto').crypto.subtle);
lazy('getRandomValues', () => function getRandomValues(array) {
  return require('internal/crypto/webcrypto').crypto.getRandomValues(array);
});
