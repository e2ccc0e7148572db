// What listens where: ports that workers share, a port of the system's choice, paths, errors, what a worker keeps for
// itself; connections go to workers in turn.
const cluster = require('cluster');
const net = require('net');
const http = require('http');
const path = require('path');

if (cluster.isPrimary) main();
else worker();

function main() {
  cluster.schedulingPolicy = process.argv[2] === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  const workers = [cluster.fork(), cluster.fork()];
  const ask = (worker, question) => new Promise((resolve) => {
    worker.once('message', resolve);
    worker.send(question);
  });
  const get = (options) => new Promise((resolve, reject) => {
    http.get({ agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (data) => { text += data; }).on('end', () => resolve(text));
    }).on('error', (error) => resolve(error.code));
  });
  const both = (question) => Promise.all(workers.map((worker) => ask(worker, question)));
  let online = 0;
  cluster.on('online', () => {
    if (++online === 2) program();
  });

  async function program() {
    const ports = await both({ act: 'listen', options: { port: 0 } });
    console.log('same port', ports[0] > 0, ports[0] === ports[1]);
    const turns = [];
    for (let i = 0; i < 4; i++) turns.push(await get({ port: ports[0] }));
    console.log(cluster.schedulingPolicy === cluster.SCHED_RR ? turns.sort() : turns.every((turn) => /^worker [12]$/.test(turn)));
    console.log('again', (await both({ act: 'listen', options: { port: ports[0] } })).map((answer) => answer === ports[0] || { ...answer, message: answer.message?.replace(/\d+$/, 'PORT'), port: answer.port === ports[0] }));

    const own = await both({ act: 'listen', options: { port: 0, exclusive: true } });
    console.log('own ports', own[0] !== own[1], await get({ port: own[0] }), await get({ port: own[1] }));

    const taken = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.on('listening', resolve));
    const used = await ask(workers[0], { act: 'listen', options: { port: taken.address().port, host: '127.0.0.1' } });
    console.log('in use', { ...used, message: used.message?.replace(/\d+$/, 'PORT'), port: used.port === taken.address().port });
    taken.close();

    const socket = path.join(process.env.SCRATCH || '/tmp', `cluster-spec-${process.pid}`);
    console.log('path', (await both({ act: 'listen', options: { path: socket } })).map((answer) => answer === socket));
    console.log(/^worker [12]$/.test(await get({ socketPath: socket })));

    await both({ act: 'close' });
    console.log('closed', await get({ port: ports[0] }));
    console.log('listens again', await ask(workers[1], { act: 'listen', options: { port: ports[0] } }) === ports[0], await get({ port: ports[0] }));
    cluster.disconnect(async () => {
      console.log('gone', await get({ port: ports[0] }), require('fs').existsSync(socket));
    });
  }
}

function worker() {
  let servers = [];
  process.on('message', async ({ act, options }) => {
    if (act === 'close') {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      servers = [];
      process.send('closed');
      return;
    }
    const server = http.createServer((request, response) => response.end(`worker ${cluster.worker.id}`));
    server.on('error', ({ code, message, syscall, address, port }) => process.send({ code, message, syscall, address, port }));
    server.listen(options, () => {
      servers.push(server);
      process.send(server.address().port ?? server.address());
    });
  });
}
