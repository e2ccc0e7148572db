// Workers: their events, what primary and workers know of each other, and how they leave.
const cluster = require('cluster');
const net = require('net');

if (cluster.isPrimary) {
  primary();
} else {
  worker();
}

function primary() {
  console.log(Object.keys(cluster).filter((key) => key[0] !== '_'), cluster.workers, cluster.settings, cluster.schedulingPolicy);
  console.log(cluster.isMaster, cluster.isWorker, cluster.worker, cluster.setupMaster === cluster.setupPrimary);
  cluster.on('setup', (settings) => {
    console.log('setup', settings === cluster.settings, settings.args, settings.silent, settings.exec === __filename, settings.execArgv);
  });
  cluster.setupPrimary({ args: ['one'] });
  cluster.setupPrimary({ silent: false });
  const first = cluster.fork({ SPEC: 'first' });
  console.log(first instanceof cluster.Worker, first.id, first.state, first.exitedAfterDisconnect, first.isConnected(), first.isDead(),
              Object.keys(cluster.workers), cluster.workers[1] === first, first.process.spawnargs.slice(2));
  for (const event of ['fork', 'online', 'listening', 'message', 'disconnect', 'exit']) {
    cluster.on(event, (worker, ...args) => console.log('cluster', event, worker.id, worker.state, ...args.map(plain)));
    if (event !== 'fork') first.on(event, (...args) => console.log('worker', event, ...args.map(plain)));
  }
  first.on('message', (message) => {
    if (message.done !== undefined) first.send('leave');
  });
  first.on('listening', ({ port }) => {
    net.connect(port).on('data', (data) => console.log(String(data))).on('close', () => first.send('ask'));
  });
  first.on('exit', () => {
    console.log(first.exitedAfterDisconnect, first.isConnected(), first.isDead(), Object.keys(cluster.workers));
    second();
  });
}

// A worker that dies, and one that is killed.
function second() {
  cluster.removeAllListeners();
  const dies = cluster.fork({ SPEC: 'dies' });
  dies.on('exit', (code, signal) => {
    console.log('dies', code, signal, dies.exitedAfterDisconnect);
    const killed = cluster.fork({ SPEC: 'waits' });
    killed.on('online', () => killed.kill('SIGKILL'));
    killed.on('exit', (code, signal) => {
      console.log('killed', code, signal, killed.exitedAfterDisconnect);
      third();
    });
  });
}

// All leave at once; and none is there to leave.
function third() {
  let online = 0;
  for (let i = 0; i < 2; i++) {
    const worker = cluster.fork({ SPEC: 'waits' });
    worker.on('online', () => {
      if (++online < 2) return;
      cluster.disconnect(() => {
        console.log('all left', Object.keys(cluster.workers));
        cluster.disconnect(() => console.log('nobody left'));
      });
    });
    worker.on('exit', (code, signal) => console.log('left', code, signal, worker.exitedAfterDisconnect));
  }
}

function plain(value) {
  if (value && typeof value === 'object' && value.port > 0) return { ...value, port: 'some port' };
  return value;
}

function worker() {
  switch (process.env.SPEC) {
    case 'first':
      process.on('message', (message) => {
        if (message === 'leave') cluster.worker.disconnect();
        else process.send({ done: [cluster.isPrimary, cluster.isMaster, cluster.isWorker, cluster.worker.id, cluster.worker.process === process,
          'NODE_UNIQUE_ID' in process.env, Object.keys(cluster).filter((key) => key[0] !== '_'), cluster.worker.state,
          process.argv.slice(2), cluster.worker.isConnected(), cluster.worker.isDead()] });
      });
      net.createServer((socket) => socket.end('from the worker')).listen(0);
      break;
    case 'dies':
      process.exit(7);
      break;
    default:
  }
}
