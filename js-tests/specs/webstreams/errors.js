// flags: --no-warnings
// What misuse of web streams throws or rejects with.
const web = require('stream/web');

async function show(name, action) {
  try {
    console.log(name, await action());
  } catch ({ name: kind, code, message }) {
    console.log(name, kind, code, message);
  }
}

(async () => {
  for (const name of Object.keys(web)) {
    if (/Controller$|BYOBRequest$/.test(name)) await show(name, () => new web[name]());
  }
  const locked = new ReadableStream();
  locked.getReader();
  await show('source', () => new ReadableStream(5));
  await show('strategy', () => new ReadableStream({}, 5));
  await show('type', () => new ReadableStream({ type: 'x' }));
  await show('mark', () => new ReadableStream({}, { highWaterMark: -1 }));
  await show('size', () => new ReadableStream({}, { size: 1 }));
  await show('pull', () => new ReadableStream({ pull: 1 }));
  await show('chunk size', () => new ReadableStream({ autoAllocateChunkSize: 0, type: 'bytes' }));
  await show('sink type', () => new WritableStream({ type: 'x' }));
  await show('sink', () => new WritableStream({ write: 4 }));
  await show('readableType', () => new TransformStream({ readableType: 1 }));
  await show('cancel', () => locked.cancel());
  await show('getReader', () => locked.getReader());
  await show('mode', () => new ReadableStream().getReader({ mode: 'x' }));
  await show('no bytes', () => new ReadableStream().getReader({ mode: 'byob' }));
  await show('tee', () => locked.tee());
  await show('values', () => locked.values());
  await show('pipeTo', () => new ReadableStream().pipeTo(1));
  await show('signal', () => new ReadableStream().pipeTo(new WritableStream(), { signal: 1 }));
  await show('pipeThrough', () => locked.pipeThrough({ readable: 1, writable: 2 }));
  await show('from', () => ReadableStream.from(5));
  await show('this', () => ReadableStream.prototype.tee.call(1));
  await show('this', () => ReadableStream.prototype.cancel.call({}));
  const released = new ReadableStream().getReader();
  const read = released.read();
  released.releaseLock();
  await show('pending read', () => read);
  await show('read', () => released.read());
  await show('closed', () => released.closed);
  const writer = new WritableStream().getWriter();
  writer.releaseLock();
  await show('write', () => writer.write());
  await show('ready', () => writer.ready);
  await show('desiredSize', () => writer.desiredSize);
  const byob = new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' });
  await show('view', () => byob.read(1));
  await show('empty view', () => byob.read(new Uint8Array(0)));
  await show('min', () => byob.read(new Uint8Array(3), { min: 4 }));
  await show('count', () => new CountQueuingStrategy({}));
  await show('clone', () => structuredClone(new ReadableStream()));
  await show('pooled', () => new ReadableStream({ type: 'bytes', start(c) { c.enqueue(Buffer.from('abc')); } }));
})();
