// Strings, arrays and argument lists longer than any machine holds: the error that V8 throws, and the process goes on.
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, `${error.name}: ${error.message}`);
  }
};
const long = 'x'.repeat(2 ** 28);
attempt('repeat', () => 'x'.repeat(2 ** 29 - 23));
attempt('repeat of two units', () => '\u1234b'.repeat(2 ** 28));
attempt('repeat nothing', () => ''.repeat(2 ** 31));
attempt('repeat -1', () => 'x'.repeat(-1));
attempt('repeat -1.5', () => 'x'.repeat(-1.5));
attempt('repeat Infinity', () => 'x'.repeat(Infinity));
attempt('repeat -Infinity', () => 'x'.repeat(-Infinity));
attempt('repeat works', () => 'ab'.repeat(3) + '\u1234'.repeat(2));
attempt('padStart', () => 'x'.padStart(2 ** 29 - 23));
attempt('padEnd', () => 'x'.padEnd(2 ** 53));
attempt('+', () => long + long);
attempt('+=', () => { let s = long; s += s; });
attempt('template', () => `${long}${long}`);
attempt('concat', () => long.concat(long));
attempt('join', () => [long, long].join(''));
attempt('join of holes', () => [].join.call({ length: 2 ** 32 }));
attempt('apply', () => Math.max.apply(null, { length: 2 ** 53 - 1 }));
attempt('apply of less', () => Math.max.apply(null, { length: 2 ** 26 }));
attempt('Reflect.apply', () => Reflect.apply(Math.max, null, { length: 2 ** 32 }));
attempt('Reflect.construct', () => Reflect.construct(Object, { length: 2 ** 40 }));
attempt('toSorted', () => [].toSorted.call({ length: 2 ** 53 - 1 }));
attempt('with', () => [].with.call({ length: 2 ** 32 }, 0, 1));
console.log('alive');
