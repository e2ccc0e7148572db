// How streams are constructed, fail and are destroyed. https://nodejs.org/api/stream.html#writabledestroyerror

const { AbortError, aggregateTwoErrors, codes } = require('internal/errors');
const { nextTick } = process;

const kConstruct = Symbol('kConstruct');
const kDestroy = Symbol('kDestroy');

function noteError(err, w, r) {
  if (w && !w.errored) w.errored = err;
  if (r && !r.errored) r.errored = err;
}

// The method `destroy` of readable streams, and what Writable's ends in.
function destroy(err, cb) {
  const r = this._readableState;
  const w = this._writableState;
  if (w?.destroyed || r?.destroyed) {
    if (typeof cb === 'function') cb();
    return this;
  }
  if (err) noteError(err, w, r);
  if (w) w.destroyed = true;
  if (r) r.destroyed = true;
  if ((w || r).constructed) {
    runDestroy(this, err, cb);
  } else {
    this.once(kDestroy, (constructError) => runDestroy(this, aggregateTwoErrors(constructError, err), cb));
  }
  return this;
}

function runDestroy(stream, err, cb) {
  let called = false;
  const done = (err) => {
    if (called) return;
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    if (err) noteError(err, w, r);
    if (w) w.closed = true;
    if (r) r.closed = true;
    if (typeof cb === 'function') cb(err);
    if (err) nextTick(emitErrorAndClose, stream, err);
    else nextTick(emitClose, stream);
  };
  try {
    stream._destroy(err || null, done);
  } catch (thrown) {
    done(thrown);
  }
}

function emitErrorAndClose(stream, err) {
  emitError(stream, err);
  emitClose(stream);
}

function emitClose(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w) w.closeEmitted = true;
  if (r) r.closeEmitted = true;
  if (w?.emitClose || r?.emitClose) stream.emit('close');
}

function emitError(stream, err) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w?.errorEmitted || r?.errorEmitted) return;
  if (w) w.errorEmitted = true;
  if (r) r.errorEmitted = true;
  stream.emit('error', err);
}

// The method `_undestroy`: sockets are used again after it.
function undestroy() {
  const { _readableState: r, _writableState: w } = this;
  for (const state of [r, w]) {
    if (!state) continue;
    state.constructed = true;
    state.destroyed = state.closed = state.closeEmitted = state.errorEmitted = false;
    state.errored = null;
  }
  if (r) {
    r.reading = false;
    r.ended = r.endEmitted = r.readable === false;
  }
  if (w) {
    w.finalCalled = w.prefinished = false;
    w.ended = w.ending = w.finished = w.writable === false;
  }
}

// Destroys a stream with an error, or with `autoDestroy: false` only says so.
function errorOrDestroy(stream, err, sync) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w?.destroyed || r?.destroyed) return;
  if (r?.autoDestroy || w?.autoDestroy) {
    stream.destroy(err);
  } else if (err) {
    noteError(err, w, r);
    if (sync) nextTick(emitError, stream, err);
    else emitError(stream, err);
  }
}

// Calls `stream._construct`, once for both sides of a duplex stream, and `cb` when that is done.
function construct(stream, cb) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.constructed = false;
  if (w) w.constructed = false;
  stream.once(kConstruct, cb);
  if (stream.listenerCount(kConstruct) === 1) nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  const done = (err) => {
    if (called) {
      errorOrDestroy(stream, err ?? new codes.ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    if (r) r.constructed = true;
    if (w) w.constructed = true;
    if ((w || r).destroyed) stream.emit(kDestroy, err);
    else if (err) errorOrDestroy(stream, err, true);
    else stream.emit(kConstruct);
  };
  try {
    stream._construct((err) => nextTick(done, err));
  } catch (err) {
    nextTick(done, err);
  }
}

// Destroys whatever looks like a stream; without an error one that is not done gets an AbortError.
function destroyer(stream, err) {
  const { isDestroyed, isFinished, isServerRequest, kIsDestroyed } = require('internal/streams/utils');
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new AbortError();
  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  } else {
    nextTick(closeLegacy, stream, err);
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

function closeLegacy(stream, err) {
  if (err) stream.emit('error', err);
  stream.emit('close');
}

function isRequest(stream) {
  return stream?.setHeader && typeof stream.abort === 'function';
}

module.exports = { construct, destroy, destroyer, errorOrDestroy, undestroy };
