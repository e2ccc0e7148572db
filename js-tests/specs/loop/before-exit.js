// exit: 5
// beforeExit comes each time the loop runs dry, exit once; process.exit skips beforeExit.
let times = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code, ++times);
  if (times === 1) setTimeout(() => console.log('more work'), 1);
  if (times === 2) {
    process.exitCode = 4;
    setImmediate(() => {});
  }
});
process.on('exit', (code) => {
  console.log('exit', code);
  setTimeout(() => console.log('never'), 0);
  process.nextTick(() => console.log('never'));
  process.exitCode = 5;
});
