// 100,000 immediates at once, and 100,000 one after the other.
// skip: qjs
const count = 100_000;
let fired = 0;
let start = performance.now();
const say = (name) => console.log(JSON.stringify({ name, value: ((performance.now() - start) * 1e6) / count, unit: 'ns each' }));
const chain = () => {
  if (++fired < count) return setImmediate(chain);
  say('chained');
};
const together = () => {
  if (++fired < count) return;
  say('together');
  fired = 0;
  start = performance.now();
  setImmediate(chain);
};
for (let index = 0; index < count; index++) setImmediate(together);
