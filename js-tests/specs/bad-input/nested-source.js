// Source nested 100,000 deep: a SyntaxError or RangeError, or it runs; never the end of the process.
const vm = require('node:vm');
const deep = 100_000;
const sources = {
  parens: '('.repeat(deep) + ')'.repeat(deep),
  arrays: '['.repeat(deep) + ']'.repeat(deep),
  objects: '({a:'.repeat(deep) + '1' + '})'.repeat(deep),
  functions: 'function f(){'.repeat(deep) + '}'.repeat(deep),
  arrows: '()=>'.repeat(deep) + '1',
  blocks: '{'.repeat(deep) + '}'.repeat(deep),
  sum: '1' + '+1'.repeat(deep),
  elses: 'if(0);else '.repeat(deep) + '1',
  unary: '!'.repeat(deep) + '1',
  templates: '`${'.repeat(deep) + '}`'.repeat(deep),
  calls: 'f('.repeat(deep) + ')'.repeat(deep),
  members: 'globalThis' + '.x'.repeat(deep),
  unclosed: '(['.repeat(deep),
  classes: '(class extends '.repeat(deep) + 'Object' + '{})'.repeat(deep),
  conditional: '1?'.repeat(deep) + '1' + ':1'.repeat(deep),
  destructuring: 'let ' + '['.repeat(deep) + 'x' + ']'.repeat(deep) + '=1',
};
for (const [name, source] of Object.entries(sources)) {
  for (const [how, run] of [['eval', eval], ['Function', Function], ['Script', (text) => new vm.Script(text)]]) {
    try {
      run(source);
    } catch (error) {
      if (!(error instanceof Error)) console.log(name, how, 'threw', error);
    }
  }
}
console.log('alive');
