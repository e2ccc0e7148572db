// pipeline(): https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback

const { AbortError, aggregateTwoErrors, codes } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const {
  isIterable, isNodeStream, isReadable, isReadableFinished, isReadableNodeStream, isReadableStream, isTransformStream,
  isWebStream,
} = require('internal/streams/utils');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { nextTick } = process;

function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  const callback = streams.pop();
  let called = false;
  return run(streams, (err, value) => {
    if (called) return;
    called = true;
    callback(err, value);
  });
}

// What a function of the pipeline may read: old streams have no iterator of their own.
function iterableOf(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) {
    return require('internal/streams/readable').Readable.prototype[Symbol.asyncIterator].call(value);
  }
  throw new codes.ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

function badSource(value) {
  return new codes.ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], value);
}

async function pumpToNode(iterable, writable, finish, end) {
  let error;
  let wake = null;
  const onchange = (err) => {
    if (err) error = err;
    const fn = wake;
    wake = null;
    fn?.();
  };
  const wait = () => new Promise((resolve, reject) => {
    if (error) reject(error);
    else wake = () => { if (error) reject(error); else resolve(); };
  });

  writable.on('drain', onchange);
  const cleanup = eos(writable, { readable: false }, onchange);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanup();
    writable.off('drain', onchange);
  }
}

// https://streams.spec.whatwg.org/#example-manual-write-with-backpressure
async function pumpToWeb(readable, stream, finish, end) {
  const writer = (isTransformStream(stream) ? stream.writable : stream).getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (abortErr) {
      finish(abortErr);
    }
  }
}

function pipeNode(source, dest, finish, fail, end) {
  let ended = false;
  dest.on('close', () => {
    if (!ended) fail(new codes.ERR_STREAM_PREMATURE_CLOSE());
  });
  source.pipe(dest, { end: false });
  if (end) {
    // Here and not in pipe(): that does not end process.stdout.
    const endDest = () => {
      ended = true;
      dest.end();
    };
    if (isReadableFinished(source)) nextTick(endDest);
    else source.once('end', endDest);
  } else {
    finish();
  }
  eos(source, { readable: true, writable: false }, (err) => {
    const r = source._readableState;
    if (err?.code === 'ERR_STREAM_PREMATURE_CLOSE' && r?.ended && !r.errored && !r.errorEmitted) {
      // Some emit 'close' before 'end', which still comes.
      source.once('end', finish).once('error', finish);
    } else {
      finish(err);
    }
  });
  return eos(dest, { readable: false, writable: true }, finish);
}

function run(streams, callback, options) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new codes.ERR_MISSING_ARGS('streams');
  const outerSignal = options?.signal;
  validateAbortSignal(outerSignal, 'options.signal');

  let controller;
  let disposable;
  let error;
  let value;
  let pending = 0;
  const destroys = [];
  // Listeners that a last stream which can be read from must lose: it lives on.
  const cleanups = [];

  const settle = (err, final) => {
    if (err && (!error || error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.name === 'AbortError')) error = err;
    if (!error && !final) return;
    while (destroys.length > 0) destroys.shift()(error);
    disposable?.[Symbol.dispose]();
    controller?.abort();
    if (!final) return;
    if (!error) for (const cleanup of cleanups) cleanup();
    nextTick(callback, error, value);
  };
  const finish = (err) => settle(err, --pending === 0);
  const fail = (err) => settle(err, false);
  const abort = () => settle(new AbortError(undefined, { cause: outerSignal?.reason }));
  if (outerSignal) disposable = require('events').addAbortListener(outerSignal, abort);

  // Destroys a stream of the pipeline unless it is done by itself.
  const guard = (stream, reading, writing) => {
    let done = false;
    stream.on('close', () => { done = true; });
    const cleanup = eos(stream, { readable: reading, writable: writing }, (err) => { done = !err; });
    destroys.push((err) => {
      if (done) return;
      done = true;
      destroyer(stream, err || new codes.ERR_STREAM_DESTROYED('pipe'));
    });
    return cleanup;
  };
  const toNode = (source, dest, end) => {
    pending++;
    pumpToNode(source, dest, finish, end);
  };
  const callStage = (fn, ...args) => {
    controller ??= new AbortController();
    return fn(...args, { signal: controller.signal });
  };

  let ret;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const last = i === streams.length - 1;
    const end = !last || options?.end !== false;
    const livesOn = last && isNodeStream(stream) && isReadable(stream);

    if (isNodeStream(stream)) {
      const next = streams[i + 1];
      if (next?.closed || next?.destroyed) throw new codes.ERR_STREAM_UNABLE_TO_PIPE();
      if (end) {
        const cleanup = guard(stream, !last, i > 0);
        if (livesOn) cleanups.push(cleanup);
      }
      const onError = (err) => {
        if (err && err.name !== 'AbortError' && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') fail(err);
      };
      stream.on('error', onError);
      if (livesOn) cleanups.push(() => stream.removeListener('error', onError));
    }

    if (i === 0) {
      if (typeof stream === 'function') {
        ret = callStage(stream);
        if (!isIterable(ret)) {
          throw new codes.ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', ret);
        }
      } else if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) {
        ret = stream;
      } else {
        ret = require('internal/streams/duplex').Duplex.from(stream);
      }
    } else if (typeof stream === 'function') {
      ret = callStage(stream, iterableOf(isTransformStream(ret) ? ret.readable : ret));
      if (!last) {
        if (!isIterable(ret, true)) {
          throw new codes.ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, ret);
        }
        continue;
      }
      // So that pipeline() returns a stream that can be piped on.
      const { PassThrough } = require('internal/streams/transform');
      const through = new PassThrough({ objectMode: true });
      const then = ret?.then;
      if (typeof then === 'function') {
        pending++;
        then.call(ret, (result) => {
          value = result;
          if (result != null) through.write(result);
          if (end) through.end();
          nextTick(finish);
        }, (err) => {
          through.destroy(err);
          nextTick(finish, err);
        });
      } else if (isIterable(ret, true)) {
        toNode(ret, through, end);
      } else if (isReadableStream(ret) || isTransformStream(ret)) {
        toNode(ret.readable || ret, through, end);
      } else {
        throw new codes.ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', ret);
      }
      ret = through;
      cleanups.push(guard(ret, false, true));
    } else if (isNodeStream(stream)) {
      if (isReadableNodeStream(ret)) {
        pending += 2;
        const cleanup = pipeNode(ret, stream, finish, fail, end);
        if (livesOn) cleanups.push(cleanup);
      } else if (isTransformStream(ret) || isReadableStream(ret)) {
        toNode(ret.readable || ret, stream, end);
      } else if (isIterable(ret)) {
        toNode(ret, stream, end);
      } else {
        throw badSource(ret);
      }
      ret = stream;
    } else if (isWebStream(stream)) {
      let source;
      if (isReadableNodeStream(ret)) source = iterableOf(ret);
      else if (isReadableStream(ret) || isIterable(ret)) source = ret;
      else if (isTransformStream(ret)) source = ret.readable;
      else throw badSource(ret);
      pending++;
      pumpToWeb(source, stream, finish, end);
      ret = stream;
    } else {
      ret = require('internal/streams/duplex').Duplex.from(stream);
    }
  }

  if (controller?.signal.aborted || outerSignal?.aborted) nextTick(abort);
  return ret;
}

module.exports = { pipeline, run };
