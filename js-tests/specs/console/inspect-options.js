// util.inspect's options.
const { inspect } = require('node:util');
const value = { a: { b: { c: { d: 1 } } }, list: [3, 1, 2], text: 'x'.repeat(30), map: new Map([['k', 1]]) };
console.log(inspect(value, { depth: 0 }), inspect(value, { depth: Infinity }));
console.log(inspect(value, { compact: false }));
console.log(inspect(value, { compact: 1, breakLength: 40 }));
console.log(inspect(value, { breakLength: Infinity, sorted: true }));
console.log(inspect(value, { maxArrayLength: 1, maxStringLength: 5 }));
console.log(inspect(value, { colors: true }));
console.log(inspect({ get a() { return { b: 1 }; }, get c() { throw Object.assign(new Error('no'), { stack: 'Error: no' }); } }, { getters: true }));
console.log(inspect([1], { showHidden: true }), inspect(new Proxy([1], {}), { showProxy: true }));
console.log(inspect({ b: 1, a: 2 }, { sorted: (x, y) => (x < y ? 1 : -1) }), inspect(1234567.891, { numericSeparator: true }));
console.log(inspect('it\'s "quoted"'), inspect("it's"), inspect('`"\''), inspect(new Set([[1, [2, [3]]]]), { depth: 1 }));
console.log(inspect(Object.create(null, { hidden: { value: 1 } }), { showHidden: true }), inspect(null), inspect(undefined));
