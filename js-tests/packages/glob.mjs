// glob: patterns, brace expansion, ignore, iteration, mark.
import { glob, globSync, globIterate, hasMagic, escape } from 'glob';
import fs from 'node:fs';
import path from 'node:path';
for (const file of ['a/b/c.txt', 'a/b/d.md', 'a/.dot/e.txt', 'a/f.txt', 'g/h/i/j.txt', 'k.TXT']) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
}
fs.symlinkSync('a', 'link');
const show = async (...words) => console.log(JSON.stringify(words), (await glob(...words)).sort());
await show('**/*.txt');
await show('**', { nodir: true, dot: true });
await show('a/{b,.dot}/*.{txt,md}');
await show('**/*.txt', { ignore: ['g/**'], posix: true });
await show('*.txt', { nocase: true });
await show('a/**', { maxDepth: 2, mark: true });
await show('**/[c-e].*', { cwd: 'a' });
await show(['g/**/*.txt', 'k*']);
console.log(globSync('link/**/*.txt', { follow: true }).sort(), hasMagic('a*'), hasMagic('a'), escape('a*[b]'));
const found = [];
for await (const file of globIterate('a/**/*.txt', { absolute: true })) found.push(path.relative(process.cwd(), file));
console.log(found.sort(), (await glob('a/*', { withFileTypes: true })).map((entry) => [entry.name, entry.isDirectory()]).sort());
