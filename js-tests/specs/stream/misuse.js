// Wrong arguments and wrong order: codes and messages.
'use strict';
const stream = require('node:stream');
const { Duplex, PassThrough, Readable, Writable } = stream;

function show(name, run) {
  try {
    const result = run((err) => console.log(`${name} ->`, err?.code ?? err));
    if (result?.on) result.on('error', (err) => console.log(`${name} !`, err.code, err.message));
  } catch (err) {
    console.log(`${name} threw ${err.name} ${err.code}: ${err.message.split('\n')[0]}`);
  }
}
const sink = () => new Writable({ write(chunk, encoding, cb) { cb(); } });

show('null', () => sink().write(null));
show('number', () => sink().write(1));
show('encoding', () => sink().write('a', 'utf-9'));
show('default encoding', () => sink().setDefaultEncoding('x'));
show('mark', () => new Readable({ highWaterMark: -1 }));
show('duplex mark', () => new Duplex({ writableHighWaterMark: 1.5 }));
show('after end', (log) => { const w = sink(); w.end(); w.on('error', (e) => log(e)); w.write('x', log); });
show('end twice', (log) => { const w = sink(); w.end(() => w.end(log)); });
show('after destroy', (log) => { const w = sink(); w.destroy(); w.write('x', log); w.end(log); });
show('twice', () => new Writable({ write(chunk, encoding, cb) { cb(); cb(); } }).on('error', () => {}).end('x'));
show('no _write', () => { new Writable().write('x'); });
show('no _read', () => { const r = new Readable(); r.read(); return r; });
show('no _transform', () => { new stream.Transform().write('x'); });
show('push object', () => { const r = new Readable({ read() {} }); r.push({}); return r; });
show('push after end', () => { const r = new Readable({ read() {} }); r.push(null); r.push('x'); return r; });
show('piping a sink', () => { const w = sink(); w.pipe(sink()); return w; });
show('from', () => Readable.from(5));
show('iterator', () => new Readable().iterator(1));
show('huge read', () => new Readable().read(2 ** 31));
show('pipeline', () => stream.pipeline(new PassThrough()));
show('pipeline one', () => stream.pipeline(new PassThrough(), () => {}));
show('finished', () => stream.finished({}, () => {}));
show('signal', () => stream.addAbortSignal({}, new PassThrough()));
show('compose', () => stream.compose(sink(), new PassThrough()));
show('compose none', () => stream.compose());
show('Duplex.from', () => Duplex.from(1));
show('map', () => Readable.from([]).map(1));
show('take', () => Readable.from([]).take(-1));
show('concurrency', () => Readable.from([]).map((x) => x, { concurrency: 0 }));
