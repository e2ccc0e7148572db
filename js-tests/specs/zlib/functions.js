// The functions of zlib: every codec there and back, options, limits, errors, dictionaries, checksums.
const zlib = require('zlib');
const { promisify } = require('util');

const text = Buffer.from('Die Katze tritt die Treppe krumm, der Kater tritt sie grade. '.repeat(500));
const pairs = [
  ['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip'],
  ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress'],
];
const attempt = (name, run) => {
  try {
    const result = run();
    console.log(name, Buffer.isBuffer(result) ? result.toString('latin1') : result);
  } catch (error) {
    console.log(name, error.name, error.code, error.errno, error.message);
  }
};

for (const [there, back] of pairs) {
  const packed = zlib[`${there}Sync`](text);
  attempt(`${there} ${back}`, () => packed.length < text.length / 10 && zlib[`${back}Sync`](packed).equals(text));
  attempt(`${back} of half`, () => zlib[`${back}Sync`](packed.subarray(0, packed.length / 2)));
  attempt(`${back} of nothing`, () => zlib[`${back}Sync`]('').length);
  attempt(`${there} of nothing`, () => zlib[`${back}Sync`](zlib[`${there}Sync`]('')).length);
  attempt(`${back} of too much`, () => zlib[`${back}Sync`](packed, { maxOutputLength: 100 }));
  attempt(`${back} of garbage`, () => zlib[`${back}Sync`]('garbage garbage'));
}
attempt('half, flushed', () => zlib.gunzipSync(zlib.gzipSync(text).subarray(0, 60), { finishFlush: 2 }).length > 0);

// Headers.
attempt('gzip', () => zlib.gzipSync('', { level: 9 }).toString('hex'));
attempt('deflate', () => [1, 5, 6, 9].map((level) => zlib.deflateSync('', { level }).toString('hex', 0, 2)));
attempt('window', () => zlib.deflateSync('', { windowBits: 10 }).toString('hex', 0, 2));

// What follows the data.
const two = Buffer.concat([zlib.gzipSync('abc'), zlib.gzipSync('def')]);
attempt('members', () => zlib.gunzipSync(two));
attempt('padding', () => zlib.gunzipSync(Buffer.concat([two, Buffer.alloc(9)])));
attempt('garbage', () => zlib.gunzipSync(Buffer.concat([two, Buffer.from('garbage')])));
for (const [there, back] of pairs) {
  if (back === 'gunzip' || there === 'gzip') continue;
  const packed = Buffer.concat([zlib[`${there}Sync`]('abc'), Buffer.from('garbage')]);
  attempt(`${back} garbage`, () => zlib[`${back}Sync`](packed));
  attempt(`${back} garbage refused`, () => zlib[`${back}Sync`](packed, { rejectGarbageAfterEnd: true }));
}

// Dictionaries.
const dictionary = Buffer.from('Katze Kater Treppe tritt die krumm grade');
for (const [there, back] of pairs) {
  if (there === 'gzip') continue;
  attempt(`${there} dictionary`, () => {
    const packed = zlib[`${there}Sync`](text, { dictionary });
    return zlib[`${back}Sync`](packed, { dictionary }).equals(text);
  });
}
attempt('no dictionary', () => zlib.inflateSync(zlib.deflateSync('x', { dictionary })));
attempt('other dictionary', () => zlib.inflateSync(zlib.deflateSync('x', { dictionary }), { dictionary: Buffer.from('x') }));

// Options.
for (const options of [
  { level: 10 }, { level: 'x' }, { level: Infinity }, { windowBits: 16 }, { windowBits: 8 }, { memLevel: 0 },
  { strategy: 5 }, { chunkSize: 63 }, { chunkSize: 'x' }, { flush: 6 }, { finishFlush: -1 }, { maxOutputLength: 0 },
  { dictionary: 'x' }, { rejectGarbageAfterEnd: 1 },
]) attempt(JSON.stringify(options), () => zlib.gzipSync('x', options).length > 0);
for (const params of [{ 99: 1 }, { x: 1 }, { 1: 'x' }, { 0: 0, '00': 0 }, { 4: 42 }]) {
  attempt(`brotli ${JSON.stringify(params)}`, () => zlib.brotliCompressSync('x', { params }));
}
for (const params of [{ 999: 1 }, { 100: 'x' }, { 101: 99 }, { 107: 99 }]) {
  attempt(`zstd ${JSON.stringify(params)}`, () => zlib.zstdCompressSync('x', { params }));
}
attempt('pledged', () => zlib.zstdCompressSync('abc', { pledgedSrcSize: 4 }));
attempt('checksum', () => {
  const packed = zlib.zstdCompressSync('abc', { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
  packed[packed.length - 1] ^= 1;
  return zlib.zstdDecompressSync(packed);
});

// Arguments.
attempt('number', () => zlib.gzipSync(1));
attempt('number', () => zlib.gzip(1, () => {}));
attempt('no callback', () => zlib.gzip('x'));
for (const bytes of ['äö', new Uint16Array([1, 2]), new DataView(new ArrayBuffer(2)), new ArrayBuffer(3)]) {
  attempt('bytes', () => zlib.gunzipSync(zlib.gzipSync(bytes)).toString('hex'));
}

attempt('crc32', () => zlib.crc32('hello'));
attempt('crc32', () => zlib.crc32(Buffer.from('lo'), zlib.crc32('hel')));
attempt('crc32', () => zlib.crc32(5));
attempt('crc32', () => zlib.crc32('x', -1));

attempt('info', () => {
  const { buffer, engine } = zlib.deflateSync('abc', { info: true });
  return [zlib.inflateSync(buffer).toString(), engine instanceof zlib.Deflate, engine.bytesWritten, engine._closed];
});
attempt('names', () => Object.keys(zlib).join());
attempt('codes', () => [Object.isFrozen(zlib.codes), zlib.codes[-3], zlib.codes.Z_BUF_ERROR, zlib.Z_FINISH, zlib.BROTLI_PARAM_MODE]);
attempt('constants', () => Object.entries(zlib.constants).map(([name, value]) => `${name}=${value}`).join(' '));

(async () => {
  console.log(String(await promisify(zlib.gunzip)(await promisify(zlib.gzip)(null))).length);
  for (const [there, back] of pairs) {
    const packed = await promisify(zlib[there])(text);
    console.log(there, (await promisify(zlib[back])(packed)).equals(text));
    await promisify(zlib[back])(packed.subarray(0, 20)).catch((error) => console.log(error.code, error.message));
    await promisify(zlib[back])(packed, { maxOutputLength: 64 }).catch((error) => console.log(error.code, error.message));
  }
})();
