// exit: 6
const own = process._fatalException;
process._fatalException = (error, byPromise) => { console.log('first', error.message, byPromise); return true; };
setTimeout(() => {
  process._fatalException = own;
  process.once('uncaughtException', (error) => console.log('second', error.message));
  setTimeout(() => { process._fatalException = undefined; throw null; }, 1);
  throw new Error('b');
}, 1);
throw new Error('a');
