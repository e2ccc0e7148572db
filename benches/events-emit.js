// EventEmitter: emit to one and three listeners, once, add and remove; ns each.
// skip: qjs
const { EventEmitter } = require('events');
const rounds = 300_000;
const time = (name, run) => {
  run(1000);
  const start = performance.now();
  run(rounds);
  console.log(JSON.stringify({ name, value: ((performance.now() - start) * 1e6) / rounds, unit: 'ns each' }));
};
let calls = 0;
const listener = () => { calls++; };
const one = new EventEmitter().on('x', listener);
const three = new EventEmitter().on('x', listener).on('x', () => { calls++; }).on('x', () => { calls++; });
time('emit, no listener', (count) => { for (let index = 0; index < count; index++) one.emit('y', index); });
time('emit, one listener', (count) => { for (let index = 0; index < count; index++) one.emit('x', index); });
time('emit, three listeners', (count) => { for (let index = 0; index < count; index++) three.emit('x', index, 'b'); });
time('on and off', (count) => { for (let index = 0; index < count; index++) one.on('z', listener).off('z', listener); });
time('once and emit', (count) => { for (let index = 0; index < count; index++) one.once('z', listener).emit('z'); });
if (calls < rounds) throw new Error('not called');
