// A readable stream that reads from one of the old kind: https://nodejs.org/api/stream.html#readablewrapstream

const { destroyer, errorOrDestroy } = require('internal/streams/destroy');

function wrap(readable, stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!readable.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => readable.push(null));
  stream.on('error', (err) => errorOrDestroy(readable, err));
  stream.on('close', () => readable.destroy());
  stream.on('destroy', () => readable.destroy());
  readable._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  for (const key of Object.keys(stream)) {
    if (readable[key] === undefined && typeof stream[key] === 'function') readable[key] = stream[key].bind(stream);
  }
  return readable;
}

// Readable.wrap()
function wrapNew(Readable, source, options) {
  return new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
    destroy(err, cb) {
      destroyer(source, err);
      cb(err);
    },
  }).wrap(source);
}

module.exports = { wrap, wrapNew };
