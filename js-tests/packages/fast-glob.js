// fast-glob: patterns over a tree on disk, sync, async, stream, options.
const glob = require('fast-glob');
const fs = require('node:fs');
for (const file of ['a.js', 'b.ts', 'src/one.js', 'src/two.test.js', 'src/deep/three.js', 'src/deep/.hidden.js', 'src/deep/er/four.md', 'node_modules/x/index.js', 'with space/(odd) [name].js']) {
  fs.mkdirSync(require('node:path').dirname(file), { recursive: true });
  fs.writeFileSync(file, file);
}
(async () => {
  const sorted = async (...words) => console.log(JSON.stringify(words), (await glob(...words)).sort());
  await sorted('**/*.js');
  await sorted(['**/*.js', '!**/node_modules/**', '!**/*.test.js']);
  await sorted('src/**', { dot: true, ignore: ['**/four.md'] });
  await sorted('{a,b}.{js,ts}');
  await sorted('src/*', { onlyDirectories: true, markDirectories: true });
  await sorted('**/*.js', { deep: 2, caseSensitiveMatch: false });
  await sorted('*', { cwd: 'src', onlyFiles: false });
  await sorted('src/+(one|deep/three).js');
  console.log(glob.sync('src/**/t*.js').sort(), glob.escapePath('(odd) [name].js'), glob.isDynamicPattern('a*'));
  console.log((await glob('with space/*', { objectMode: true, stats: true })).map(({ name, path, stats }) => [name, path, stats.size]));
  const streamed = [];
  for await (const entry of glob.stream('src/**/*.js')) streamed.push(entry);
  console.log(streamed.sort());
})();
