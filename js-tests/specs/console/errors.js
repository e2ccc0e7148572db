// Errors as values: stack, cause, own properties, in objects and without a stack.
const clean = (text) => text.replace(/\n +(?:at|\.{3} \d+ lines) [^\n{]*/g, '').replaceAll(__dirname, '<dir>');
const { inspect } = require('node:util');
class CustomError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'CustomError';
    this.code = 'E_CUSTOM';
  }
}
console.log(clean(inspect(new Error('plain'))));
console.log(clean(inspect(new CustomError('custom', { cause: new TypeError('inner') }))));
console.log(clean(inspect({ error: new RangeError('nested'), list: [new Error('in list')] })));
console.log(clean(inspect(new AggregateError([new Error('one'), 2], 'several'))));
const bare = new Error('no stack');
bare.stack = undefined;
console.log(inspect(bare));
const named = new Error('renamed');
named.name = 'Renamed';
console.log(clean(inspect(named)), String(named), Object.prototype.toString.call(named));
const text = new Error('stack is text');
text.stack = 'just a string';
console.log(inspect(text));
console.log(inspect(new Error('')).split('\n')[0], inspect(new Error('several\nlines')).split('\n').slice(0, 2));
