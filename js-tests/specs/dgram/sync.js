// bindSync, connectSync, block lists, signals, disposal and the errors of bind.
const dgram = require('dgram');
const { BlockList } = require('net');

const attempt = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
const blocks = new BlockList();
blocks.addAddress('127.0.0.1');

const deaf = dgram.createSocket({ type: 'udp4', receiveBlockList: blocks });
const mute = dgram.createSocket({ type: 'udp4', sendBlockList: blocks });
deaf.on('message', () => console.log('heard'));
deaf.on('listening', () => console.log('listening'));
attempt('bound', () => deaf.bindSync({ address: '127.0.0.1' }).address);
attempt('twice', () => deaf.bindSync());
attempt('name', () => mute.bindSync({ address: 'localhost' }));
mute.send('x', deaf.address().port, '127.0.0.1', (error) => {
  console.log(error.code);
  const free = dgram.createSocket('udp4');
  attempt('connected', () => free.connectSync(deaf.address().port, '127.0.0.1'));
  free.send('x', async (error, sent) => {
    console.log(error, sent);
    await free[Symbol.asyncDispose]();
    await new Promise((done) => setTimeout(done, 20));
    deaf.close();
    mute.close();
    const bad = dgram.createSocket('udp4');
    bad.on('error', (error) => console.log(error.message, error.syscall, error.address, error.port));
    bad.bind(0, '1.1.1.1');
    const controller = new AbortController();
    dgram.createSocket({ type: 'udp4', signal: controller.signal }).bind().on('close', () => console.log('aborted'));
    controller.abort();
  });
});
