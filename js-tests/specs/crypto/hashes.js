// Digests, HMAC, derived keys and random numbers: known answers, errors.
const crypto = require('crypto');
for (const name of ['md5', 'sha1', 'RSA-SHA256', 'SHA512-256', 'sha3-384', 'blake2b512', 'ripemd160', 'md5-sha1', 'shake256']) {
  console.log(name, crypto.createHash(name).update('abc').digest('hex'));
}
console.log(crypto.createHash('shake128', { outputLength: 5 }).update('x', 'utf8').digest('base64'));
const hash = crypto.createHash('sha256').update('a');
console.log(hash.copy().update('b').digest('hex') === crypto.createHash('sha256').update('ab').digest('hex'));
console.log(hash.digest().length);
const attempts = [
  () => hash.update('x'), () => hash.digest(), () => crypto.createHash('nope'), () => crypto.createHash(), () => crypto.createHmac('nope', 'k'),
  () => crypto.createHmac('sha1'), () => crypto.randomBytes(-1), () => crypto.randomInt(5, 5), () => crypto.pbkdf2Sync('p', 's', 0, 1, 'sha1'),
  () => crypto.scryptSync('p', 's', 1, { N: 3 }), () => crypto.hkdfSync('sha1', 'k', 's', 'i', 6000), () => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)),
];
for (const attempt of attempts) {
  try { attempt(); } catch (error) { console.log(error.name, error.code, error.message); }
}
console.log(crypto.createHmac('sha256', 'key').update('data').digest('base64url'));
console.log(crypto.pbkdf2Sync('password', 'salt', 1000, 16, 'sha512').toString('hex'));
console.log(crypto.scryptSync('password', 'salt', 16, { N: 1024 }).toString('hex'));
console.log(Buffer.from(crypto.hkdfSync('sha256', 'key', 'salt', 'info', 16)).toString('hex'));
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
const numbers = Array.from({ length: 200 }, () => crypto.randomInt(3, 6));
console.log([...new Set(numbers)].sort());
crypto.pbkdf2('p', 's', 1, 4, 'sha1', (error, key) => console.log(error, key.length));
(async () => {
  const digest = await crypto.webcrypto.subtle.digest('SHA-256', Buffer.from('abc'));
  console.log(Buffer.from(digest).toString('hex'));
  const stream = crypto.createHash('sha1').setEncoding('hex');
  stream.end('streamed');
  for await (const text of stream) console.log(text);
})();
