// Ticks run to the end, then microtasks to the end, and over again until both are empty.
const log = (text) => () => console.log(text);
process.nextTick(() => {
  console.log('tick 1');
  process.nextTick(log('tick from tick'));
  Promise.resolve().then(() => {
    console.log('microtask from tick');
    process.nextTick(log('tick from microtask'));
    Promise.resolve().then(log('microtask from microtask'));
  });
});
process.nextTick(log('tick 2'));
Promise.resolve().then(log('microtask 1')).then(log('microtask 2')).finally(log('finally'));
queueMicrotask(log('queued'));
(async () => {
  console.log('async start');
  await null;
  console.log('after await');
  await new Promise((resolve) => process.nextTick(resolve));
  console.log('after tick');
})();
process.nextTick((a, b) => console.log('arguments', a, b), 1, 2);
console.log('end of main');
