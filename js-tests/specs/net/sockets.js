// Sockets and servers from end to end: TCP, Unix and abstract names, half-open, errors, limits, resets.
'use strict';
const fs = require('fs');
const net = require('net');
const path = require('path');
const { once } = require('events');

const dir = process.env.SCRATCH || fs.mkdtempSync('/tmp/net-spec-');

async function echo(where, label) {
  const server = net.createServer((c) => c.pipe(c));
  server.listen(where);
  await once(server, 'listening');
  const address = server.address();
  const c = net.connect(typeof address === 'string' ? address : address.port, '127.0.0.1');
  await once(c, 'connect');
  c.end('hello');
  let text = '';
  for await (const chunk of c) text += chunk;
  console.log(label, text, c.bytesRead, c.bytesWritten, c.readyState);
  server.close();
  await once(server, 'close');
}

async function failure(label, ...args) {
  const c = net.connect(...args);
  const [err] = await once(c, 'error');
  const [hadError] = await once(c, 'close');
  console.log(label, err.message.replaceAll(dir, '<dir>'), err.code, err.syscall, err.port, hadError);
}

async function main() {
  await echo({ port: 0, host: '127.0.0.1' }, 'tcp');
  await echo({ path: path.join(dir, 'echo.sock') }, 'unix');
  console.log('unix path left behind:', fs.existsSync(path.join(dir, 'echo.sock')));
  await echo({ path: `\0charina-spec-${process.pid}` }, 'abstract');

  await failure('refused', 1, '127.0.0.1');
  await failure('no such path', path.join(dir, 'none.sock'));

  // An address that is taken.
  const one = net.createServer().listen(0, '127.0.0.1');
  await once(one, 'listening');
  const two = net.createServer().listen(one.address().port, '127.0.0.1');
  const [taken] = await once(two, 'error');
  console.log(taken.code, taken.syscall, taken.message.replace(/\d+$/, 'PORT'), two.listening);
  try {
    one.listen(0);
  } catch (err) {
    console.log(err.code);
  }

  // More connections than the server wants.
  one.maxConnections = 0;
  const dropped = net.connect(one.address().port, '127.0.0.1');
  const [data] = await once(one, 'drop');
  console.log('drop', Object.keys(data).join(), data.remoteFamily);
  await once(dropped.resume(), 'close');
  one.maxConnections = null;

  // A side that has ended may still be written to.
  const half = net.createServer({ allowHalfOpen: true }, (c) => {
    c.resume().on('end', () => setTimeout(() => c.end('late'), 10));
  }).listen(0, '127.0.0.1');
  await once(half, 'listening');
  const c = net.connect(half.address().port, '127.0.0.1').setEncoding('utf8');
  c.end();
  const [late] = await once(c, 'data');
  console.log('half-open', late);
  await once(c, 'close');

  // A reset is an error for the other side.
  one.once('connection', (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const reset = net.connect(one.address().port, '127.0.0.1');
  reset.write('x');
  const [err] = await once(reset, 'error');
  console.log(err.code, err.syscall, err.message);

  // More than the kernel takes at once: 'drain' and the order of what is written.
  const size = 4 << 20;
  one.once('connection', (socket) => {
    const big = Buffer.alloc(size);
    for (let i = 0; i < size; i += 4) big.writeUInt32LE(i, i);
    console.log('write took all:', socket.write(big));
    socket.once('drain', () => socket.end());
  });
  const reader = net.connect(one.address().port, '127.0.0.1');
  const chunks = [];
  for await (const chunk of reader) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  let ordered = all.length === size;
  for (let i = 0; ordered && i < size; i += 4096) ordered = all.readUInt32LE(i) === i;
  console.log('in order:', ordered);

  // Idle sockets time out.
  const idle = net.connect(one.address().port, '127.0.0.1');
  idle.setTimeout(20);
  await once(idle, 'timeout');
  console.log('timeout', idle.timeout, idle.destroyed);
  idle.destroy();

  one.close();
  half.close(() => console.log('closed'));
}
main();
