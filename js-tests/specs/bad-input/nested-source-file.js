// A script that nests 20,000 deep, required: an error, and the parent lives.
const fs = require('node:fs');
const path = require('node:path');
const file = path.join(process.env.SCRATCH, 'deep.js');
for (const [open, close] of [['(', ')'], ['[', ']'], ['{', '}'], ['function f(){', '}']]) {
  fs.writeFileSync(file, open.repeat(20_000) + close.repeat(20_000));
  delete require.cache[file];
  try {
    require(file);
  } catch (error) {
    if (!(error instanceof Error)) console.log('threw', error);
  }
}
console.log('alive');
