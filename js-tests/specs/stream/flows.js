// Whole flows: pipelines, iteration, operators, composition.
'use strict';
const { Duplex, PassThrough, Readable, Transform, Writable, compose, finished, pipeline } = require('node:stream');
const promises = require('node:stream/promises');
const consumers = require('node:stream/consumers');
const { inherits } = require('node:util');

const upper = () => new Transform({ transform(chunk, encoding, cb) { cb(null, `${chunk}`.toUpperCase()); } });
const collect = (list) => new Writable({ objectMode: true, write(chunk, encoding, cb) { list.push(`${chunk}`); cb(); } });

// As classes were made before there was `class`.
function Old() { Readable.call(this, { objectMode: true }); this.left = 2; }
inherits(Old, Readable);
Old.prototype._read = function () { this.push(this.left-- > 0 ? this.left : null); };

(async () => {
  let list = [];
  console.log(await promises.pipeline(['a', 'b'], upper(), collect(list)), list);
  console.log(await promises.pipeline(new PassThrough().end('xyz'), async function* (source) {
    for await (const chunk of source) yield `${chunk}-`;
  }, async (source) => (await consumers.text(source)).length));
  await new Promise((resolve) => pipeline(new Readable({ read() { this.destroy(new Error('source')); } }), upper(),
    collect([]), (err) => { console.log('pipeline', err.message); resolve(); }));
  await new Promise((resolve) => { const p = new PassThrough(); finished(p, (err) => { console.log(err.code); resolve(); }); p.destroy(); });

  list = [];
  for await (const value of new Old()) list.push(value);
  console.log(list, new Old() instanceof Readable, Duplex.prototype instanceof Readable, upper() instanceof Writable);
  for await (const value of Readable.from([1, 2, 3])) if (value === 2) { console.log('left at', value); break; }

  const numbers = () => Readable.from([1, 2, 3, 4, 5]);
  console.log(await numbers().filter((n) => n % 2).map(async (n) => n * 10, { concurrency: 2 }).toArray());
  console.log(await numbers().drop(1).take(3).flatMap((n) => [n, n]).toArray());
  console.log(await numbers().reduce((a, b) => a + b), await numbers().some((n) => n > 4), await numbers().every((n) => n > 4),
    await numbers().find((n) => n > 2));
  console.log(await Readable.from(['a', 'b']).compose(upper()).toArray().then((chunks) => chunks.map(String)));
  console.log(await compose(async function* (source) { for await (const s of source) yield `<${s}>`; }, upper())
    .end('q').setEncoding('utf8').toArray());
  console.log(await consumers.json(Duplex.from(async function* () { yield '[1,'; yield '2]'; })));

  const controller = new AbortController();
  const aborted = numbers().map((n, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  }), { signal: controller.signal }).toArray();
  setImmediate(() => controller.abort());
  console.log(await aborted.catch((err) => err.message));

  const text = new Readable({ encoding: 'utf8', read() {} });
  const euro = Buffer.from('€');
  text.push(euro.subarray(0, 1));
  text.push(euro.subarray(1));
  text.push(null);
  console.log(await text.toArray());
})();
