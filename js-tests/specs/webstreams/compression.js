// CompressionStream and DecompressionStream: formats, chunks, what follows the data, errors.
const zlib = require('zlib');

async function run(stream, ...chunks) {
  const parts = [];
  const reading = (async () => {
    for await (const part of stream.readable) parts.push(part);
    return `read ${parts[0]?.constructor.name} ${Buffer.concat(parts).toString('latin1')}`;
  })().catch((error) => `${error.name} ${error.code}`);
  const writer = stream.writable.getWriter();
  for (const chunk of chunks) writer.write(chunk).catch(() => {});
  await writer.close().catch(() => {});
  return reading;
}

(async () => {
  for (const format of ['gzip', 'deflate', 'deflate-raw', 'brotli']) {
    const packer = new CompressionStream(format);
    const unpacker = new DecompressionStream(format);
    packer.readable.pipeTo(unpacker.writable);
    const writer = packer.writable.getWriter();
    writer.write(Buffer.from('bytes, '));
    writer.write(new Uint16Array([0x6161, 0x6262]));
    writer.write(new DataView(new ArrayBuffer(1)));
    writer.write(new ArrayBuffer(1));
    writer.write('text');
    writer.close();
    const parts = [];
    for await (const part of unpacker.readable) parts.push(part);
    console.log(format, JSON.stringify(Buffer.concat(parts).toString()));
  }
  const gzip = (text) => zlib.gzipSync(text);
  console.log(await run(new DecompressionStream('gzip'), gzip('abc')));
  console.log(await run(new DecompressionStream('gzip'), gzip('abc'), gzip('def')));
  console.log(await run(new DecompressionStream('deflate'), Buffer.concat([zlib.deflateSync('abc'), Buffer.from('x')])));
  console.log(await run(new DecompressionStream('gzip'), gzip('abc').subarray(0, 12)));
  console.log(await run(new DecompressionStream('gzip')));
  console.log(await run(new DecompressionStream('deflate'), Buffer.from('garbage')));
  console.log(await run(new DecompressionStream('brotli'), Buffer.from('garbage garbage')));
  for (const chunk of [5, null, {}, new Uint8Array(new SharedArrayBuffer(1))]) {
    console.log(await run(new CompressionStream('gzip'), chunk));
  }
  for (const format of ['zip', 'zstd', undefined]) {
    try { new CompressionStream(format); } catch (error) { console.log(error.name, error.code, error.message); }
  }
})();
