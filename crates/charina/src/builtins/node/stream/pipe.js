// Readable.prototype.pipe(): https://nodejs.org/api/stream.html#readablepipedestination-options

const { errorOrDestroy } = require('internal/streams/destroy');
const { prependListener } = require('internal/streams/legacy');
const { nextTick } = process;

function onDrain(source, dest) {
  return () => {
    const state = source._readableState;
    if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
    else if (state.multiAwaitDrain) state.awaitDrainWriters.delete(dest);
    if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && state.dataListening) source.resume();
  };
}

module.exports = function pipe(source, dest, options) {
  const state = source._readableState;
  if (state.pipes.length === 1 && !state.multiAwaitDrain) {
    state.multiAwaitDrain = true;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);

  const endFn = (!options || options.end !== false) && !dest._isStdio ? onend : unpipe;
  if (state.endEmitted) nextTick(endFn);
  else source.once('end', endFn);
  dest.on('unpipe', onunpipe);

  let drain;
  let cleanedUp = false;

  function onunpipe(readable, info) {
    if (readable === source && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanup();
    }
  }
  function onend() {
    dest.end();
  }
  function cleanup() {
    dest.removeListener('close', onclose);
    dest.removeListener('finish', onfinish);
    if (drain) dest.removeListener('drain', drain);
    dest.removeListener('error', onerror);
    dest.removeListener('unpipe', onunpipe);
    source.removeListener('end', onend);
    source.removeListener('end', unpipe);
    source.removeListener('data', ondata);
    cleanedUp = true;
    // Nobody will tell the source when this destination has drained.
    if (drain && state.awaitDrainWriters && (!dest._writableState || dest._writableState.needDrain)) drain();
  }
  function pause() {
    // A write may have unpiped us: then there is nothing to wait for.
    if (!cleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === dest) {
        state.awaitDrainWriters = dest;
        state.multiAwaitDrain = false;
      } else if (state.pipes.length > 1 && state.pipes.includes(dest)) {
        state.awaitDrainWriters.add(dest);
      }
      source.pause();
    }
    if (!drain) {
      drain = onDrain(source, dest);
      dest.on('drain', drain);
    }
  }
  function ondata(chunk) {
    try {
      if (dest.write(chunk) === false) pause();
    } catch (err) {
      dest.destroy(err);
    }
  }
  function onerror(err) {
    unpipe();
    dest.removeListener('error', onerror);
    if (dest.listenerCount('error') !== 0) return;
    const s = dest._writableState || dest._readableState;
    if (s && !s.errorEmitted) errorOrDestroy(dest, err);
    else dest.emit('error', err);
  }
  function onclose() {
    dest.removeListener('finish', onfinish);
    unpipe();
  }
  function onfinish() {
    dest.removeListener('close', onclose);
    unpipe();
  }
  function unpipe() {
    source.unpipe(dest);
  }

  source.on('data', ondata);
  prependListener(dest, 'error', onerror);
  dest.once('close', onclose);
  dest.once('finish', onfinish);
  dest.emit('pipe', source);
  if (dest.writableNeedDrain === true) pause();
  else if (!state.flowing) source.resume();
  return dest;
};
