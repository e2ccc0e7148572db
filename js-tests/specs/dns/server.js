// dns.Resolver against a server in this program.
const dgram = require('dgram');
const dns = require('dns');

const server = dgram.createSocket('udp4');
server.on('message', (query, from) => {
  let end = 12;
  let name = '';
  while (query[end]) {
    name += `${query.toString('latin1', end + 1, end + 1 + query[end])}.`;
    end += query[end] + 1;
  }
  const type = query.readUInt16BE(end + 1);
  const question = query.subarray(12, end + 5);
  if (name === 'silent.test.') return;
  const answers = [];
  const answer = (data) => {
    const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
    answers.push(Buffer.concat([head, data]));
  };
  if (name === 'two.test.' && type === 1) {
    answer(Buffer.from([10, 0, 0, 1]));
    answer(Buffer.from([10, 0, 0, 2]));
  } else if (type === 16) {
    answer(Buffer.from('\x03one\x03two', 'latin1'));
  } else if (type === 12) {
    answer(Buffer.from('\x04host\x04test\x00', 'latin1'));
  }
  const missing = name === 'missing.test.';
  const header = Buffer.from([query[0], query[1], 0x81, missing ? 0x83 : 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
  server.send([header, question, ...answers], from.port, from.address);
});

server.bind(0, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver();
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const show = (name, promise) => promise.then(
    (value) => console.log(name, JSON.stringify(value)),
    ({ code, syscall, hostname, message }) => console.log(name, code, syscall, hostname, message));
  await show('resolve4', resolver.resolve4('two.test'));
  await show('ttl', resolver.resolve4('two.test', { ttl: true }));
  await show('txt', resolver.resolveTxt('two.test'));
  await show('reverse', resolver.reverse('10.0.0.1'));
  await show('missing', resolver.resolve4('missing.test'));
  await show('nothing', resolver.resolve6('two.test'));
  const silent = show('cancelled', resolver.resolve4('silent.test'));
  setTimeout(() => resolver.cancel(), 20);
  await silent;
  server.close();
});
