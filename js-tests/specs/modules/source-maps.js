// flags: --enable-source-maps
// Stacks lead to the original source; module.SourceMap and findSourceMap.
const { findSourceMap, SourceMap } = require('node:module');
try {
  require('./fixtures/mapped.js').fail();
} catch (error) {
  console.log(error.stack.split('\n')[1].includes('original.ts:12:'));
}
const map = findSourceMap(require.resolve('./fixtures/mapped.js'));
console.log(map.payload.version, map.lineLengths.length, map.findEntry(0, 0).originalSource.split('/').pop());
console.log(map.findOrigin(1, 1).lineNumber, findSourceMap('/nowhere.js'));
const made = new SourceMap({ version: 3, sources: ['a.js'], names: ['n'], mappings: 'AAAAA;EAEE' });
console.log(made.findEntry(1, 5), made.findEntry(0, 0).name, made.findOrigin(2, 4));
console.log(process.sourceMapsEnabled);
