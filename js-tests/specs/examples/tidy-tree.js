// examples/tidy-tree.js: shows, applies, and finds nothing more to do.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const program = path.resolve('../../../examples/tidy-tree.js');
const tree = path.join(process.env.SCRATCH, 'tree');
const files = {
  'Holiday Photo.JPG': 'jpeg', 'copy of photo.jpg': 'jpeg', 'notes.txt': 'notes', 'sub/Notes.txt': 'other notes',
  'sub/deep/données (1).csv': 'a,b\n1,2\n', 'sub/script.sh': '#!/bin/sh\n', 'no-ending': 'same', 'sub/again': 'same', '.hidden': 'same',
};
for (const [name, text] of Object.entries(files)) {
  fs.mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
  fs.writeFileSync(path.join(tree, name), text);
}
const list = () => fs.readdirSync(tree, { recursive: true }).sort().join('\n');
for (const words of [[tree], ['--apply', '-dn', tree], ['-k', '-a', '-q', tree], [tree], ['--help'], [], ['--nope', tree], ['/no/such/folder']]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  console.log('$', words.join(' '), '\n' + stdout + stderr.split('\n')[0], status);
  if (words.some((word) => word.startsWith('-a') || word === '--apply')) console.log(list());
}
