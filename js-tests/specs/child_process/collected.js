// exec, execFile and the synchronous functions: output, errors and their fields, limits.
const cp = require('child_process');
const { promisify } = require('util');

const show = (error) => error && { message: error.message, code: error.code, killed: error.killed, signal: error.signal,
  cmd: error.cmd, stdout: error.stdout, stderr: error.stderr };

function sync() {
  console.log(cp.execSync('echo $GREETING; cat', { env: { GREETING: 'hello', PATH: process.env.PATH }, input: 'in', encoding: 'utf8' }));
  const { pid, ...rest } = cp.spawnSync('sh', ['-c', 'echo out; echo err >&2; exit 5'], { encoding: 'utf8' });
  console.log(pid > 0, rest);
  console.log(cp.spawnSync('pwd', { cwd: '/', shell: true, encoding: 'latin1' }).stdout);
  console.log(cp.spawnSync('sh', ['-c', 'echo $0'], { argv0: 'renamed', encoding: 'utf8' }).stdout);
  const late = cp.spawnSync('sleep', ['60'], { timeout: 20, killSignal: 'SIGKILL' });
  console.log(late.error.code, late.signal, late.status);
  const much = cp.spawnSync('sh', ['-c', 'while :; do echo much; done'], { maxBuffer: 100 });
  console.log(much.error.code, much.stdout.length >= 100);
  console.log(cp.spawnSync('no-such-program').error.message);
  try { cp.execFileSync('sh', ['-c', 'echo why >&2; exit 2'], { stdio: 'pipe' }); } catch (error) {
    console.log(error.message, error.status, `${error.stderr}`);
  }
  for (const options of [{ timeout: -1 }, { maxBuffer: -1 }, { killSignal: 'x' }, { stdio: ['ipc'] }, { cwd: 5 }, { uid: 'x' }, { shell: 1 }]) {
    try { cp.spawnSync('true', options); } catch (error) { console.log(error.code, error.message); }
  }
  const big = Buffer.alloc(300_000, 'x');
  console.log(cp.spawnSync('cat', { input: big }).stdout.equals(big));
}

async function later() {
  await new Promise((resolve) => {
    cp.exec('echo out; echo err >&2; exit 3', (error, stdout, stderr) => resolve(console.log(show(error), [stdout, stderr])));
  });
  await new Promise((resolve) => {
    cp.execFile('cat', { encoding: 'buffer' }, (error, stdout) => resolve(console.log(error, stdout))).stdin.end('bytes');
  });
  await new Promise((resolve) => {
    cp.exec('echo hello world', { maxBuffer: 5 }, (error, stdout) => resolve(console.log(error.code, error.message, stdout)));
  });
  await new Promise((resolve) => {
    cp.exec('sleep 60', { timeout: 20 }, (error) => resolve(console.log(show(error))));
  });
  const running = promisify(cp.execFile)('echo', ['promised']);
  console.log(running.child instanceof cp.ChildProcess, await running);
  console.log(show(await promisify(cp.exec)('echo some; exit 1').catch((error) => error)));
  console.log((await promisify(cp.execFile)('no-such-program').catch((error) => error)).code);
}

sync();
later();
