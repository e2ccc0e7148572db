// exit: 1
process.on('exit', (code) => console.log('exit', code, process.exitCode));
function inner() {
  throw new TypeError('it broke');
}
function outer() {
  inner();
}
setTimeout(() => console.log('never'), 1);
outer();
