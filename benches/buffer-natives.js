// Each native of Buffer on 1 MB; ns for one operation.
// skip: qjs
const { Buffer } = require('buffer');
const size = 1 << 20;
const bytes = Buffer.alloc(size);
for (let index = 0; index < size; index++) bytes[index] = (index * 7 + (index >> 8)) & 0x7f;
const same = Buffer.from(bytes);
const target = Buffer.alloc(size);
const high = Buffer.alloc(size, 0xe9);
const mixed = Buffer.from('naïve café 漢字 😀 '.repeat(size / 32));
const texts = { utf8: bytes.toString('utf8'), latin1: high.toString('latin1'), base64: bytes.toString('base64'), base64url: bytes.toString('base64url'), hex: bytes.toString('hex'), utf16le: bytes.toString('utf16le'), mixed: mixed.toString() };
const operations = {
  'toString utf8 ascii': () => bytes.toString('utf8'),
  'toString utf8 mixed': () => mixed.toString('utf8'),
  'toString latin1': () => high.toString('latin1'),
  'toString base64': () => bytes.toString('base64'),
  'toString hex': () => bytes.toString('hex'),
  'toString utf16le': () => bytes.toString('utf16le'),
  'from utf8 ascii': () => Buffer.from(texts.utf8, 'utf8'),
  'from utf8 mixed': () => Buffer.from(texts.mixed, 'utf8'),
  'from latin1': () => Buffer.from(texts.latin1, 'latin1'),
  'from base64': () => Buffer.from(texts.base64, 'base64'),
  'from base64url': () => Buffer.from(texts.base64url, 'base64url'),
  'from hex': () => Buffer.from(texts.hex, 'hex'),
  'from utf16le': () => Buffer.from(texts.utf16le, 'utf16le'),
  'byteLength mixed': () => Buffer.byteLength(texts.mixed),
  'indexOf byte': () => bytes.indexOf(0xff),
  'indexOf text': () => bytes.indexOf('not in there'),
  'lastIndexOf byte': () => bytes.lastIndexOf(0xff),
  compare: () => bytes.compare(same),
  equals: () => bytes.equals(same),
  'fill byte': () => target.fill(7),
  'fill text': () => target.fill('abc'),
  copy: () => bytes.copy(target),
  swap16: () => target.swap16(),
  swap32: () => target.swap32(),
  swap64: () => target.swap64(),
  concat: () => Buffer.concat([bytes, same]),
  'write utf8': () => target.write(texts.utf8),
  slice: () => bytes.subarray(10, 1000),
};
let sink = 0;
for (const [name, run] of Object.entries(operations)) {
  run();
  let rounds = 0;
  const start = performance.now();
  let spent;
  do {
    for (let round = 0; round < 8; round++) sink += typeof run() === 'number' ? 1 : 2;
    rounds += 8;
    spent = performance.now() - start;
  } while (spent < 40);
  console.log(JSON.stringify({ name, value: (spent * 1e6) / rounds, unit: 'ns' }));
}
if (sink === 0) throw new Error('nothing ran');
