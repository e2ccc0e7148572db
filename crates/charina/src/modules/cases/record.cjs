// Rewrites the outcomes in lexer.txt and syntax.txt, the columns behind a source, with a real Node's:
// `node --expose-internals --no-warnings record.cjs`, Node 24. In a source `\n` stands for a line's end.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { internalBinding } = require('internal/test/binding');
const { parse } = internalBinding('cjs_lexer');
const { containsModuleSyntax } = internalBinding('contextify');

function rewrite(name, run) {
  const file = path.join(__dirname, name);
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => {
    if (line.startsWith('## ')) return line;
    const [source] = line.split('\t');
    return [source, ...run(source.replaceAll('\\n', '\n'))].join('\t');
  });
  fs.writeFileSync(file, lines.join('\n') + '\n');
}
rewrite('lexer.txt', (source) => parse(source).slice(0, 2).map((names) => [...names].join(',')));
rewrite('syntax.txt', (source) => [containsModuleSyntax(source, '/x.js')]);
