// Where errors of scripts say that they are: file, offsets, the line with an arrow.
const vm = require('vm');
const top = (stack) => stack.split('\n').filter((line) => !/^ +at .*(node:|positions\.js|runScript)/.test(line)).join('\n');
for (const run of [
  () => vm.runInThisContext('throw new Error("plain")'),
  () => vm.runInThisContext('\n  throw new TypeError("here")', { filename: 'named.js', lineOffset: 9, columnOffset: 100 }),
  () => vm.runInThisContext(' throw new Error("first line")', { filename: 'named.js', lineOffset: 9, columnOffset: 100 }),
  () => vm.runInNewContext('throw new Error("hidden")', {}, { displayErrors: false }),
  () => new vm.Script('a b', { filename: 'bad.js', lineOffset: 4 }),
  () => vm.compileFunction('throw new Error("in a function")', ['p'], { filename: 'fn.js', lineOffset: 2 })(),
]) {
  try { run(); } catch (error) { console.log(top(error.stack).replace(/^SyntaxError: .*/m, 'SyntaxError'), '\n'); }
}
