// js-yaml: loading all kinds of nodes, dumping, errors.
const yaml = require('js-yaml');
const text = `
# comment
string: plain text
quoted: "tab\\t\\u00e9 \\x41"
single: 'it''s'
numbers: [1, -2.5, 0x1f, 0o17, 1e3, .inf, .nan, 1_000]
booleans: { yes: true, no: false, nothing: null, tilde: ~ }
folded: >
  several lines
  become one

  but not these
literal: |-
  kept
    as they are
anchors: &base { a: 1, b: 2 }
alias: *base
nested:
  - one
  - two: 2
    three: [3, { four: 4 }]
  - - deep
date: 2001-12-14T21:59:43.10Z
"quoted key": 1
? complex
: value
`;
const value = yaml.load(text);
console.log(value);
console.log(yaml.dump(value, { sortKeys: true, lineWidth: 60 }));
console.log(JSON.stringify(yaml.loadAll('a: 1\n---\n- b\n---\nc\n')), yaml.dump({ text: 'two\nlines\n', odd: '- x', empty: [], n: null, bool: 'true' }));
for (const bad of ['a: [1', 'a: b: c', '\tx: 1', 'a: *missing', '"unclosed']) {
  try {
    console.log(yaml.load(bad));
  } catch (error) {
    console.log(error.name, error.message.split('\n')[0]);
  }
}
const list = Array.from({ length: 500 }, (_, id) => ({ id, name: `item ${id}`, tags: ['a', 'b'] }));
console.log(JSON.stringify(yaml.load(yaml.dump(list))) === JSON.stringify(list));
