// A server and its clients: bodies, trailers, keep-alive, continue, hints, pipelining, upgrade, aborts, timeouts.
'use strict';
const http = require('http');
const net = require('net');
const { once } = require('events');

async function body(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

async function ask(options, send) {
  const req = http.request({ host: '127.0.0.1', ...options });
  req.end(send);
  const [res] = await once(req, 'response');
  return { req, res, text: await body(res) };
}

function raw(port, text) {
  return new Promise((resolve) => {
    let got = '';
    net.connect(port, '127.0.0.1').setEncoding('latin1').on('data', (d) => got += d)
      .on('close', () => resolve(got.replace(/Date: .*\r\n/g, ''))).write(text);
  });
}

const routes = {
  '/echo': async (req, res) => res.end(`${req.method} ${await body(req)}`),
  '/chunks': (req, res) => {
    res.write('one ');
    setImmediate(() => {
      res.write('two ');
      res.addTrailers({ 'X-Sum': '2' });
      res.end('three');
    });
  },
  '/headers': (req, res) => {
    res.setHeader('X-One', 'a').appendHeader('X-One', 'b').setHeader('Set-Cookie', ['c=1', 'd=2']);
    res.writeHead(201, 'Made', { 'X-Two': 2 });
    res.end(JSON.stringify([req.headers['x-many'], req.headersDistinct['x-many'], req.headers.host !== undefined]));
  },
  '/hints': (req, res) => res.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => res.end('hinted')),
  '/empty': (req, res) => res.writeHead(204).end(),
  '/stall': () => {},
  '/reset': (req, res) => {
    res.writeHead(200, { 'Content-Length': 10 });
    res.write('half');
    setTimeout(() => res.destroy(), 20);
  },
};

async function main() {
  const server = http.createServer((req, res) => {
    if (routes[req.url]) routes[req.url](req, res);
    else res.writeHead(404).end('nothing');
  });
  server.on('upgrade', (req, socket, head) => {
    socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\ngot ${head}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  const echo = await ask({ port, agent, path: '/echo', method: 'POST' }, 'x'.repeat(100_000));
  console.log('echo', echo.res.statusCode, echo.text.length, echo.res.headers['content-length'], echo.req.reusedSocket);
  const again = await ask({ port, agent, path: '/echo', method: 'PUT' }, 'again');
  console.log('again', again.text, again.req.reusedSocket, again.res.headers['keep-alive']);

  const chunks = await ask({ port, agent, path: '/chunks' });
  console.log('chunks', chunks.text, chunks.res.headers['transfer-encoding'], chunks.res.trailers, chunks.res.complete);
  const headers = await ask({ port, path: '/headers', headers: { 'X-Many': ['1', '2'] } });
  console.log('headers', headers.res.statusMessage, headers.text, headers.res.rawHeaders.slice(0, 10).join('|'));
  console.log('head', (await ask({ port, path: '/headers', method: 'HEAD' })).text.length);
  console.log('empty', (await ask({ port, path: '/empty' })).res.rawHeaders.includes('Content-Length'));

  const hints = http.get({ port, path: '/hints', host: '127.0.0.1' });
  const [[information], [hinted]] = await Promise.all([once(hints, 'information'), once(hints, 'response')]);
  console.log('hints', information.statusCode, information.headers.link, await body(hinted));

  const careful = http.request({ port, path: '/echo', method: 'POST', headers: { Expect: '100-continue' } });
  careful.flushHeaders();
  await once(careful, 'continue');
  careful.end('asked first');
  const [careless] = await once(careful, 'response');
  console.log('continue', await body(careless));

  const get = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const last = 'GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  console.log('pipeline', JSON.stringify(await raw(port, get('/chunks') + get('/empty') + last)));
  const old = await raw(port, 'GET /chunks HTTP/1.0\r\n\r\n');
  console.log('old', JSON.stringify(old));

  const upgrading = http.request({ port, headers: { Connection: 'Upgrade', Upgrade: 'test' } });
  upgrading.end();
  const [switched, socket, first] = await once(upgrading, 'upgrade');
  let rest = `${first}`;
  for await (const chunk of socket) rest += chunk;
  console.log('upgrade', switched.statusCode, rest);

  const stalled = http.get({ port, path: '/stall', timeout: 30 });
  await once(stalled, 'timeout');
  stalled.destroy();
  const [hangUp] = await once(stalled, 'error');
  console.log('timeout', hangUp.code, hangUp.message);

  const halved = http.get({ port, path: '/reset' });
  const [half] = await once(halved, 'response');
  half.resume();
  const [aborted] = await once(half, 'error');
  console.log('aborted', aborted.code, aborted.message, half.complete);

  const aborting = http.get({ port, path: '/echo', signal: AbortSignal.abort() });
  const [abort] = await once(aborting, 'error');
  console.log('signal', abort.name, abort.code);

  for (const bad of [() => http.request({ path: '/a b' }), () => http.request({ method: 'G T' }),
    () => http.request('ftp://x'), () => http.validateHeaderName('a b'), () => http.validateHeaderValue('a', 'b\n')]) {
    try {
      bad();
    } catch (err) {
      console.log(err.code, err.message);
    }
  }
  agent.destroy();
  server.closeAllConnections();
  server.close(() => console.log('closed'));
}
main();
