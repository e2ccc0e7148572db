// The buffer of a readable stream: how what waits in it is taken out. https://nodejs.org/api/stream.html#buffering

const { codes } = require('internal/errors');
const { Buffer } = require('buffer');

function takeFirst(state) {
  const { buffer } = state;
  const chunk = buffer[state.bufferIndex];
  buffer[state.bufferIndex++] = null;
  if (state.bufferIndex === buffer.length) {
    buffer.length = 0;
    state.bufferIndex = 0;
  } else if (state.bufferIndex > 1024) {
    buffer.splice(0, state.bufferIndex);
    state.bufferIndex = 0;
  }
  return chunk;
}

function clearReadBuffer(state) {
  state.buffer.length = 0;
  state.bufferIndex = 0;
}

function takeAll(state) {
  const { buffer, bufferIndex } = state;
  const count = buffer.length - bufferIndex;
  let all;
  if (count === 1) {
    // With a decoder always text, even if bytes were unshifted.
    all = state.decoder ? `${buffer[bufferIndex]}` : buffer[bufferIndex];
  } else {
    const list = bufferIndex === 0 ? buffer : buffer.slice(bufferIndex);
    all = state.decoder ? list.join('') : count === 0 ? Buffer.alloc(0) : Buffer.concat(list, state.length);
  }
  clearReadBuffer(state);
  return all;
}

// `n` bytes or characters, fewer than there are.
function takePart(n, state) {
  const { buffer } = state;
  const parts = [];
  let missing = n;
  while (missing > 0) {
    const chunk = buffer[state.bufferIndex];
    if (chunk.length > missing) {
      parts.push(chunk.slice(0, missing));
      buffer[state.bufferIndex] = chunk.slice(missing);
      break;
    }
    missing -= chunk.length;
    parts.push(takeFirst(state));
  }
  if (parts.length === 1) return parts[0];
  return state.decoder ? parts.join('') : Buffer.concat(parts, n);
}

function fromList(n, state) {
  if (state.length === 0) return null;
  if (state.objectMode) return takeFirst(state);
  return !n || n >= state.length ? takeAll(state) : takePart(n, state);
}

function howMuchToRead(n, state) {
  if (n <= 0 || (state.length === 0 && state.ended)) return 0;
  if (state.objectMode) return 1;
  if (n === undefined) {
    return state.flowing && state.length ? state.buffer[state.bufferIndex].length : state.length;
  }
  if (n <= state.length) return n;
  return state.ended ? state.length : 0;
}

// A reader of big pieces gets a mark that holds them: the next power of two.
function raiseHighWaterMark(n) {
  if (n > 0x40000000) throw new codes.ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  return 2 ** Math.ceil(Math.log2(n));
}

module.exports = { clearReadBuffer, fromList, howMuchToRead, raiseHighWaterMark };
