// The life of a child: its events in order, its streams, errors of starting it, killing it.
const { spawn } = require('child_process');

const steps = [order, missing, killed, disposed, aborted, timedOut, ignored, extraPipe, passedOn, detached];
function next() { steps.shift()?.(next); }
next();

function watch(name, child, done, events = ['spawn', 'exit', 'close', 'error']) {
  for (const event of events) {
    child.on(event, (...args) => {
      console.log(name, event, ...args.map((arg) => (arg instanceof Error ? `${arg.name} ${arg.message} ${arg.code}` : arg)));
      if (event === 'close') done();
    });
  }
  return child;
}

function order(done) {
  const child = watch('order', spawn('sh', ['-c', 'cat; echo problem >&2; exit 3']), done);
  console.log(child.spawnfile, child.spawnargs, child.connected, child.killed, child.exitCode, child.signalCode);
  const seen = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => { seen[name] += text; });
    child[name].on('end', () => { seen[name] += '(end)'; });
  }
  child.prependListener('close', () => console.log(seen));
  child.stdin.write('first ');
  child.stdin.end('last');
}

function missing(done) {
  const child = watch('missing', spawn('no-such-program', ['x']), done);
  console.log(child.pid, child.stdin !== null);
  child.on('error', (error) => console.log(error.syscall, error.path, error.spawnargs, error.errno));
}

function killed(done) {
  const child = watch('killed', spawn('sleep', ['60']), done);
  console.log(child.kill(0), child.killed, child.kill('SIGINT'), child.killed);
  try { child.kill('SIGNONE'); } catch (error) { console.log(error.code); }
  child.on('exit', () => console.log(child.kill(), child.signalCode));
}

function disposed(done) {
  const child = watch('disposed', spawn('sleep', ['60']), done);
  if (Symbol.dispose in child) child[Symbol.dispose]();
  else child.kill();
}

function aborted(done) {
  const controller = new AbortController();
  watch('aborted', spawn('sleep', ['60'], { signal: controller.signal, killSignal: 'SIGKILL' }), done);
  controller.abort();
}

function timedOut(done) {
  watch('timed out', spawn('sleep', ['60'], { timeout: 20 }), done);
}

function ignored(done) {
  const child = watch('ignored', spawn('sh', ['-c', 'echo lost'], { stdio: 'ignore' }), done);
  console.log(child.stdio);
}

function extraPipe(done) {
  const child = watch('extra', spawn('sh', ['-c', 'cat <&3 >&4'], { stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'] }), done);
  child.stdio[4].on('data', (data) => console.log('fd 4', `${data}`));
  child.stdio[3].end('through');
}

function passedOn(done) {
  const first = spawn('echo', ['to be counted']);
  const second = spawn('wc', ['-c'], { stdio: [first.stdout, 'pipe', 'inherit'] });
  second.stdout.on('data', (data) => console.log('counted', `${data}`.trim()));
  second.on('close', done);
}

function detached(done) {
  const child = spawn('sh', ['-c', 'cut -d" " -f6 /proc/$$/stat'], { detached: true });
  let sid = '';
  child.stdout.on('data', (data) => { sid += data; });
  child.on('close', () => {
    console.log('own session', Number(sid) === child.pid);
    done();
  });
}
