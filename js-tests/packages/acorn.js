// acorn: parsing, tokens, comments, errors; it parses itself.
const acorn = require('acorn');
const fs = require('node:fs');
const tree = acorn.parse('const f = async (a, ...b) => { for await (const x of a?.b ?? []) yield_(x ** 2, `t${x}`); class A { #p = 1; static { this.#p; } } };', { ecmaVersion: 'latest', locations: true });
console.log(JSON.stringify(tree).length, tree.body[0].declarations[0].init.params.map((node) => node.type), tree.body[0].loc.end);
console.log([...acorn.tokenizer('let x = /re/g + 0x1fn; // end', { ecmaVersion: 2022 })].map((token) => `${token.type.label}:${token.value?.pattern ?? token.value}`).join(' '));
const comments = [];
acorn.parse('// one\n/* two */ export default 1;', { ecmaVersion: 2022, sourceType: 'module', onComment: comments });
console.log(comments.map(({ type, value, start, end }) => [type, value, start, end]));
for (const bad of ['let a; let a;', 'await 1', 'function (', '"use strict"; with (a) b', 'a => { return', '/(/', 'x = {a, b: }']) {
  try {
    acorn.parse(bad, { ecmaVersion: 2022 });
    console.log(bad, 'accepted');
  } catch (error) {
    console.log(error.name, error.message, error.pos, error.loc.column);
  }
}
const source = fs.readFileSync(require.resolve('acorn'), 'utf8');
const counts = {};
JSON.stringify(acorn.parse(source, { ecmaVersion: 'latest' }), (key, value) => {
  if (value && typeof value.type === 'string') counts[value.type] = (counts[value.type] ?? 0) + 1;
  return typeof value === 'bigint' ? String(value) : value;
});
console.log(Object.keys(counts).sort().slice(0, 12).map((type) => `${type} ${counts[type]}`).join(', '));
