// AsyncLocalStorage goes along with timers, ticks, promises and uncaught errors.
// By Node 24: frames are restored whole after run(), default values.
const { AsyncLocalStorage, AsyncResource } = require('async_hooks');
const storage = new AsyncLocalStorage({ defaultValue: 'default', name: 'demo' });
const other = new AsyncLocalStorage();
const seen = (where) => console.log(where, storage.getStore(), other.getStore());
seen('outside');
let snapshot;
storage.run('one', () => {
  other.enterWith('two');
  snapshot = AsyncLocalStorage.snapshot();
  process.nextTick(() => seen('tick'));
  queueMicrotask(() => seen('microtask'));
  Promise.resolve().then(() => seen('promise'));
  setImmediate(() => seen('immediate'));
  storage.exit(() => seen('exit'));
  const resource = new AsyncResource('demo');
  storage.run('inner', () => resource.runInAsyncScope(() => seen('resource')));
  (async () => { await null; seen('await'); })();
});
seen('after');
snapshot(() => seen('snapshot'));
process.on('uncaughtException', (error) => seen(error.message));
storage.run('error', () => setTimeout(() => { throw new Error('uncaught'); }, 5));
console.log(storage.name);
