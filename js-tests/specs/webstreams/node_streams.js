// flags: --no-warnings
// Node's streams as web streams and the other way.
const fs = require('fs');
const { Duplex, PassThrough, Readable, Writable, compose, isReadable, promises } = require('stream');
const { text, json, bytes } = require('stream/consumers');

(async () => {
  console.log(await text(Readable.toWeb(Readable.from(['a', 'b']))));
  console.log(await Readable.toWeb(Readable.from([{ a: 1 }])).getReader().read());
  console.log(await text(Readable.fromWeb(ReadableStream.from(['x', 'y']))));
  const r = Readable.fromWeb(new ReadableStream({ cancel(reason) { console.log('cancel', reason.message); } }));
  r.on('error', (error) => console.log('error', error.message));
  r.destroy(new Error('gone'));
  await new Promise((resolve) => r.on('close', resolve));

  const written = [];
  const w = Writable.toWeb(new Writable({ write(chunk, encoding, callback) { written.push(`${chunk}`); callback(); } }));
  await ReadableStream.from(['1', '2']).pipeTo(w);
  console.log(written, w);
  const sink = Writable.fromWeb(new WritableStream({
    write(chunk) { console.log('sink', chunk); },
    close() { console.log('sink close'); },
  }));
  sink.write('abc');
  sink.end('def');
  await promises.finished(sink);

  const pair = Duplex.toWeb(new PassThrough());
  const writer = pair.writable.getWriter();
  writer.write('through');
  writer.close();
  console.log(await text(pair.readable));
  const upper = Duplex.fromWeb(new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk.toString().toUpperCase()); },
  }));
  upper.end('loud');
  console.log(await text(upper));

  const out = [];
  await promises.pipeline(
    ReadableStream.from(['p', 'q']),
    new TransformStream({ transform(chunk, controller) { controller.enqueue(`${chunk}!`); } }),
    async function* (source) { for await (const chunk of source) yield `<${chunk}>`; },
    new WritableStream({ write(chunk) { out.push(chunk); } }));
  console.log(out);
  const composed = compose(new TransformStream({
    transform(chunk, controller) { controller.enqueue(`${chunk}+`); },
  }), new PassThrough());
  composed.end('c');
  console.log(await text(composed));
  console.log(isReadable(new ReadableStream()), await json(new Blob(['{"n": 1}']).stream()));

  const file = `${process.env.SCRATCH}/file.txt`;
  fs.writeFileSync(file, 'content');
  const handle = await fs.promises.open(file);
  const stream = handle.readableWebStream();
  try {
    handle.readableWebStream();
  } catch ({ code, message }) {
    console.log(code, message);
  }
  console.log(stream, Buffer.from(await bytes(stream)).toString());
  await handle.close();
  console.log(await text((await fs.openAsBlob(file)).stream()));
})();
