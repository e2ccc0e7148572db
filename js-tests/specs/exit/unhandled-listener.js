// unhandledRejection comes after the microtasks; a late catch gives rejectionHandled.
process.on('unhandledRejection', (reason, promise) => {
  console.log('unhandled', reason, promise === first);
  setTimeout(() => promise.catch(() => console.log('caught late')), 1);
});
process.on('rejectionHandled', (promise) => console.log('handled', promise === first));
const first = Promise.reject('why');
const second = Promise.reject('never seen');
queueMicrotask(() => queueMicrotask(() => second.catch(() => console.log('caught in time'))));
process.nextTick(() => console.log('tick'));
