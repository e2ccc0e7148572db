// Listeners run in the asynchronous context of the rejection.
const { AsyncLocalStorage } = require('node:async_hooks');
const storage = new AsyncLocalStorage();
process.on('unhandledRejection', (reason) => console.log(reason, storage.getStore()));
storage.run('one', () => Promise.reject('a'));
storage.run('two', () => setTimeout(() => Promise.reject('b'), 1));
storage.run('three', async () => { await 1; throw 'c'; });
