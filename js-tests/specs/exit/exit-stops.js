// exit: 6
// process.exit does not return, runs no finally, no tick and no microtask.
process.nextTick(() => console.log('never'));
Promise.resolve().then(() => console.log('never'));
setTimeout(() => console.log('never'), 0);
process.on('exit', () => console.log('exit listener'));
try {
  console.log('before');
  process.exit(6);
} finally {
  console.log('never');
}
