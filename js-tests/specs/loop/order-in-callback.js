// The order of one turn, seen from inside an I/O callback, where it is the same every time.
const fs = require('node:fs');
fs.stat(__filename, () => {
  setTimeout(() => console.log('timeout'), 0);
  setImmediate(() => {
    console.log('immediate');
    process.nextTick(() => console.log('tick in immediate'));
    Promise.resolve().then(() => console.log('microtask in immediate'));
  });
  setImmediate(() => console.log('second immediate'));
  queueMicrotask(() => console.log('microtask'));
  process.nextTick(() => console.log('tick'));
  Promise.resolve().then(() => console.log('promise'));
  console.log('callback');
});
console.log('main');
