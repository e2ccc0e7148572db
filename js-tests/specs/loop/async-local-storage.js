// A store follows ticks, microtasks, timers, immediates and callbacks, and is gone outside.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const storage = new AsyncLocalStorage();
const log = (text) => console.log(text, storage.getStore());
const order = [];
const say = (text) => order.push(`${text}: ${storage.getStore()}`);
storage.run('request 1', async () => {
  say('sync');
  process.nextTick(() => say('tick'));
  queueMicrotask(() => say('microtask'));
  setTimeout(() => say('timeout'), 1);
  setImmediate(() => say('immediate'));
  fs.stat(__filename, () => say('stat'));
  await null;
  say('after await');
  await new Promise((resolve) => setTimeout(resolve, 5));
  say('after sleep');
  storage.run('inner', () => say('inner'));
  say('after inner');
  storage.exit(() => say('exit'));
});
log('outside');
const bound = storage.run('bound', () => AsyncResource.bind(() => storage.getStore()));
console.log(bound());
const snapshot = storage.run('snapshot', () => AsyncLocalStorage.snapshot());
storage.run('other', () => console.log(snapshot(() => storage.getStore())));
process.on('exit', () => console.log(order.sort().join('\n')));
