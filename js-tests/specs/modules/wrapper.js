// What a CommonJS module sees: its five arguments, this, module's properties.
console.log(arguments.length, this === exports, this === module.exports, typeof globalThis.require);
console.log(require.main === module, module.id, module.loaded, module.parent, typeof module.path);
console.log(Object.keys(require).sort().join(), require.length, require.name, typeof require.resolve.paths);
console.log(Object.keys(require.extensions).join());
console.log(require('node:path').relative(__dirname, __filename));
const child = require('./fixtures/child');
console.log(child.isMain, child.id, child.parent);
console.log(require('./fixtures/returns-early'), module.children.length);
var top = 1;
console.log(globalThis.top, (function () { return this === globalThis; })());
return;
console.log('never');
