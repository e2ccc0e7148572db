// A module's body runs inside a microtask: microtasks it queues come before its ticks.
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask'));
queueMicrotask(() => console.log('queued'));
console.log('body');
await null;
console.log('after await');
