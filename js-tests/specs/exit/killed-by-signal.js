// Without a listener SIGTERM ends the process, as the parent sees it.
const { spawnSync } = require('node:child_process');
if (process.argv[2] === 'child') {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => {}, 10000);
} else {
  const child = spawnSync(process.execPath, [__filename, 'child']);
  console.log(child.status, child.signal, child.stdout.length, child.stderr.length);
}
