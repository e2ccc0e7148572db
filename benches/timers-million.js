// One million timers: creating, clearing half, running the other half.
// skip: qjs
const count = 1_000_000;
const start = performance.now();
let fired = 0;
const on = () => { fired++; };
const timers = new Array(count);
for (let index = 0; index < count; index++) timers[index] = setTimeout(on, 1 + (index & 63));
const created = performance.now();
for (let index = 0; index < count; index += 2) clearTimeout(timers[index]);
const cleared = performance.now();
process.on('exit', () => {
  if (fired !== count / 2) throw new Error(`${fired} timers fired`);
  const say = (name, value) => console.log(JSON.stringify({ name, value: (value * 1e6) / count, unit: 'ns each' }));
  say('create', created - start);
  say('clear half', cleared - created);
  say('run half', performance.now() - cleared);
});
