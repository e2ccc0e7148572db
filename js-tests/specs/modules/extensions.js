// require.extensions and Module._extensions take new kinds of files; unknown endings are JavaScript.
const fs = require('node:fs');
require.extensions['.upper'] = (module, filename) => {
  module.exports = fs.readFileSync(filename, 'utf8').trim().toUpperCase();
};
console.log(require('./fixtures/words.upper'), require('./fixtures/words'));
console.log(require('./fixtures/unknown.ending'));
const Module = require('node:module');
const made = new Module('/made/up.js');
made._compile('module.exports = [__filename, __dirname, module.id]', '/made/up.js');
console.log(made.exports, Module._extensions === require.extensions, Module._cache === require.cache);
