// Servers and sockets that go from process to process.
// https://nodejs.org/api/child_process.html#example-sending-a-server-object
const { fork } = require('child_process');
const net = require('net');
const dgram = require('dgram');

if (process.argv[2] === 'child') {
  process.on('message', (message, handle) => {
    switch (message) {
      case 'server':
        console.log('child:', message, handle instanceof net.Server, handle.listening);
        handle.on('connection', (socket) => socket.end('from the child'));
        process.send('listening');
        process.once('close server', () => handle.close());
        break;
      case 'socket':
      case 'kept':
        console.log('child:', message, handle instanceof net.Socket, handle.readable, handle.writable);
        if (message === 'socket') handle.end('yours');
        else handle.end('twice');
        break;
      case 'datagrams':
        console.log('child:', message, handle instanceof dgram.Socket, handle.type);
        handle.on('message', (data, from) => {
          handle.send(`got ${data}`, from.port, from.address, () => handle.close());
        });
        process.send('receiving');
        break;
      case 'native':
        console.log('child:', message, typeof handle.readStart);
        handle.close();
        process.send('closed');
        break;
      case 'close':
        process.emit('close server');
        break;
      default:
        console.log('child:', message, handle);
        process.disconnect();
    }
  });
  process.on('disconnect', () => console.log('child: disconnect'));
} else {
  main();
}

async function main() {
  const child = fork(__filename, ['child']);
  const said = () => new Promise((resolve) => child.once('message', resolve));
  const read = (port) => new Promise((resolve) => {
    let text = '';
    net.connect(port, '127.0.0.1').setEncoding('utf8').on('data', (data) => { text += data; }).on('close', () => resolve(text));
  });

  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  child.send('server', server);
  console.log(await said());
  const { port } = server.address();
  server.close();
  console.log(await read(port));
  child.send('close');

  const giver = net.createServer({ pauseOnConnect: true });
  let kept;
  let sent;
  const left = [];
  giver.once('connection', (socket) => {
    const before = giver._connections;
    child.send('socket', socket, (error) => { sent = error; });
    left.push(before, giver._connections, socket._handle === null);
    giver.once('connection', (socket) => {
      kept = socket;
      child.send('kept', socket, { keepOpen: true });
      left.push(giver._connections, socket._handle === null);
    });
  });
  giver.listen(0, '127.0.0.1');
  await new Promise((resolve) => giver.on('listening', resolve));
  console.log(await read(giver.address().port));
  console.log(await read(giver.address().port));
  kept.destroy();
  const count = await new Promise((resolve, reject) => giver.getConnections((error, n) => (error ? reject(error) : resolve(n))));
  // Whether the child has told yet that the socket is closed is a matter of time.
  console.log('connections', count <= 1, sent, left);
  await new Promise((resolve) => giver.close(resolve));
  console.log('closed');

  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await new Promise((resolve) => udp.on('listening', resolve));
  child.send('datagrams', udp);
  console.log(await said());
  const asker = dgram.createSocket('udp4');
  asker.send('ping', udp.address().port, '127.0.0.1');
  udp.close();
  console.log(String(await new Promise((resolve) => asker.once('message', resolve))));
  asker.close();

  const other = net.createServer().listen(0);
  await new Promise((resolve) => other.on('listening', resolve));
  child.send('native', other._handle, () => other.close());
  console.log(await said());
  for (const handle of [{}, new Date(0), 5]) {
    try {
      child.send('wrong', handle);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  // Behind the handles, in order.
  child.send('end');
  child.on('close', (code) => console.log('close', code));
}
