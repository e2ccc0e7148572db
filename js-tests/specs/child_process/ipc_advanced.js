// serialization: 'advanced': what JSON has no words for. https://nodejs.org/api/child_process.html#advanced-serialization
const { fork } = require('child_process');
const { inspect } = require('util');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send(message, undefined, {}, () => {
      if (message === 'end') process.disconnect();
    });
  });
} else {
  const circular = { name: 'circular' };
  circular.self = circular;
  class Point { constructor() { this.x = 1; } }
  const values = [
    'text \u{1F600}', 12.5, -0, null, true, { u: undefined, big: 10n ** 30n, nan: NaN }, new Date(0), /a+/gi,
    new Map([[1, { a: 1 }]]), new Set(['x', 'y']), circular, Buffer.from('bytes'), new Float64Array([1, 2.5]),
    new ArrayBuffer(3), new RangeError('out'), new Point(), [1, , 3], Object('boxed'),
    'y'.repeat(300000), new Uint8Array(200000), { cmd: 'NODE' }, 'end',
  ];
  const child = fork(__filename, ['child'], { serialization: 'advanced' });
  let index = 0;
  child.on('message', (message) => {
    const text = inspect(message, { compact: true, breakLength: 200, maxStringLength: 20, maxArrayLength: 4 });
    console.log(text.split('\n')[0], inspect(message) === inspect(values[index++]));
  });
  child.on('disconnect', () => console.log('disconnect', index === values.length));
  for (const value of values) child.send(value);
  for (const value of [() => {}, { f() {} }, { s: Symbol('s') }]) {
    try {
      child.send(value);
    } catch (error) {
      console.log(error.name, error.code, error.message.split('\n')[0]);
    }
  }
}
