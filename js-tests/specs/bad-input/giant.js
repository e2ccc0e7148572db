// Allocations no machine grants: a RangeError each.
const attempt = (name, action) => {
  try {
    action();
    console.log(name, 'came back');
  } catch (error) {
    console.log(name, error.name, error.code);
  }
};
attempt('ArrayBuffer', () => new ArrayBuffer(2 ** 53));
attempt('Uint8Array', () => new Uint8Array(2 ** 50));
attempt('repeat', () => 'x'.repeat(2 ** 33));
attempt('repeat infinite', () => 'x'.repeat(Infinity));
attempt('padEnd', () => 'x'.padEnd(2 ** 40));
attempt('Array', () => new Array(-1));
attempt('Array length', () => { [].length = 2 ** 32; });
attempt('Buffer.alloc', () => Buffer.alloc(2 ** 53));
attempt('Buffer.alloc infinite', () => Buffer.alloc(Infinity));
attempt('BigInt', () => 2n ** (2n ** 64n));
attempt('concat', () => { let s = 'x'.repeat(2 ** 20); for (let i = 0; i < 30; i++) s += s; });
console.log('alive');
