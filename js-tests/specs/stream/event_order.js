// The order of methods, callbacks and events of each class.
'use strict';
const { Duplex, PassThrough, Readable, Transform, Writable } = require('node:stream');

const steps = [];
async function trace(name, run) {
  const log = [];
  const watch = (stream, tag = '') => {
    const { emit } = stream;
    stream.emit = function (event, ...args) {
      if (typeof event === 'string' && !event.endsWith('Listener')) log.push(tag + event);
      return emit.call(this, event, ...args);
    };
    return stream;
  };
  await run(watch, (entry) => log.push(entry));
  for (let i = 0; i < 12; i++) await new Promise(setImmediate);
  console.log(`${name}: ${log.join(' ')}`);
}
const add = (name, run) => steps.push([name, run]);

add('write', (watch, log) => {
  const stream = watch(new Writable({
    highWaterMark: 3,
    construct(cb) { log('construct'); setImmediate(cb); },
    write(chunk, encoding, cb) { log(`write(${chunk},${encoding})`); setImmediate(cb); },
    final(cb) { log('final'); cb(); },
    destroy(err, cb) { log('destroy'); cb(err); },
  }));
  log(stream.write('ab', () => log('cb1')));
  log(stream.write('cd', 'latin1', () => log('cb2')));
  stream.end(() => log('ended'));
});
add('writev and cork', (watch, log) => {
  const stream = watch(new Writable({
    writev(chunks, cb) { log(`writev(${chunks.map(({ chunk }) => chunk).join()})`); cb(); },
  }));
  stream.cork();
  stream.write('a');
  stream.write('b', () => log('cb'));
  process.nextTick(() => { stream.uncork(); stream.end(); });
});
add('failing write', (watch, log) => {
  const stream = watch(new Writable({ write(chunk, encoding, cb) { cb(new Error(`no ${chunk}`)); } }));
  stream.on('error', (err) => log(err.message));
  stream.write('a', (err) => log(`cb1 ${err.message}`));
  stream.write('b', (err) => log(`cb2 ${err.message}`));
  stream.end((err) => log(`end ${err.message}`));
});
add('flowing', (watch, log) => {
  let n = 0;
  const stream = watch(new Readable({ read() { log('read'); this.push(n++ < 2 ? `${n}` : null); } }));
  stream.on('data', (chunk) => log(`<${chunk}>`));
});
add('readable', (watch, log) => {
  const stream = watch(new Readable({ highWaterMark: 2, read() {} }));
  stream.on('readable', () => { for (let c; (c = stream.read(2)) !== null;) log(`<${c}>`); });
  stream.push('abc');
  setImmediate(() => { stream.push('d'); stream.push(null); });
});
add('once readable', (watch, log) => {
  const stream = watch(Readable.from(['a', 'b']));
  stream.once('readable', () => { log(stream.read()); stream.resume(); });
});
add('transform', (watch, log) => {
  const stream = watch(new Transform({
    transform(chunk, encoding, cb) { this.push(`${chunk}!`); setImmediate(cb, null, '?'); },
    flush(cb) { log('flush'); cb(null, '.'); },
  }));
  stream.setEncoding('utf8').on('data', log);
  stream.write('a');
  stream.end('b', () => log('written'));
});
add('pipe', (watch, log) => {
  const source = watch(new Readable({ read() {} }), 'r:');
  const slow = watch(new Writable({ highWaterMark: 1, write(chunk, encoding, cb) { setImmediate(cb); } }), 's:');
  const fast = watch(new PassThrough(), 'p:');
  source.pipe(slow);
  source.pipe(fast).resume();
  source.push('a');
  source.push('b');
  setImmediate(() => { source.unpipe(fast); source.push(null); });
});
add('destroy', (watch, log) => {
  const stream = watch(new Duplex({ read() {}, write() {}, destroy(err, cb) { log('destroy'); setImmediate(cb, err); } }));
  stream.on('error', (err) => log(err.message)).on('data', log);
  stream.write('x', (err) => log(err.code));
  stream.push('y');
  stream.destroy(new Error('gone'));
  stream.destroy(new Error('again'));
});
add('half open', (watch, log) => {
  const stream = watch(new Duplex({ allowHalfOpen: false, read() {}, write(c, e, cb) { cb(); }, final(cb) { log('final'); cb(); } }));
  stream.resume();
  stream.push(null);
});

(async () => { for (const [name, run] of steps) await trace(name, run); })();
