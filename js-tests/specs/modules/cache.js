// require.cache: one evaluation a file, deletion, replacement, what a failing module leaves.
const path = require('node:path');
const file = require.resolve('./fixtures/counter');
console.log(path.basename(file), Object.keys(require.cache).map((name) => path.basename(name)));
console.log(require('./fixtures/counter').count, require('./fixtures/counter.js').count, require(file).count);
const cached = require.cache[file];
console.log(cached.loaded, cached.id === file, cached.filename === file, cached.children.length, cached.paths.length > 0);
delete require.cache[file];
console.log(require('./fixtures/counter').count);
require.cache[file] = { exports: 'replaced', loaded: true };
console.log(require('./fixtures/counter'));
for (let round = 0; round < 2; round++) {
  try {
    require('./fixtures/throws');
  } catch (error) {
    console.log(error.message, Object.keys(require.cache).some((name) => name.endsWith('throws.js')));
  }
}
console.log(module.children.map((child) => path.basename(child.id ?? 'none')));
