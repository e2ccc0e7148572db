// How workers end: uncaught errors, exit codes, terminate(), standard streams, and what they may not do.
const { Worker, SHARE_ENV, setEnvironmentData } = require('worker_threads');

async function run(name, source, options, then) {
  const worker = new Worker(source, { eval: true, ...options });
  worker.on('error', (error) => {
    console.log(name, 'error', error instanceof Error ? `${error.name} ${error.message} ${error.code}` : error);
  });
  worker.on('message', (message) => console.log(name, 'message', message));
  then?.(worker);
  await new Promise((resolve) => worker.on('exit', (code) => {
    console.log(name, 'exit', code);
    resolve();
  }));
}

(async () => {
  await run('throws', 'throw Object.assign(new TypeError("bad"), { code: "E_BAD" })');
  await run('rejects', 'Promise.reject(5)');
  await run('exits', 'process.on("exit", (code) => console.log("leaving", code)); process.exit(7)');
  await run('exitCode', 'process.exitCode = 3');
  await run('caught', 'process.on("uncaughtException", (error) => console.log("caught", error)); throw 1');
  await run('terminated', 'setInterval(() => {}, 1000); process.on("exit", () => console.log("no"))', {},
    (worker) => worker.on('online', async () => console.log('terminate', await worker.terminate())));
  await run('promises', '(function loop() { Promise.resolve().then(loop) })()', {},
    (worker) => worker.on('online', () => worker.terminate()));
  await run('stdin', 'process.stdin.pipe(process.stdout)', { stdin: true, stdout: true }, (worker) => {
    worker.stdout.setEncoding('utf8').on('data', (text) => console.log('stdout', text));
    worker.stdin.end('typed');
  });
  await run('limits', `for (const f of [() => process.chdir('.'), () => process.umask(0), () => process.abort()]) {
    try { f() } catch (error) { console.log(error.code, error.message) }
  }`);
  process.env.SPEC_A = '1';
  await run('env', 'process.env.SPEC_A += "2"; process.env.SPEC_B = "3"', { env: SHARE_ENV });
  console.log(process.env.SPEC_A, process.env.SPEC_B, 'SPEC_B' in process.env);
  await run('own env', 'console.log(process.env)', { env: { ONLY: 1 } });
  setEnvironmentData('key', { value: 1 });
  await run('data', 'console.log(require("worker_threads").getEnvironmentData("key"))');
  await run('options', 'console.log(process.execArgv)', { execArgv: ['--no-warnings'] });
  for (const make of [
    () => new Worker('x.js'),
    () => new Worker('file:///x.js'),
    () => new Worker(1),
    () => new Worker('', { eval: true, argv: 1 }),
    () => new Worker('', { eval: true, env: 1 }),
    () => new Worker('', { eval: true, execArgv: ['--nope'] }),
    () => new Worker(new URL('http://x')),
  ]) {
    try {
      make();
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
})();
