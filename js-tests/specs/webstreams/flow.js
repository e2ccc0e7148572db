// flags: --no-warnings
// Chunks on their way: iteration, pipes, tees, byte streams, transforms, transfer.
const { inspect } = require('util');

const numbers = (n) => new ReadableStream({
  start() { this.i = 0; },
  pull(controller) {
    if (this.i === n) controller.close();
    else controller.enqueue(this.i++);
  },
});
const collect = async (stream) => {
  const all = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
};

(async () => {
  console.log(await collect(numbers(4)));
  console.log(await Promise.all(numbers(3).tee().map(collect)));
  console.log(await collect(ReadableStream.from(['a', Promise.resolve('b')])));
  console.log(await collect(numbers(3).pipeThrough(new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk * 10); },
    flush(controller) { controller.enqueue('end'); },
  }))));
  const decoded = ReadableStream.from(['h\u00e9', '\ud83d', '\ude00']).pipeThrough(new TextEncoderStream());
  console.log(await collect(decoded.pipeThrough(new TextDecoderStream())));

  const events = [];
  const sink = new WritableStream({
    write(chunk) {
      events.push(`write ${chunk}`);
      return new Promise((resolve) => setTimeout(resolve, 1));
    },
    close() { events.push('close'); },
    abort(reason) { events.push(`abort ${reason}`); },
  }, { highWaterMark: 2 });
  await numbers(3).pipeTo(sink);
  console.log(events, sink);

  const failing = new ReadableStream({ pull() { throw new Error('pull'); }, cancel() { events.push('cancel'); } });
  await failing.pipeTo(new WritableStream({ abort(reason) { console.log('abort', reason.message); } })).catch((error) => {
    console.log('pipe', error.message);
  });
  const ac = new AbortController();
  const endless = numbers(Infinity).pipeTo(new WritableStream({
    write(chunk) { if (chunk === 5) ac.abort(new Error('enough')); },
    abort(reason) { console.log('sink', reason.message); },
  }), { signal: ac.signal });
  await endless.catch((error) => console.log(error.message));

  let request;
  const bytes = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      request = controller.byobRequest;
      if (request === null) {
        controller.enqueue(new Uint8Array([9]));
        return;
      }
      request.view[0] = 1;
      request.view[1] = 2;
      request.respond(2);
    },
  });
  const byob = bytes.getReader({ mode: 'byob' });
  console.log(await byob.read(new Uint8Array(3)), await byob.read(new Uint16Array(2)));
  byob.releaseLock();
  console.log(await bytes.getReader().read(), inspect(request));

  const source = numbers(2);
  const clone = structuredClone({ source }, { transfer: [source] }).source;
  console.log(source.locked, await collect(clone));

  console.log(new ReadableStream({ type: 'bytes' }), new WritableStream().getWriter(), new TransformStream());
  console.log(new CountQueuingStrategy({ highWaterMark: 2 }), new TextDecoderStream('latin1'));
})();
