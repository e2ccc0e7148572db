// node:sys, the old name of node:util. https://nodejs.org/api/deprecations.html#DEP0025
process.emitWarning('sys is deprecated. Use `node:util` instead.', 'DeprecationWarning', 'DEP0025');
module.exports = require('util');
