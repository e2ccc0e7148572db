// A long circle of requires and a long chain of them.
const fs = require('node:fs');
const path = require('node:path');
const scratch = process.env.SCRATCH;
const count = 500;
for (let index = 0; index < count; index++)
  fs.writeFileSync(path.join(scratch, `m${index}.js`), `exports.next = require('./m${(index + 1) % count}.js'); exports.index = ${index};`);
console.log(require(path.join(scratch, 'm0.js')).next.index);
fs.writeFileSync(path.join(scratch, 'self.js'), 'module.exports = require("./self.js");');
console.log(require(path.join(scratch, 'self.js')));
