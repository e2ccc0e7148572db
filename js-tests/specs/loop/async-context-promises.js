// AsyncLocalStorage through every way a promise goes on.
const { AsyncLocalStorage } = require('async_hooks');
const storage = new AsyncLocalStorage();
const show = (name) => console.log(name, storage.getStore());
const made = storage.run('made', () => Promise.resolve(1));
let settle;
const pending = new Promise((resolve) => settle = resolve);
storage.run('then', () => { made.then(() => show('then')); pending.then(() => show('pending')); });
storage.run('async', async () => { show('before'); await null; show('after await'); await pending; show('after pending');
  storage.enterWith('entered'); await null; show('after enterWith'); for await (const x of (async function* () { show('generator'); yield 1; show('resumed'); })()) show('loop'); });
storage.run('thenable', () => Promise.resolve({ then(resolve) { show('thenable then'); resolve(); } }).finally(() => show('finally')));
storage.run('settling', () => setImmediate(() => settle()));
Promise.resolve().then(() => show('outside'));
process.on('unhandledRejection', () => show('unhandled'));
storage.run('rejecting', () => { Promise.reject(new Error('x')); });
