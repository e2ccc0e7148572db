// Exports of a module that is not done warn of what is not there; those of a done one do not.
require('./fixtures/circular-a.js');
const a = require('./fixtures/circular-a.js');
console.log(a.nothing, Object.getPrototypeOf(a) === Object.prototype, a.seen);
require.cache.os = { exports: 'replaced' };
console.log(require('os'), typeof require('node:os'));
