// process.emitWarning: names, codes, details; the event; each deprecation once.
process.on('warning', (warning) => console.log(warning.name, warning.code, warning.message));
process.emitWarning('plain');
process.emitWarning('typed', 'CustomWarning', 'C001');
process.emitWarning('detailed', { type: 'Detailed', code: 'C002', detail: 'some more\nlines' });
process.emitWarning('old', 'DeprecationWarning', 'DEP9001');
const { deprecate } = require('node:util');
const old = deprecate(() => console.log('called'), 'old() is old', 'DEP9002');
old();
old();
try {
  process.emitWarning(1);
} catch (error) {
  console.log(error.code);
}
