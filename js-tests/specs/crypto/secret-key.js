// Secret keys as objects: what they are made of, what they export, who takes them.
const crypto = require('crypto');
const { types } = require('util');
const { createSecretKey, KeyObject } = crypto;

function report(name, run) {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

const key = createSecretKey(Buffer.from('abc'));
report('class', () => [Object.getPrototypeOf(key).constructor.name, String(key), key instanceof KeyObject]);
report('own', () => Reflect.ownKeys(key));
report('type and size', () => [key.type, key.symmetricKeySize]);
report('isKeyObject', () => [types.isKeyObject(key), types.isKeyObject({})]);
report('lengths', () => [createSecretKey.length, KeyObject.length]);

for (const options of [undefined, {}, { format: 'buffer' }, { format: 'jwk' }, { format: 'der' }, { format: 1 }, 1, null]) {
  report('export', () => key.export(options));
}
report('export is a copy', () => {
  key.export().fill(0);
  return key.export();
});
report('the source is copied', () => {
  const source = Buffer.from('xyz');
  const made = createSecretKey(source);
  source.fill(0);
  return made.export().toString();
});

report('equals', () => [key.equals(createSecretKey('616263', 'hex')), key.equals(createSecretKey('abcd')),
  key.equals(createSecretKey('abd'))]);
report('equals what', () => key.equals(1));
report('equals of what', () => KeyObject.prototype.equals.call({}, key));
report('type of what', () => Object.getOwnPropertyDescriptor(KeyObject.prototype, 'type').get.call({}));
report('size of what', () => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(key), 'symmetricKeySize').get.call({}));

for (const [source, encoding] of [['', 'utf8'], ['YWJj', 'base64'], [new ArrayBuffer(3)], [new DataView(new ArrayBuffer(5))],
  [new Uint16Array(4)], ['abc', 'nope'], [1], [undefined], [null], [{}], [key]]) {
  report('make', () => createSecretKey(source, encoding).export().toString('hex'));
}

report('new x', () => new KeyObject('x'));
report('new without handle', () => new KeyObject('secret'));
report('new with anything', () => new KeyObject('secret', {}));

const hex = (bytes) => Buffer.from(bytes).toString('hex');
report('hmac', () => crypto.createHmac('sha256', key).update('x').digest('hex') ===
  crypto.createHmac('sha256', 'abc').update('x').digest('hex'));
report('hkdf', () => hex(crypto.hkdfSync('sha256', key, 's', 'i', 8)));
report('pbkdf2', () => crypto.pbkdf2Sync(key, 's', 1, 8, 'sha1'));
report('hmac of no key', () => crypto.createHmac('sha256', {}));
crypto.hkdf('sha256', key, 's', 'i', 8, (error, bytes) => console.log('hkdf later', error, hex(bytes)));
