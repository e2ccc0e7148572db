// Messages both ways, what may be in them, and the order of a worker's events.
const { Worker, isMainThread, parentPort, workerData, threadId, threadName, MessageChannel, isMarkedAsUntransferable,
  markAsUntransferable, markAsUncloneable, receiveMessageOnPort, BroadcastChannel } = require('worker_threads');

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  const moved = new ArrayBuffer(4);
  new Uint8Array(moved).set([1, 2, 3, 4]);
  const shared = new SharedArrayBuffer(4);
  const channel = new BroadcastChannel('spec');
  const worker = new Worker(__filename, {
    name: ' spec ', argv: ['a', 1], workerData: { port: port2, moved, shared, map: new Map([[1, new Date(0)]]) },
    transferList: [port2, moved],
  });
  console.log(worker.threadId, worker.threadName, moved.byteLength);
  worker.on('online', () => console.log('online'));
  worker.on('message', (message) => {
    console.log('message', message);
    worker.postMessage(message === 'ready' ? 'port' : 'broadcast');
  });
  port1.on('message', (message) => {
    console.log('port', message, Atomics.load(new Int32Array(shared), 0));
    worker.postMessage({ error: new RangeError('no') });
  });
  port1.on('close', () => {
    console.log('port closed');
    worker.postMessage('leave');
  });
  channel.onmessage = ({ data }) => {
    console.log('broadcast', data);
    channel.close();
    worker.postMessage('end');
  };
  worker.on('exit', (code) => {
    console.log('exit', code, worker.threadId, worker.threadName);
    worker.terminate().then((value) => console.log('again', value));
  });

  const untransferable = new ArrayBuffer(1);
  markAsUntransferable(untransferable);
  const uncloneable = {};
  markAsUncloneable(uncloneable);
  console.log(isMarkedAsUntransferable(untransferable), isMarkedAsUntransferable(moved));
  const local = new MessageChannel();
  const twice = new ArrayBuffer(1);
  for (const send of [
    () => local.port1.postMessage(0, [untransferable]),
    () => local.port1.postMessage(uncloneable),
    () => local.port1.postMessage(0, [local.port1]),
    () => local.port1.postMessage(0, [twice, twice]),
    () => local.port1.postMessage({ port: local.port2 }),
    () => local.port1.postMessage(() => {}),
  ]) {
    try {
      send();
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
  local.port1.postMessage(1);
  local.port1.postMessage({ two: 2 });
  console.log(receiveMessageOnPort(local.port2), receiveMessageOnPort(local.port2), receiveMessageOnPort(local.port2));
} else {
  const { port, moved, shared, map } = workerData;
  Atomics.store(new Int32Array(shared), 0, 42);
  parentPort.on('message', (message) => {
    if (message === 'port') {
      port.postMessage([threadId, threadName, process.argv.slice(2), new Uint8Array(moved), map]);
    } else if (message === 'broadcast') {
      const channel = new BroadcastChannel('spec');
      channel.postMessage('all');
      channel.close();
    } else if (message === 'end') {
      port.close();
    } else if (message === 'leave') {
      parentPort.close();
    } else {
      parentPort.postMessage([message.error instanceof RangeError, message.error.message]);
    }
  });
  parentPort.postMessage('ready');
}
