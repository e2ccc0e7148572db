// What read and write take in their many forms, and in which order wrong arguments are noticed.
const fs = require('fs');
const path = require('path');
const file = path.join(process.env.SCRATCH, 'f');
fs.writeFileSync(file, '0123456789');
const fd = fs.openSync(file, 'r+');
const buffer = () => Buffer.from('..........');
const show = (value) => (Buffer.isBuffer(value) ? `<${value}>` : String(value));
function attempt(name, call) {
  try {
    console.log(name, show(call()));
  } catch (error) {
    console.log(name, error.name, error.code, error.message.split(' Received ')[0]);
  }
}
const filled = (...args) => {
  const target = buffer();
  return `${fs.readSync(fd, target, ...args)} ${target}`;
};
attempt('read all', () => filled({ position: 0 }));
attempt('read null', () => filled(null));
attempt('read at', () => filled(2, 3, 4));
attempt('read bigint', () => filled(0, 2, 5n));
attempt('read far', () => filled(0, 2, 2n ** 63n - 3n));
attempt('read too far', () => filled(0, 2, 2n ** 63n));
attempt('read length string', () => filled(0, '3', 0));
attempt('read length over', () => filled(4, 7, 0));
attempt('read length below', () => filled(0, -1, 0));
attempt('read offset below', () => filled(-1, 1, 0));
attempt('read offset NaN', () => filled(NaN, 1, 0));
attempt('read offset string', () => filled('x', 1, 0));
attempt('read options array', () => filled([]));
attempt('read options proxy', () => filled(new Proxy([], {})));
attempt('read position', () => filled(0, 1, 'x'));
attempt('read position fraction', () => filled(0, 1, 0.5));
attempt('read nothing', () => fs.readSync(fd, Buffer.alloc(0), 0, 0, 0));
attempt('read into nothing', () => fs.readSync(fd, Buffer.alloc(0), 0, 1, 0));
attempt('read into a number', () => fs.readSync(fd, 4, 0, 'utf-8'));
attempt('write', () => fs.writeSync(fd, Buffer.from('ab'), 0, 2, 0));
attempt('write options', () => fs.writeSync(fd, Buffer.from('abc'), { offset: 1, position: 3 }));
attempt('write length', () => fs.writeSync(fd, Buffer.from('abc'), 1, 3, 0));
attempt('write offset', () => fs.writeSync(fd, Buffer.from('abc'), 4));
attempt('write string', () => fs.writeSync(fd, '6162', 8, 'hex'));
attempt('write odd hex', () => fs.writeSync(fd, '616', 8, 'hex'));
attempt('write encoding', () => fs.writeSync(fd, 'z', 0, 16));
attempt('write object', () => fs.writeSync(fd, {}));
attempt('now', () => fs.readFileSync(file));
attempt('truncate', () => fs.ftruncateSync(fd, null));
attempt('rm force', () => fs.rmSync(file, { force: undefined }));
attempt('mkdir -p', () => {
  process.chdir(process.env.SCRATCH);
  return [fs.mkdirSync('p/q/r', { recursive: true }), fs.mkdirSync('p/q/r', { recursive: true })];
});
attempt('realpath of nothing', () => fs.realpathSync('') === fs.realpathSync('.'));
attempt('realpath', () => fs.realpathSync('none/x'));
attempt('realpath.native', () => fs.realpathSync.native('none/x'));
attempt('copy a directory', () => fs.copyFileSync('p', 'q'));
attempt('callback first', () => fs.stat());
attempt('path first', () => fs.access());
fs.read(fd, (error, count, target) => {
  console.log('callback', error, count, target.length);
  fs.read(fd, { position: 1, length: 2, buffer: buffer() }, (error, count, target) => {
    console.log('callback options', error, count, `${target}`);
    fs.write(fd, '', (error, count, text) => {
      console.log('callback write', error, count, JSON.stringify(text));
      fs.mkdir('p2', {}, (...args) => {
        console.log('mkdir', args.length, args);
        fs.closeSync(fd);
      });
    });
  });
});
const signals = async () => {
  const aborted = AbortSignal.abort(new Error('why'));
  for (const call of [() => fs.promises.readFile(file, { signal: aborted }),
                      () => fs.promises.writeFile(file, 'x', { signal: aborted }),
                      () => fs.promises.writeFile(file, ['x', 'y'], { signal: aborted })]) {
    await call().catch((error) => console.log(error.name, error.code, error.cause.message));
  }
};
process.once('exit', () => console.log(fs.readFileSync(file).length));
setTimeout(signals, 50);
