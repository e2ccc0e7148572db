// package.json: main, folders, exports with conditions, patterns and nulls, imports, self-reference.
const show = (name) => {
  try {
    console.log(name, '->', require(name));
  } catch (error) {
    console.log(name, '->', error.code, error.message.replaceAll(__dirname, '<dir>'));
  }
};
const load = require('./fixtures/app/index.js');
for (const name of ['plain', 'plain/lib/deep', 'plain/lib/deep.js', 'plain/package.json', 'main-folder', 'no-main',
  'bad-main', 'mapped', 'mapped/sub', 'mapped/features/one', 'mapped/features/private/two', 'mapped/nothing',
  'mapped/package.json', '@scope/pkg', '@scope/pkg/extra.json', 'invalid-target', 'app', 'app/sub', '#own', '#dep',
  '#missing', '#pattern/x'])
  load(name);
console.log(require.resolve.paths('x')[0] === require('node:path').join(__dirname, 'node_modules'));
show('./fixtures/app');
