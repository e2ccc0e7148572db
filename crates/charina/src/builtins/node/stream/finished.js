// finished(): https://nodejs.org/api/stream.html#streamfinishedstream-options-callback

const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction, validateObject } = require('internal/validators');
const {
  isClosed, isNodeStream, isReadable, isReadableErrored, isReadableFinished, isReadableNodeStream, isReadableStream,
  isWritable, isWritableErrored, isWritableFinished, isWritableNodeStream, isWritableStream, kIsClosedPromise,
  willEmitClose,
} = require('internal/streams/utils');
const { nextTick } = process;
const { getContextFrame, setContextFrame } = ops;

function nop() {}

// A callback that runs once, and in the asynchronous context of now.
function once(callback) {
  const frame = getContextFrame();
  return function(...args) {
    if (callback === null) return;
    const fn = callback;
    callback = null;
    const current = getContextFrame();
    if (current === frame) {
      fn.apply(this, args);
      return;
    }
    setContextFrame(frame);
    try {
      fn.apply(this, args);
    } finally {
      setContextFrame(current);
    }
  };
}

function errorOf(stream) {
  const errored = isWritableErrored(stream) || isReadableErrored(stream);
  return (typeof errored !== 'boolean' && errored) || null;
}

// Calls `callback` when the abort signal of `options` fires; returns what stops that.
function onAbort(options, abort) {
  const disposable = require('events').addAbortListener(options.signal, abort);
  return () => disposable[Symbol.dispose]();
}

function abortError(options) {
  return new AbortError(undefined, { cause: options.signal.reason });
}

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = {};
  } else if (options == null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  if (isReadableStream(stream) || isWritableStream(stream)) return eosWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }

  // Which sides are waited for, and which of them are done.
  const canRead = isReadableNodeStream(stream);
  const canWrite = isWritableNodeStream(stream);
  const readable = options.readable ?? canRead;
  const writable = options.writable ?? canWrite;
  const w = stream._writableState;
  const r = stream._readableState;
  let readableDone = isReadableFinished(stream, false);
  let writableDone = isWritableFinished(stream, false);
  // Then 'close' is the end; otherwise 'end' and 'finish' have to do.
  let waitForClose = willEmitClose(stream) && canRead === readable && canWrite === writable;

  const closeError = () => {
    const errored = errorOf(stream);
    if (errored) return errored;
    if ((readable && !readableDone && isReadableNodeStream(stream, true) && !isReadableFinished(stream, false)) ||
        (writable && !writableDone && !isWritableFinished(stream, false))) {
      return new ERR_STREAM_PREMATURE_CLOSE();
    }
    return null;
  };

  // Is it over already? undefined: no.
  let result;
  if (isClosed(stream)) {
    result = closeError();
  } else if (w?.errorEmitted || r?.errorEmitted) {
    if (!waitForClose) result = errorOf(stream);
  } else if ((!readable && (!waitForClose || isReadable(stream)) &&
              (writableDone || isWritable(stream) === false) && !w?.pendingcb) ||
             (!writable && (!waitForClose || isWritable(stream)) &&
              (readableDone || isReadable(stream) === false)) ||
             (r && stream.req && stream.aborted)) {
    result = errorOf(stream);
  }
  const over = result !== undefined;
  if (!over && options.signal?.aborted) result = abortError(options);
  callback = once(callback);
  if (result !== undefined) {
    const watchError = over && options.error !== false;
    // An 'error' that still comes has been reported.
    if (watchError) stream.on('error', nop);
    nextTick(() => {
      if (result === null) callback.call(stream);
      else callback.call(stream, result);
    });
    return () => {
      callback = nop;
      if (watchError) stream.removeListener('error', nop);
    };
  }

  const onfinish = () => {
    writableDone = true;
    // Somebody destroyed it out of turn: 'close' cannot be relied on.
    if (stream.destroyed) waitForClose = false;
    if (waitForClose && (!stream.readable || readable)) return;
    if (!readable || readableDone) callback.call(stream);
  };
  const onend = () => {
    readableDone = true;
    if (stream.destroyed) waitForClose = false;
    if (waitForClose && (!stream.writable || writable)) return;
    if (!writable || writableDone) callback.call(stream);
  };
  const onlegacyfinish = () => {
    if (!stream.writable) onfinish();
  };
  const onerror = (err) => callback.call(stream, err);
  const onclose = () => {
    const err = closeError();
    if (err === null) callback.call(stream);
    else callback.call(stream, err);
  };
  const onrequest = () => stream.req.on('finish', onfinish);

  const isRequest = stream.setHeader && typeof stream.abort === 'function';
  const isLegacy = !isRequest && writable && !w;
  if (isRequest) {
    stream.on('complete', onfinish);
    if (!waitForClose) stream.on('abort', onclose);
    if (stream.req) onrequest();
    else stream.on('request', onrequest);
  } else if (isLegacy) {
    stream.on('end', onlegacyfinish);
    stream.on('close', onlegacyfinish);
  }
  const hasAborted = !waitForClose && typeof stream.aborted === 'boolean';
  if (hasAborted) stream.on('aborted', onclose);
  stream.on('end', onend);
  stream.on('finish', onfinish);
  if (options.error !== false) stream.on('error', onerror);
  stream.on('close', onclose);

  const cleanup = () => {
    callback = nop;
    if (hasAborted) stream.removeListener('aborted', onclose);
    if (isRequest) {
      stream.removeListener('complete', onfinish);
      stream.removeListener('abort', onclose);
      stream.removeListener('request', onrequest);
      stream.req?.removeListener('finish', onfinish);
    } else if (isLegacy) {
      stream.removeListener('end', onlegacyfinish);
      stream.removeListener('close', onlegacyfinish);
    }
    stream.removeListener('end', onend);
    stream.removeListener('finish', onfinish);
    stream.removeListener('error', onerror);
    stream.removeListener('close', onclose);
  };

  if (options.signal) {
    const done = callback;
    const stop = onAbort(options, () => {
      cleanup();
      done.call(stream, abortError(options));
    });
    callback = function(...args) {
      stop();
      done.apply(stream, args);
    };
  }
  return cleanup;
}

function eosWeb(stream, options, callback) {
  let aborted = false;
  callback = once(callback);
  let stop = nop;
  if (options.signal) {
    const abort = () => {
      aborted = true;
      callback.call(stream, abortError(options));
    };
    if (options.signal.aborted) nextTick(abort);
    else stop = onAbort(options, abort);
  }
  const done = (...args) => {
    if (aborted) return;
    stop();
    nextTick(() => callback.apply(stream, args));
  };
  stream[kIsClosedPromise].promise.then(done, done);
  return nop;
}

// https://nodejs.org/api/stream.html#streamfinishedstream-options
function finished(stream, options) {
  options ??= {};
  const { cleanup: autoCleanup } = options;
  if (autoCleanup) validateBoolean(autoCleanup, 'cleanup');
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, options, (err) => {
      if (autoCleanup) cleanup();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished };
