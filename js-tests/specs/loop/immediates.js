// Immediates queued by an immediate wait for the next turn; clearing one that is due works.
let due;
setImmediate(() => {
  console.log('first');
  clearImmediate(due);
  setImmediate(() => console.log('queued by first'));
});
due = setImmediate(() => console.log('never'));
setImmediate((...rest) => console.log('third', rest), 1, 2);
const quiet = setImmediate(() => console.log('never'));
quiet.unref();
console.log(quiet.hasRef(), quiet.constructor.name);
clearImmediate(quiet);
