// Keys of passwords and of other keys: https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback

const {
  codes: { ERR_CRYPTO_INVALID_DIGEST, ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateFunction, validateInt32, validateInteger, validateString, validateUint32 } =
  require('internal/validators');
const { getArrayBufferOrView, isAnyArrayBuffer } = require('internal/crypto/util');

function checkPbkdf2(password, salt, iterations, keylen, digest) {
  validateString(digest, 'digest');
  password = getArrayBufferOrView(password, 'password', 'buffer');
  salt = getArrayBufferOrView(salt, 'salt', 'buffer');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return [password, salt, iterations, keylen, digest];
}

function assertDigest(digest) {
  if (!ops.hasHmac(digest)) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
}

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const args = checkPbkdf2(password, salt, iterations, keylen, digest);
  validateFunction(callback, 'callback');
  assertDigest(digest);
  ops.pbkdf2(...args, callback);
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  const args = checkPbkdf2(password, salt, iterations, keylen, digest);
  assertDigest(digest);
  return ops.pbkdf2(...args);
}

const defaults = { N: 16384, r: 8, p: 1, maxmem: 32 << 20 };

// An option with a long and a short name.
function either(options, short, long) {
  if (options[short] !== undefined) validateUint32(options[short], short);
  if (options[long] === undefined) return options[short];
  if (options[short] !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
  validateUint32(options[long], long);
  return options[long];
}

function invalidScrypt(why) {
  const error = new RangeError(`Invalid scrypt params${why ? `: ${why}` : ''}`);
  error.code = 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS';
  return error;
}

function checkScrypt(password, salt, keylen, options) {
  password = getArrayBufferOrView(password, 'password', 'buffer');
  salt = getArrayBufferOrView(salt, 'salt', 'buffer');
  validateInt32(keylen, 'keylen', 0);
  let { N, r, p, maxmem } = defaults;
  if (options && options !== defaults) {
    N = either(options, 'N', 'cost') || N;
    r = either(options, 'r', 'blockSize') || r;
    p = either(options, 'p', 'parallelization') || p;
    if (options.maxmem !== undefined) {
      maxmem = options.maxmem;
      validateInteger(maxmem, 'maxmem', 0);
      maxmem ||= defaults.maxmem;
    }
  }
  if (N < 2 || (N & (N - 1)) !== 0 || (r < 4 && N >= 2 ** (16 * r))) throw invalidScrypt();
  // As OpenSSL counts what it will need.
  if (p > (2 ** 30 - 1) / r || p * 128 * r + 128 * r * (N + 2) > maxmem) {
    throw invalidScrypt('error:030000AC:digital envelope routines::memory limit exceeded');
  }
  return [password, salt, keylen, N, r, p];
}

function scrypt(password, salt, keylen, options, callback = defaults) {
  if (callback === defaults) {
    callback = options;
    options = defaults;
  }
  const args = checkScrypt(password, salt, keylen, options);
  validateFunction(callback, 'callback');
  ops.scrypt(...args, callback);
}

function scryptSync(password, salt, keylen, options = defaults) {
  return ops.scrypt(...checkScrypt(password, salt, keylen, options));
}

function hkdfKey(key) {
  if (typeof key === 'string') return Buffer.from(key);
  if (!ArrayBuffer.isView(key) && !isAnyArrayBuffer(key)) {
    const bytes = require('internal/crypto/keys').secretBytes(key);
    if (bytes) return bytes;
    throw new ERR_INVALID_ARG_TYPE(
      'ikm', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'SecretKeyObject', 'CryptoKey'], key);
  }
  return key;
}

function byteSource(value, name) {
  if (typeof value === 'string') return Buffer.from(value);
  if (!ArrayBuffer.isView(value) && !isAnyArrayBuffer(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], value);
  }
  return value;
}

function checkHkdf(digest, key, salt, info, length) {
  validateString(digest, 'digest');
  key = hkdfKey(key);
  salt = byteSource(salt, 'salt');
  info = byteSource(info, 'info');
  validateInteger(length, 'length', 0, require('buffer').kMaxLength);
  if (info.byteLength > 1024) {
    throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  }
  return [digest, key, salt, info, length];
}

function assertHkdf(digest, length) {
  assertDigest(digest);
  if (length > ops.hkdfLimit(digest)) {
    const error = new RangeError('Invalid key length');
    error.code = 'ERR_CRYPTO_INVALID_KEYLEN';
    throw error;
  }
}

function hkdf(hash, key, salt, info, length, callback) {
  const args = checkHkdf(hash, key, salt, info, length);
  validateFunction(callback, 'callback');
  assertHkdf(hash, length);
  ops.hkdf(...args, callback);
}

function hkdfSync(hash, key, salt, info, length) {
  const args = checkHkdf(hash, key, salt, info, length);
  assertHkdf(hash, length);
  return ops.hkdf(...args);
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
