// exit: 1
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 50);
Promise.resolve().then(() => {
  throw new RangeError('nobody listens');
});
