// Writable: https://nodejs.org/api/stream.html#writable-streams

const { AbortError, codes } = require('internal/errors');
const { ERR_INVALID_ARG_TYPE, ERR_STREAM_DESTROYED, ERR_UNKNOWN_ENCODING } = codes;
const { Buffer } = require('buffer');
const EE = require('events');
const { construct, destroy, errorOrDestroy, undestroy } = require('internal/streams/destroy');
const { Stream } = require('internal/streams/legacy');
const { defineGetters, getHighWaterMark, toBuffer } = require('internal/streams/state');
const { nextTick } = process;

// Stands for "no callback": its writes need no tick of their own.
function nop() {}

function WritableState(options, stream, isDuplex) {
  const objectMode = !!(options && (options.objectMode || (isDuplex && options.writableObjectMode)));
  // One literal: the engine makes an object of this size much faster so than by assignments.
  const state = {
    __proto__: WritableState.prototype,
    objectMode,
    highWaterMark: getHighWaterMark(objectMode, options ?? {}, isDuplex ? 'writableHighWaterMark' : null),
    length: 0,
    corked: 0,
    pendingcb: 0,
    needDrain: false,
    ending: false,
    ended: false,
    finished: false,
    destroyed: false,
    errored: null,
    constructed: true,
    // The write under way: its callback and size. `sync`: _write() has not yet returned.
    writing: false,
    sync: true,
    writecb: null,
    writelen: 0,
    onwrite: onwrite.bind(undefined, stream),
    afterWriteTickInfo: null,
    afterWritePending: false,
    // The writes that wait, from `bufferedIndex` on.
    buffered: [],
    bufferedIndex: 0,
    bufferProcessing: false,
    allBuffers: true,
    allNoop: true,
    finalCalled: false,
    prefinished: false,
    onFinished: null,
    errorEmitted: false,
    closed: false,
    closeEmitted: false,
    decodeStrings: true,
    emitClose: true,
    autoDestroy: true,
    defaultEncoding: 'utf8',
  };
  if (!options) return state;
  if (options.decodeStrings === false) state.decodeStrings = false;
  if (options.emitClose === false) state.emitClose = false;
  if (options.autoDestroy === false) state.autoDestroy = false;
  const { defaultEncoding } = options;
  if (defaultEncoding != null && defaultEncoding !== 'utf8' && defaultEncoding !== 'utf-8') {
    if (!Buffer.isEncoding(defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
    state.defaultEncoding = defaultEncoding;
  }
  return state;
}

WritableState.prototype.getBuffer = function getBuffer() {
  return this.buffered.slice(this.bufferedIndex);
};

Object.defineProperty(WritableState.prototype, 'bufferedRequestCount', {
  __proto__: null,
  get() { return this.buffered.length - this.bufferedIndex; },
});

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  // In this order eventNames() lists the usual ones.
  this._events ??= { close: undefined, error: undefined, prefinish: undefined, finish: undefined, drain: undefined };
  this._writableState = new WritableState(options, this, false);
  EE.init.call(this, options);
  if (options) applyOptions(this, options);
  if (this._construct != null) construct(this, () => constructed(this));
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
module.exports = { Writable, WritableState, applyOptions, constructed };

Writable.WritableState = WritableState;

// Duplex streams inherit from Readable and are writable all the same.
const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value: Object.defineProperty(function(instance) {
    if (ordinaryHasInstance.call(this, instance)) return true;
    return this === Writable && instance?._writableState instanceof WritableState;
  }, 'name', { __proto__: null, value: '[Symbol.hasInstance]', configurable: true }),
});

// The methods that constructor options bring.
function applyOptions(stream, options) {
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.final === 'function') stream._final = options.final;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.signal) require('internal/streams/add-abort-signal').addAbortSignal(options.signal, stream);
}

function constructed(stream) {
  const state = stream._writableState;
  if (!state.writing) clearBuffer(stream, state);
  if (state.ending) finishMaybe(stream, state, false);
}

// What write() and end() share: a boolean, or the error that was reported.
function writeChunk(stream, chunk, encoding, cb) {
  const state = stream._writableState;
  if (typeof cb !== 'function') cb = nop;
  let length = 1;
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES();
  if (!state.objectMode) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
    if (typeof chunk === 'string') {
      if (state.decodeStrings) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = toBuffer(chunk);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
    length = chunk.length;
  }

  if (state.ending || state.destroyed) {
    const err = state.ending ? new codes.ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    nextTick(cb, err);
    errorOrDestroy(stream, err, true);
    return err;
  }

  state.pendingcb++;
  state.length += length;
  if (state.writing || state.corked !== 0 || state.errored || !state.constructed) {
    state.buffered.push({ chunk, encoding, callback: cb });
    if (encoding !== 'buffer') state.allBuffers = false;
    if (cb !== nop) state.allNoop = false;
  } else {
    state.writelen = length;
    state.writecb = cb;
    state.writing = true;
    state.sync = true;
    stream._write(chunk, encoding, state.onwrite);
    state.sync = false;
  }
  // After the write: what was done at once needs no 'drain'.
  if (state.length >= state.highWaterMark && state.length !== 0) {
    state.needDrain = true;
    return false;
  }
  // A false ends loops of while (stream.write(data)).
  return !state.errored && !state.destroyed;
}

function startWrite(stream, state, writev, length, chunk, encoding, cb) {
  state.writelen = length;
  state.writecb = cb;
  state.writing = true;
  state.sync = true;
  if (state.destroyed) state.onwrite(new ERR_STREAM_DESTROYED('write'));
  else if (writev) stream._writev(chunk, state.onwrite);
  else stream._write(chunk, encoding, state.onwrite);
  state.sync = false;
}

// The callback that _write() gets.
function onwrite(stream, err) {
  const state = stream._writableState;
  const cb = state.writecb;
  if (cb === null) {
    errorOrDestroy(stream, new codes.ERR_MULTIPLE_CALLBACK());
    return;
  }
  const { sync } = state;
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    state.errored ||= err;
    // The readable side must not go on with data that a destroyed stream will never confirm.
    const r = stream._readableState;
    if (r) r.errored ||= err;
    if (sync) nextTick(failWrite, stream, state, err, cb);
    else failWrite(stream, state, err, cb);
    return;
  }

  if (state.buffered.length > state.bufferedIndex) clearBuffer(stream, state);
  if (!sync) {
    afterWrite(stream, state, 1, cb);
  } else if (cb === nop) {
    // Nobody to call: a tick is taken for 'drain' and, as Node does, in object mode.
    if (!state.afterWritePending && (state.objectMode || (state.needDrain && state.length === 0))) {
      state.afterWritePending = true;
      nextTick(afterWrite, stream, state, 1, cb);
    } else {
      state.pendingcb--;
      if (state.ending) finishMaybe(stream, state, true);
    }
  } else if (state.afterWriteTickInfo !== null && state.afterWriteTickInfo.cb === cb) {
    // Synchronous writes with one callback share a tick.
    state.afterWriteTickInfo.count++;
  } else {
    state.afterWritePending = true;
    nextTick(afterWriteTick, state.afterWriteTickInfo = { stream, state, count: 1, cb });
  }
}

function failWrite(stream, state, err, cb) {
  --state.pendingcb;
  cb(err);
  // Without autoDestroy the waiting callbacks would never be called. 'error' comes after all callbacks.
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

function afterWriteTick({ stream, state, count, cb }) {
  state.afterWriteTickInfo = null;
  afterWrite(stream, state, count, cb);
}

function afterWrite(stream, state, count, cb) {
  state.afterWritePending = false;
  if (state.needDrain && state.length === 0 && !state.ending && !state.destroyed) {
    state.needDrain = false;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    cb(null);
  }
  if (state.destroyed) errorBuffer(state);
  if (state.ending) finishMaybe(stream, state, true);
}

function resetBuffer(state) {
  state.buffered = [];
  state.bufferedIndex = 0;
  state.allBuffers = true;
  state.allNoop = true;
}

// Calls the callbacks of everything that will not be written any more.
function errorBuffer(state) {
  if (state.writing) return;
  const { buffered } = state;
  for (let i = state.bufferedIndex; i < buffered.length; i++) {
    const { chunk, callback } = buffered[i];
    state.length -= state.objectMode ? 1 : chunk.length;
    callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
  }
  callFinished(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  resetBuffer(state);
}

// Writes what waits, until a write does not finish at once.
function clearBuffer(stream, state) {
  if (state.corked !== 0 || state.bufferProcessing || state.destroyed || !state.constructed) return;
  const { buffered, bufferedIndex } = state;
  const count = buffered.length - bufferedIndex;
  if (count === 0) return;

  state.bufferProcessing = true;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const chunks = bufferedIndex === 0 ? buffered : buffered.slice(bufferedIndex);
    const cb = state.allNoop ? nop : (err) => { for (const { callback } of chunks) callback(err); };
    chunks.allBuffers = state.allBuffers;
    startWrite(stream, state, true, state.length, chunks, '', cb);
    resetBuffer(state);
  } else {
    let i = bufferedIndex;
    do {
      const { chunk, encoding, callback } = buffered[i];
      buffered[i++] = null;
      startWrite(stream, state, false, state.objectMode ? 1 : chunk.length, chunk, encoding, callback);
    } while (i < buffered.length && !state.writing);
    if (i === buffered.length) {
      resetBuffer(state);
    } else if (i > 256) {
      buffered.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state.bufferProcessing = false;
}

function needFinish(state) {
  return state.ending && state.length === 0 && !state.writing && !state.finished && state.constructed &&
    !state.destroyed && !state.errored && !state.errorEmitted && !state.closeEmitted && state.buffered.length === 0;
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  if (!state.prefinished && !state.finalCalled) prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(finishTick, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishTick(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function prefinish(stream, state) {
  state.finalCalled = true;
  if (typeof stream._final !== 'function' || state.destroyed) {
    state.prefinished = true;
    stream.emit('prefinish');
    return;
  }
  let called = false;
  const done = (err) => {
    if (called) {
      errorOrDestroy(stream, err ?? new codes.ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (err) {
      callFinished(state, err);
      errorOrDestroy(stream, err, state.sync);
    } else if (needFinish(state)) {
      state.prefinished = true;
      stream.emit('prefinish');
      // One tick later: callbacks of _final() come before 'finish'.
      state.pendingcb++;
      nextTick(finish, stream, state);
    }
  };
  state.sync = true;
  state.pendingcb++;
  try {
    stream._final(done);
  } catch (err) {
    done(err);
  }
  state.sync = false;
}

function finish(stream, state) {
  state.pendingcb--;
  state.finished = true;
  callFinished(state, null);
  stream.emit('finish');
  if (!state.autoDestroy) return;
  // A duplex stream goes when its other side is done too.
  const r = stream._readableState;
  if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
}

function callFinished(state, err) {
  const callbacks = state.onFinished;
  if (callbacks === null) return;
  state.onFinished = null;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

Object.assign(Writable.prototype, {
  // Writable streams cannot be piped from.
  pipe() {
    errorOrDestroy(this, new codes.ERR_STREAM_CANNOT_PIPE());
  },

  write(chunk, encoding, cb) {
    if (chunk != null && typeof encoding === 'function') {
      cb = encoding;
      encoding = null;
    }
    return writeChunk(this, chunk, encoding, cb) === true;
  },

  cork() {
    this._writableState.corked++;
  },

  uncork() {
    const state = this._writableState;
    if (state.corked === 0) return;
    state.corked--;
    if (!state.writing) clearBuffer(this, state);
  },

  setDefaultEncoding(encoding) {
    if (typeof encoding === 'string') encoding = encoding.toLowerCase();
    if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
    this._writableState.defaultEncoding = encoding;
    return this;
  },

  _write(chunk, encoding, cb) {
    if (!this._writev) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_write()');
    this._writev([{ chunk, encoding }], cb);
  },

  _writev: null,

  end(chunk, encoding, cb) {
    const state = this._writableState;
    if (typeof chunk === 'function') {
      cb = chunk;
      chunk = null;
      encoding = null;
    } else if (typeof encoding === 'function') {
      cb = encoding;
      encoding = null;
    }

    let err;
    if (chunk != null) {
      const result = writeChunk(this, chunk, encoding);
      if (typeof result === 'object') err = result;
    }
    if (state.corked !== 0) {
      state.corked = 1;
      this.uncork();
    }
    if (err === undefined) {
      if (!state.ending && !state.errored) {
        state.ending = true;
        finishMaybe(this, state, true);
        state.ended = true;
      } else if (state.finished) {
        err = new codes.ERR_STREAM_ALREADY_FINISHED('end');
      } else if (state.destroyed) {
        err = new ERR_STREAM_DESTROYED('end');
      }
    }
    if (typeof cb === 'function') {
      if (err !== undefined) nextTick(cb, err);
      else if (state.errored) nextTick(cb, state.errored);
      else if (state.finished) nextTick(cb, null);
      else (state.onFinished ??= []).push(cb);
    }
    return this;
  },

  destroy(err, cb) {
    const state = this._writableState;
    if (!state.destroyed && (state.onFinished !== null || state.bufferedIndex < state.buffered.length)) {
      nextTick(errorBuffer, state);
    }
    destroy.call(this, err, cb);
    return this;
  },

  _undestroy: undestroy,

  _destroy(err, cb) {
    cb(err);
  },

  [EE.captureRejectionSymbol](err) {
    this.destroy(err);
  },

  async [Symbol.asyncDispose]() {
    if (!this.destroyed) this.destroy(this.writableFinished ? null : new AbortError());
    await new Promise((resolve, reject) => {
      require('internal/streams/end-of-stream').eos(this, (err) => {
        if (err && err.name !== 'AbortError') reject(err);
        else resolve(null);
      });
    });
  },
});

defineGetters(Writable.prototype, {
  get closed() { return !!this._writableState?.closed; },
  get destroyed() { return !!this._writableState?.destroyed; },
  // Packages of old set it in destroy() methods of their own.
  set destroyed(value) { if (this._writableState) this._writableState.destroyed = value; },
  get writable() {
    const w = this._writableState;
    return !!w && w.writable !== false && !w.destroyed && !w.errored && !w.ending && !w.ended;
  },
  set writable(value) { if (this._writableState) this._writableState.writable = !!value; },
  get writableFinished() { return !!this._writableState?.finished; },
  get writableObjectMode() { return !!this._writableState?.objectMode; },
  get writableBuffer() { return this._writableState?.getBuffer(); },
  get writableEnded() { return !!this._writableState?.ending; },
  get writableNeedDrain() {
    const w = this._writableState;
    return !!w && w.needDrain && !w.destroyed && !w.ending;
  },
  get writableHighWaterMark() { return this._writableState?.highWaterMark; },
  get writableCorked() { return this._writableState?.corked ?? 0; },
  get writableLength() { return this._writableState?.length; },
  get errored() { return this._writableState?.errored ?? null; },
  get writableAborted() {
    const w = this._writableState;
    return !!w && w.writable !== false && !!(w.destroyed || w.errored) && !w.finished;
  },
});

Writable.fromWeb = function(writableStream, options) {
  return require('internal/webstreams/adapters').newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return require('internal/webstreams/adapters').newWritableStreamFromStreamWritable(streamWritable);
};
