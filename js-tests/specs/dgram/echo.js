// Two sockets: shapes of send, rinfo, connections, closing, contexts of callbacks.
const dgram = require('dgram');
const { AsyncLocalStorage } = require('async_hooks');

const storage = new AsyncLocalStorage();
const server = dgram.createSocket('udp4');
const client = dgram.createSocket({ type: 'udp4', recvBufferSize: 8192 });
const shown = (error) => `${error.name} ${error.code} ${error.message}`;
const attempt = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, shown(error));
  }
};

const got = [];
server.on('message', (message, { address, family, port, size }) => {
  got.push(`${message} ${address} ${family} ${port === client.address().port} ${size}`);
  if (got.length < 6) return;
  for (const line of got.sort()) console.log(line);
  connected();
});

function connected() {
  client.connect(server.address().port, () => {
    console.log('peer', client.remoteAddress().address);
    attempt('again', () => client.connect(1));
    attempt('elsewhere', () => client.send('x', 0, 1, 9, '127.0.0.1'));
    server.removeAllListeners('message');
    server.once('message', (message) => {
      console.log('connected', String(message));
      client.disconnect();
      attempt('disconnect', () => client.disconnect());
      attempt('remoteAddress', () => client.remoteAddress());
      client.close(() => console.log('client closed'));
      attempt('close', () => client.close());
      server.close();
    });
    client.send(['by ', Buffer.from('connection')]);
  });
}

server.bind(0, '127.0.0.1', () => {
  const { port } = server.address();
  storage.run('kept', () => client.send('string', port, (error, sent) => console.log(error, sent, storage.getStore())));
  client.send(Buffer.from('offset'), 3, 3, port, '127.0.0.1');
  client.send(new Uint8Array([65, 66]), port);
  client.send(new DataView(new Uint8Array([67, 68]).buffer), port, 'localhost');
  client.send(['li', 'st'], port, '127.0.0.1');
  client.send([], port);
  attempt('bind', () => client.bind());
  attempt('send', () => client.send(1, port));
  attempt('port', () => client.send('x', 0));
  attempt('bounds', () => client.send('abc', 2, 2, port));
  attempt('type', () => dgram.createSocket('tcp'));
  attempt('buffer', () => server.setRecvBufferSize(-1));
  attempt('ttl', () => server.setTTL(0));
});
