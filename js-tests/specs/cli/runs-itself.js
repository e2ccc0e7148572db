// A program can start itself by execPath and execArgv.
const { spawnSync, execFileSync } = require('node:child_process');
if (process.argv[2]) {
  console.log('child', process.argv[2], process.execArgv);
  process.exit(Number(process.argv[2]));
}
for (const code of [0, 3]) {
  const { status, stdout } = spawnSync(process.execPath, ['--no-warnings', __filename, code], { encoding: 'utf8' });
  console.log(status, stdout.trim());
}
console.log(execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }).trim());
const { status, stdout } = spawnSync(process.execPath, ['-'], { input: 'console.log("piped")', encoding: 'utf8' });
console.log(status, stdout.trim());
