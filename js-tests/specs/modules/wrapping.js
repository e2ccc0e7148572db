// Module.wrapper and Module.wrap change how files are wrapped; the properties of module that are not its own.
const Module = require('node:module');
const fresh = () => {
  delete require.cache[require.resolve('./fixtures/wrapped.js')];
  return require('./fixtures/wrapped.js');
};
console.log(fresh());
const before = Module.wrapper[0];
Module.wrapper[0] += 'globalThis.touched = true;';
console.log(fresh(), globalThis.touched);
Module.wrapper[0] = before;
const wrap = Module.wrap;
Module.wrap = (script) => wrap(script.replace('plain', 'wrapped'));
console.log(fresh());
Module.wrap = wrap;
console.log(Object.keys(module), module.parent, module.isPreloading, 'parent' in module, Module.prototype.constructor === Module);
console.log(Module._stat(__filename), Module._stat(__dirname), Module._stat('/nowhere') < 0);
console.log(Module.constants.compileCacheStatus);
