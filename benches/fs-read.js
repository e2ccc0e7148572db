// Reading files: many small ones and one of 8 MB, in all three styles.
// skip: qjs
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-fs-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const small = path.join(folder, 'small.txt');
const large = path.join(folder, 'large.txt');
fs.writeFileSync(small, 'x'.repeat(4096));
fs.writeFileSync(large, 'y'.repeat(8 << 20));
const rounds = 2000;
const say = (name, start, count) => console.log(JSON.stringify({ name, value: ((performance.now() - start) * 1e3) / count, unit: 'us each' }));
const sync = (name, count, run) => {
  const start = performance.now();
  for (let round = 0; round < count; round++) run();
  say(name, start, count);
};
sync('readFileSync 4 KB', rounds, () => fs.readFileSync(small));
sync('readFileSync 4 KB utf8', rounds, () => fs.readFileSync(small, 'utf8'));
sync('readFileSync 8 MB', 10, () => fs.readFileSync(large));
sync('readFileSync 8 MB utf8', 10, () => fs.readFileSync(large, 'utf8'));
sync('statSync', rounds, () => fs.statSync(small));
sync('existsSync', rounds, () => fs.existsSync(small));
sync('readdirSync', rounds, () => fs.readdirSync(folder));
const parallel = (name, run) => new Promise((resolve) => {
  const start = performance.now();
  let left = rounds;
  const done = () => {
    if (--left === 0) resolve(say(name, start, rounds));
  };
  for (let round = 0; round < rounds; round++) run(done);
});
(async () => {
  await parallel('readFile 4 KB, all at once', (done) => fs.readFile(small, done));
  await parallel('promises.readFile 4 KB, all at once', (done) => fs.promises.readFile(small).then(done));
  const start = performance.now();
  for (let round = 0; round < rounds; round++) await fs.promises.readFile(small);
  say('promises.readFile 4 KB, in turn', start, rounds);
})();
