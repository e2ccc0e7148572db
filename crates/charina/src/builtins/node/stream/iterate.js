// Reading a stream by `for await`: https://nodejs.org/api/stream.html#readablesymbolasynciterator

const { aggregateTwoErrors } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');

function iterate(stream, options) {
  if (typeof stream.read !== 'function') stream = require('internal/streams/readable').Readable.wrap(stream, { objectMode: true });
  const iterator = chunks(stream, options);
  iterator.stream = stream;
  return iterator;
}

async function* chunks(stream, options) {
  // undefined: still going; null: ended well.
  let error;
  let wake = null;
  const wait = (resolve) => { wake = resolve; };
  function next() {
    const resolve = wake;
    wake = null;
    resolve?.();
  }
  stream.on('readable', next);
  const cleanup = eos(stream, { writable: false }, (err) => {
    error = err ? aggregateTwoErrors(error, err) : null;
    next();
  });
  try {
    while (true) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise(wait);
    }
  } catch (err) {
    error = aggregateTwoErrors(error, err);
    throw error;
  } finally {
    // A duplex stream read to its end can still be written to.
    const halfOpen = error === null && stream.allowHalfOpen === true && stream.writable === true &&
      stream.writableEnded !== true;
    if ((error || options?.destroyOnReturn !== false) &&
        (error === undefined || stream._readableState.autoDestroy) && !halfOpen) {
      destroyer(stream, null);
    } else {
      stream.off('readable', next);
      cleanup();
    }
  }
}

module.exports = iterate;
