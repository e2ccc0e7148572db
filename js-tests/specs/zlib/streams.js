// The streams of zlib: order of events, flush, params, reset, backpressure, ends that come early, errors.
const zlib = require('zlib');
const { pipeline } = require('stream/promises');
const { Readable, Writable } = require('stream');
const util = require('util');

const text = Buffer.from('Fischers Fritz fischt frische Fische, frische Fische fischt Fischers Fritz. '.repeat(3000));
const collect = (stream) => new Promise((resolve, reject) => {
  const parts = [];
  stream.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
});
const pairs = [
  ['createGzip', 'createGunzip'], ['createDeflate', 'createInflate'], ['createDeflateRaw', 'createInflateRaw'],
  ['createGzip', 'createUnzip'], ['createBrotliCompress', 'createBrotliDecompress'],
  ['createZstdCompress', 'createZstdDecompress'],
];
const fast = { level: 1, params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } };

const steps = {
  async pipes() {
    for (const [there, back] of pairs) {
      const options = there === 'createZstdCompress' ? {} : fast;
      const parts = [];
      await pipeline(
        Readable.from([text, text.subarray(0, 10)]), zlib[there](options), zlib[back](),
        new Writable({ write(part, encoding, callback) { parts.push(part); setImmediate(callback); } }));
      console.log(there, Buffer.concat(parts).length === text.length + 10);
    }
  },

  async bytes() {
    for (const [there, back] of pairs) {
      const packed = zlib[there.replace('create', '').replace(/^./, (c) => c.toLowerCase()) + 'Sync']('one by one');
      const stream = zlib[back]();
      for (const byte of packed) stream.write(Buffer.from([byte]));
      stream.end();
      console.log(back, String(await collect(stream)), stream.bytesWritten === packed.length);
    }
  },

  async order() {
    const stream = zlib.createGzip();
    for (const event of ['prefinish', 'finish', 'end', 'close', 'drain', 'error']) {
      stream.on(event, () => console.log(event));
    }
    const done = new Promise((resolve) => stream.on('close', resolve));
    stream.write('a', () => console.log('written'));
    stream.flush(() => {
      console.log('flushed', stream.bytesWritten);
      stream.end('b', () => console.log('ended'));
      stream.resume();
    });
    await done;
    console.log(stream.destroyed, stream._closed, stream._handle);
    stream.flush(() => console.log('flush behind the end'));
    stream.close(() => console.log('closed'));
    await new Promise(setImmediate);
  },

  async flush() {
    for (const [there, back] of pairs) {
      if (back === 'createZstdDecompress') continue;
      const packer = zlib[there]();
      const unpacker = zlib[back]();
      unpacker.setEncoding('utf8');
      packer.on('data', (part) => unpacker.write(part));
      for (const word of ['one', 'two', 'three']) {
        const read = new Promise((resolve) => unpacker.once('data', resolve));
        packer.write(word);
        packer.flush();
        console.log(there, await read);
      }
    }
  },

  async params() {
    const packer = zlib.createDeflate();
    const result = collect(packer);
    packer.write(text);
    await new Promise((resolve) => packer.params(0, zlib.constants.Z_DEFAULT_STRATEGY, resolve));
    console.log(packer._level, packer._strategy);
    packer.write(text);
    await new Promise((resolve) => packer.params(9, zlib.constants.Z_HUFFMAN_ONLY, resolve));
    packer.write('behind');
    packer.end(text);
    const packed = await result;
    console.log(packed.length > text.length, zlib.inflateSync(packed).length === text.length * 3 + 6);
    for (const values of [[10, 0], [0, 9], ['x', 0]]) {
      try { zlib.createDeflate().params(...values); } catch (error) { console.log(error.code, error.message); }
    }
  },

  async reset() {
    const packer = zlib.createGzip();
    const result = collect(packer);
    packer.reset();
    packer.write('abc');
    try { packer.reset(); } catch (error) { console.log(error.message); }
    packer.end();
    console.log(String(zlib.gunzipSync(await result)));
  },

  async pieces() {
    const sizes = [];
    const stream = zlib.createInflate({ chunkSize: 1000 });
    stream.on('data', (part) => sizes.push(part.length));
    const packed = zlib.deflateSync(Buffer.alloc(4500));
    stream.write(packed.subarray(0, 9));
    stream.end(packed.subarray(9));
    await new Promise((resolve) => stream.on('end', resolve));
    console.log(sizes.slice(-3).join(), sizes.reduce((a, b) => a + b));
  },

  async backpressure() {
    const stream = zlib.createGunzip();
    stream.end(zlib.gzipSync(Buffer.alloc(1e6)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log(stream.readableLength, stream.readableEnded);
    console.log((await collect(stream)).length);
  },

  async early() {
    const packed = Buffer.concat([zlib.deflateSync('abc'), Buffer.from('garbage')]);
    const stream = zlib.createInflate();
    stream.end(packed);
    console.log(String(await collect(stream)), stream.bytesWritten === packed.length - 7);
    const strict = zlib.createInflate({ rejectGarbageAfterEnd: true });
    strict.end(packed);
    console.log((await collect(strict).catch((error) => error)).code);
  },

  async errors() {
    for (const [, back] of pairs) {
      const stream = zlib[back]();
      stream.write('certainly no compressed data');
      const error = await collect(stream).catch((error) => error);
      console.log(back, error.code, error.errno, error.message, stream._closed);
    }
    try { zlib.createGunzip({ objectMode: true }).write({}); } catch (error) { console.log(error.code); }
    const closed = zlib.createGzip();
    closed.close();
    try { closed.reset(); } catch (error) { console.log(error.code); }
    closed.on('error', (error) => console.log('late', error.code));
    closed.write('x', (error) => console.log('callback', error.code));
    await new Promise(setImmediate);
  },

  async shapes() {
    class Mine extends zlib.Gunzip {}
    function Old(options) { zlib.DeflateRaw.call(this, options); }
    util.inherits(Old, zlib.DeflateRaw);
    console.log(new Mine() instanceof zlib.Gunzip, new Old()._mode, zlib.Gzip.name, zlib.Gzip.length);
    console.log(Object.getPrototypeOf(zlib.Gzip).name, Object.getPrototypeOf(zlib.BrotliCompress).name);
    try { zlib.ZstdCompress(); } catch (error) { console.log(error.name); }
    const zipper = new zlib.Gzip();
    const zipped = zipper._processChunk(Buffer.from('at once'), zlib.constants.Z_FINISH);
    console.log(String(zlib.gunzipSync(zipped)), zipper._handle);
  },
};

(async () => {
  for (const name of Object.keys(steps)) {
    console.log(`-- ${name}`);
    await steps[name]();
  }
})();
