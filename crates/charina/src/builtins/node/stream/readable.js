// Readable: https://nodejs.org/api/stream.html#readable-streams

const { AbortError, codes } = require('internal/errors');
const { Buffer } = require('buffer');
const EE = require('events');
const { construct, destroy, errorOrDestroy, undestroy } = require('internal/streams/destroy');
const { Stream } = require('internal/streams/legacy');
const { clearReadBuffer, fromList, howMuchToRead, raiseHighWaterMark } = require('internal/streams/read-buffer');
const { defineGetters, getHighWaterMark, toBuffer } = require('internal/streams/state');
const { nextTick } = process;
const { addListener, removeListener, removeAllListeners } = EE.prototype;

function ReadableState(options, stream, isDuplex) {
  const objectMode = !!(options && (options.objectMode || (isDuplex && options.readableObjectMode)));
  // One literal: the engine makes an object of this size much faster so than by assignments.
  const state = {
    __proto__: ReadableState.prototype,
    objectMode,
    highWaterMark: getHighWaterMark(objectMode, options ?? {}, isDuplex ? 'readableHighWaterMark' : null),
    // What waits to be read, from `bufferIndex` on; `length` in bytes, characters or objects.
    buffer: [],
    bufferIndex: 0,
    length: 0,
    pipes: [],
    // null: nobody has said yet. `paused` is what pause() and resume() said last.
    flowing: null,
    paused: null,
    ended: false,
    endEmitted: false,
    endScheduled: false,
    // _read() is under way; `sync`: it has not yet returned.
    reading: false,
    sync: true,
    readingMore: false,
    needReadable: false,
    emittedReadable: false,
    readableListening: false,
    dataListening: false,
    resumeScheduled: false,
    dataEmitted: false,
    destroyed: false,
    errored: null,
    errorEmitted: false,
    closed: false,
    closeEmitted: false,
    constructed: true,
    emitClose: true,
    autoDestroy: true,
    defaultEncoding: 'utf8',
    // The destination that must drain, or a Set of them with multiAwaitDrain.
    awaitDrainWriters: null,
    multiAwaitDrain: false,
    decoder: null,
    encoding: null,
  };
  if (!options) return state;
  if (options.emitClose === false) state.emitClose = false;
  if (options.autoDestroy === false) state.autoDestroy = false;
  const { defaultEncoding, encoding } = options;
  if (defaultEncoding != null && defaultEncoding !== 'utf8' && defaultEncoding !== 'utf-8') {
    if (!Buffer.isEncoding(defaultEncoding)) throw new codes.ERR_UNKNOWN_ENCODING(defaultEncoding);
    state.defaultEncoding = defaultEncoding;
  }
  if (encoding) {
    state.decoder = newDecoder(encoding);
    state.encoding = encoding;
  }
  return state;
}

Object.defineProperty(ReadableState.prototype, 'pipesCount', {
  __proto__: null,
  get() { return this.pipes.length; },
});

function newDecoder(encoding) {
  return new (require('string_decoder').StringDecoder)(encoding);
}

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  // In this order eventNames() lists the usual ones.
  this._events ??= { close: undefined, error: undefined, data: undefined, end: undefined, readable: undefined };
  this._readableState = new ReadableState(options, this, false);
  EE.init.call(this, options);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) require('internal/streams/add-abort-signal').addAbortSignal(options.signal, this);
  }
  if (this._construct != null) construct(this, () => constructed(this));
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);
module.exports = { Readable, ReadableState, constructed };

Readable.ReadableState = ReadableState;

function constructed(stream) {
  const state = stream._readableState;
  if (state.needReadable) maybeReadMore(stream, state);
}

// Into the buffer //

function badChunk(stream, chunk) {
  errorOrDestroy(stream, new codes.ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return false;
}

function canPushMore(state) {
  return !state.ended && (state.length < state.highWaterMark || state.length === 0);
}

function addChunk(stream, state, chunk, atFront) {
  if (state.flowing && state.dataListening && !state.sync && state.length === 0) {
    if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
    state.dataEmitted = true;
    stream.emit('data', chunk);
  } else {
    state.length += state.objectMode ? 1 : chunk.length;
    if (!atFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if (state.needReadable) emitReadable(stream, state);
  }
  if (!state.readingMore) maybeReadMore(stream, state);
}

function endOfData(stream, state) {
  if (state.ended) return;
  const rest = state.decoder?.end();
  if (rest) {
    state.buffer.push(rest);
    state.length += state.objectMode ? 1 : rest.length;
  }
  state.ended = true;
  if (state.sync) {
    // Inside of read(): data must not be emitted before that returns.
    emitReadable(stream, state);
  } else {
    // Packages rely on this 'readable' being emitted at once.
    state.needReadable = false;
    state.emittedReadable = true;
    emitReadableNow(stream);
  }
}

// Events and the flow //

function emitReadable(stream, state) {
  state.needReadable = false;
  if (state.emittedReadable) return;
  state.emittedReadable = true;
  nextTick(emitReadableNow, stream);
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if (!state.destroyed && !state.errored && (state.length || state.ended)) {
    stream.emit('readable');
    state.emittedReadable = false;
  }
  if (!state.flowing && !state.ended && state.length <= state.highWaterMark) state.needReadable = true;
  flow(stream);
}

// Reads ahead up to the mark, from a tick of its own.
function maybeReadMore(stream, state) {
  if (state.readingMore || state.reading || !state.constructed) return;
  state.readingMore = true;
  nextTick(readMore, stream, state);
}

function readMore(stream, state) {
  while (!state.reading && !state.ended &&
         (state.length < state.highWaterMark || (state.flowing && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (state.length === before) break;
  }
  state.readingMore = false;
}

function flow(stream) {
  const state = stream._readableState;
  while (state.flowing && stream.read() !== null);
}

function resumeNow(stream, state) {
  if (!state.reading) stream.read(0);
  state.resumeScheduled = false;
  stream.emit('resume');
  flow(stream);
  if (state.flowing && !state.reading) stream.read(0);
}

function readNothing(stream) {
  stream.read(0);
}

// After a 'readable' listener went, in a tick of its own: once('readable') comes back at once.
function updateReadableListening(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if (state.resumeScheduled && state.paused === false) state.flowing = true;
  else if (state.dataListening) stream.resume();
  else if (!state.readableListening) state.flowing = null;
}

function endReadable(stream, state) {
  if (state.endEmitted || state.endScheduled) return;
  state.ended = true;
  state.endScheduled = true;
  nextTick(emitEnd, state, stream);
}

function emitEnd(state, stream) {
  state.endScheduled = false;
  // Something may have been unshifted meanwhile.
  if (state.errored || state.closeEmitted || state.endEmitted || state.length !== 0) return;
  state.endEmitted = true;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    nextTick(endWritable, stream);
  } else if (state.autoDestroy) {
    // A duplex stream goes when its other side is done too.
    const w = stream._writableState;
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

Object.assign(Readable.prototype, {
  destroy,
  _undestroy: undestroy,

  _destroy(err, cb) {
    cb(err);
  },

  [EE.captureRejectionSymbol](err) {
    this.destroy(err);
  },

  async [Symbol.asyncDispose]() {
    let error;
    if (!this.destroyed) {
      error = this.readableEnded ? null : new AbortError();
      this.destroy(error);
    }
    await new Promise((resolve, reject) => {
      require('internal/streams/end-of-stream').eos(this, (err) => {
        if (err && err !== error) reject(err);
        else resolve(null);
      });
    });
  },

  // True: the source may push more before the next _read().
  push(chunk, encoding) {
    const state = this._readableState;
    if (chunk === null) {
      state.reading = false;
      endOfData(this, state);
      return false;
    }
    let decode = state.decoder !== null;
    if (state.objectMode) {
      if (encoding) decode = false;
    } else {
      if (typeof chunk === 'string') {
        encoding ||= state.defaultEncoding;
        // A string in the stream's own encoding is as decoded as it gets.
        if (state.encoding === encoding) decode = false;
        else chunk = Buffer.from(chunk, encoding);
      } else if (!(chunk instanceof Buffer) && chunk !== undefined) {
        if (!ArrayBuffer.isView(chunk)) return badChunk(this, chunk);
        chunk = toBuffer(chunk);
      }
      if (chunk === undefined || chunk.length === 0) {
        state.reading = false;
        maybeReadMore(this, state);
        return canPushMore(state);
      }
    }
    if (state.ended) {
      errorOrDestroy(this, new codes.ERR_STREAM_PUSH_AFTER_EOF());
      return false;
    }
    if (state.destroyed || state.errored) return false;
    state.reading = false;
    if (decode) {
      chunk = state.decoder.write(chunk);
      if (chunk.length === 0 && !state.objectMode) {
        maybeReadMore(this, state);
        return canPushMore(state);
      }
    }
    addChunk(this, state, chunk, false);
    return canPushMore(state);
  },

  unshift(chunk, encoding) {
    const state = this._readableState;
    if (chunk === null) {
      state.reading = false;
      endOfData(this, state);
      return false;
    }
    if (!state.objectMode) {
      if (typeof chunk === 'string') {
        encoding ||= state.defaultEncoding;
        if (state.encoding !== encoding) {
          chunk = Buffer.from(chunk, encoding);
          if (state.encoding) chunk = chunk.toString(state.encoding);
        }
      } else if (!(chunk instanceof Buffer) && chunk !== undefined) {
        if (!ArrayBuffer.isView(chunk)) return badChunk(this, chunk);
        chunk = toBuffer(chunk);
      }
      if (chunk === undefined || chunk.length === 0) return canPushMore(state);
    }
    if (state.endEmitted) {
      errorOrDestroy(this, new codes.ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
      return canPushMore(state);
    }
    if (state.destroyed || state.errored) return false;
    addChunk(this, state, chunk, true);
    return canPushMore(state);
  },

  isPaused() {
    const state = this._readableState;
    return state.paused === true || state.flowing === false;
  },

  setEncoding(encoding) {
    const state = this._readableState;
    const decoder = newDecoder(encoding);
    state.decoder = decoder;
    state.encoding = decoder.encoding;
    // What is there already becomes text too.
    let text = '';
    for (let i = state.bufferIndex; i < state.buffer.length; i++) text += decoder.write(state.buffer[i]);
    if (state.ended) text += decoder.end();
    clearReadBuffer(state);
    if (text !== '') state.buffer.push(text);
    state.length = text.length;
    return this;
  },

  read(n) {
    const state = this._readableState;
    // undefined: whatever is there.
    if (n !== undefined && !Number.isInteger(n)) {
      n = Number.parseInt(n, 10);
      if (Number.isNaN(n)) n = undefined;
    }
    const asked = n;
    if (n > state.highWaterMark) state.highWaterMark = raiseHighWaterMark(n);
    if (n !== 0) state.emittedReadable = false;

    // read(0) with enough in the buffer is only there to have 'readable' emitted.
    if (n === 0 && state.needReadable &&
        (state.ended || (state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0))) {
      if (state.length === 0 && state.ended) endReadable(this, state);
      else emitReadable(this, state);
      return null;
    }

    n = howMuchToRead(n, state);
    if (n === 0 && state.ended) {
      if (state.length === 0) endReadable(this, state);
      return null;
    }

    // The source first: it may push at once, and then there is more to return.
    if (!state.ended && !state.reading && !state.destroyed && !state.errored && state.constructed &&
        (state.needReadable || state.length === 0 || state.length - n < state.highWaterMark)) {
      state.reading = true;
      state.sync = true;
      if (state.length === 0) state.needReadable = true;
      try {
        this._read(state.highWaterMark);
      } catch (err) {
        errorOrDestroy(this, err);
      }
      state.sync = false;
      if (!state.reading) n = howMuchToRead(asked, state);
    }

    const chunk = n > 0 ? fromList(n, state) : null;
    if (chunk === null) {
      if (state.length <= state.highWaterMark) state.needReadable = true;
      n = 0;
    } else {
      state.length -= n;
      if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
      else state.awaitDrainWriters = null;
    }
    if (state.length === 0) {
      if (!state.ended) state.needReadable = true;
      else if (asked !== n) endReadable(this, state);
    }
    if (chunk !== null && !state.errorEmitted && !state.closeEmitted) {
      state.dataEmitted = true;
      this.emit('data', chunk);
    }
    return chunk;
  },

  _read(n) {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_read()');
  },

  pipe(dest, options) {
    return require('internal/streams/pipe')(this, dest, options);
  },

  unpipe(dest) {
    const state = this._readableState;
    if (state.pipes.length === 0) return this;
    if (!dest) {
      const dests = state.pipes;
      state.pipes = [];
      this.pause();
      for (let i = 0; i < dests.length; i++) dests[i].emit('unpipe', this, { hasUnpiped: false });
      return this;
    }
    const index = state.pipes.indexOf(dest);
    if (index === -1) return this;
    state.pipes.splice(index, 1);
    if (state.pipes.length === 0) this.pause();
    dest.emit('unpipe', this, { hasUnpiped: false });
    return this;
  },

  on(event, listener) {
    const result = addListener.call(this, event, listener);
    if (event === 'data') {
      const state = this._readableState;
      state.dataListening = true;
      if (this.listenerCount('readable') > 0) state.readableListening = true;
      if (state.flowing !== false) this.resume();
    } else if (event === 'readable') {
      const state = this._readableState;
      if (!state.endEmitted && !state.readableListening) {
        state.readableListening = state.needReadable = true;
        state.flowing = false;
        state.emittedReadable = false;
        if (state.length) emitReadable(this, state);
        else if (!state.reading) nextTick(readNothing, this);
      }
    }
    return result;
  },

  removeListener(event, listener) {
    const result = removeListener.call(this, event, listener);
    if (event === 'readable') nextTick(updateReadableListening, this);
    else if (event === 'data' && this.listenerCount('data') === 0) this._readableState.dataListening = false;
    return result;
  },

  removeAllListeners(event) {
    const result = removeAllListeners.apply(this, arguments);
    if (event === 'readable' || event === undefined) nextTick(updateReadableListening, this);
    if (event === 'data' || event === undefined) this._readableState.dataListening = false;
    return result;
  },

  resume() {
    const state = this._readableState;
    if (!state.flowing) {
      // With 'readable' listeners it is they who read.
      state.flowing = !state.readableListening;
      if (!state.resumeScheduled) {
        state.resumeScheduled = true;
        nextTick(resumeNow, this, state);
      }
    }
    state.paused = false;
    return this;
  },

  pause() {
    const state = this._readableState;
    if (state.flowing !== false) {
      state.flowing = false;
      this.emit('pause');
    }
    state.paused = true;
    return this;
  },

  wrap(stream) {
    return require('internal/streams/wrap').wrap(this, stream);
  },

  [Symbol.asyncIterator]() {
    return require('internal/streams/iterate')(this);
  },

  iterator(options) {
    if (options !== undefined) require('internal/validators').validateObject(options, 'options');
    return require('internal/streams/iterate')(this, options);
  },

  compose(stream, options) {
    return require('internal/streams/operators').compose.call(this, stream, options);
  },
});
Readable.prototype.addListener = Readable.prototype.on;
Readable.prototype.off = Readable.prototype.removeListener;

defineGetters(Readable.prototype, {
  get readable() {
    const r = this._readableState;
    return !!r && r.readable !== false && !r.destroyed && !r.errorEmitted && !r.endEmitted;
  },
  set readable(value) { if (this._readableState) this._readableState.readable = !!value; },
  get readableDidRead() { return this._readableState.dataEmitted; },
  get readableAborted() {
    const r = this._readableState;
    return r.readable !== false && !!(r.destroyed || r.errored) && !r.endEmitted;
  },
  get readableHighWaterMark() { return this._readableState.highWaterMark; },
  get readableBuffer() { return this._readableState?.buffer; },
  get readableFlowing() { return this._readableState.flowing; },
  set readableFlowing(value) { if (this._readableState) this._readableState.flowing = value; },
  get readableLength() { return this._readableState.length; },
  get readableObjectMode() { return !!this._readableState?.objectMode; },
  get readableEncoding() { return this._readableState?.encoding ?? null; },
  get errored() { return this._readableState?.errored ?? null; },
  get closed() { return !!this._readableState?.closed; },
  get destroyed() { return !!this._readableState?.destroyed; },
  // Packages of old set it in destroy() methods of their own.
  set destroyed(value) { if (this._readableState) this._readableState.destroyed = value; },
  get readableEnded() { return !!this._readableState?.endEmitted; },
});

Readable._fromList = fromList;

Readable.from = function from(iterable, options) {
  return require('internal/streams/from')(Readable, iterable, options);
};

Readable.wrap = function wrap(source, options) {
  return require('internal/streams/wrap').wrapNew(Readable, source, options);
};

Readable.fromWeb = function(readableStream, options) {
  return require('internal/webstreams/adapters').newStreamReadableFromReadableStream(readableStream, options);
};

Readable.toWeb = function(streamReadable, options) {
  return require('internal/webstreams/adapters').newReadableStreamFromStreamReadable(streamReadable, options);
};

// https://nodejs.org/api/stream.html#readablemapfn-options and its like, which are loaded when they are first called.
function defineOperator(name, length, makesStream) {
  const method = {
    [name](...args) {
      const result = require('internal/streams/operators')[name].apply(this, args);
      return makesStream ? Readable.from(result) : result;
    },
  }[name];
  Object.defineProperty(method, 'length', { __proto__: null, value: length, configurable: true });
  Object.defineProperty(Readable.prototype, name, {
    __proto__: null, value: method, writable: true, enumerable: false, configurable: true,
  });
}
for (const [name, length] of [['drop', 1], ['filter', 2], ['flatMap', 2], ['map', 2], ['take', 1]]) {
  defineOperator(name, length, true);
}
for (const [name, length] of [['every', 1], ['forEach', 2], ['reduce', 3], ['toArray', 1], ['some', 1], ['find', 2]]) {
  defineOperator(name, length, false);
}
