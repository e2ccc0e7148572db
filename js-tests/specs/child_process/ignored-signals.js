// A program that was started to ignore signals, as those in the background of a shell are, has children that do not.
const { spawnSync } = require('child_process');

const inner = `
  const child = require('child_process').spawn('sleep', ['60']);
  child.on('exit', (code, signal) => console.log(signal));
  child.kill('SIGINT');`;
const { stdout } = spawnSync('sh', ['-c', 'trap "" INT HUP; exec "$0" -e "$1"', process.execPath, inner]);
console.log(`${stdout}`);
