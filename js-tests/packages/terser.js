// terser: minifies lodash; what comes out is smaller and still works.
const { minify } = require('terser');
const fs = require('node:fs');
(async () => {
  const source = fs.readFileSync(require.resolve('lodash'), 'utf8');
  const { code, map } = await minify({ 'lodash.js': source }, { sourceMap: true, compress: { passes: 1 } });
  console.log(code.length < source.length / 3, code.length > 60000, JSON.parse(map).sources);
  const module = { exports: {} };
  new Function('module', 'exports', code)(module, module.exports);
  console.log(module.exports.chunk([1, 2, 3], 2), module.exports.VERSION === require('lodash').VERSION);
  const small = await minify('function add(first, second) { if (false) { never(); } const sum = first + second; return sum; } console.log(add(1, 2), `a${"b"}c`, 2 * 3);', { toplevel: true });
  console.log(small.code);
  console.log((await minify('class A { #private = 1; get value() { return this.#private ?? 0; } }', { mangle: false, format: { beautify: true } })).code);
  await minify('let x = ;').catch((error) => console.log(error.name, error.message, error.line, error.col));
})();
