// TransformStream and its controller: https://streams.spec.whatwg.org/#ts

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kClone } = require('internal/interface');
const { validateFunction } = require('internal/validators');
const readable = require('internal/webstreams/readablestream');
const writable = require('internal/webstreams/writablestream');
const {
  badState, finish, illegal, kCreate, kState, nop, stateOf, toHighWaterMark, toSize, validateDictionary, validateSource,
} = require('internal/webstreams/util');

const { invoke, pending, promiseCall, react, reject, resolve } = ops;

class TransformStream {
  constructor(transformer = {}, writableStrategy = {}, readableStrategy = {}) {
    if (transformer === kCreate) {
      this[kState] = writableStrategy;
      return;
    }
    validateSource(transformer, 'transformer');
    validateDictionary(writableStrategy, 'writableStrategy');
    validateDictionary(readableStrategy, 'readableStrategy');
    const { highWaterMark: writableMark, size: writableSize } = writableStrategy ?? {};
    const { highWaterMark: readableMark, size: readableSize } = readableStrategy ?? {};
    const { cancel, flush, readableType, start, transform, writableType } = transformer;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const readableHwm = toHighWaterMark(readableMark, 0);
    const sizeOfReadable = toSize(readableSize);
    const writableHwm = toHighWaterMark(writableMark, 1);
    const sizeOfWritable = toSize(writableSize);
    if (cancel !== undefined) validateFunction(cancel, 'transformer.cancel');
    if (flush !== undefined) validateFunction(flush, 'transformer.flush');
    if (start !== undefined) validateFunction(start, 'transformer.start');
    if (transform !== undefined) validateFunction(transform, 'transformer.transform');
    const started = pending();
    const ts = initialize(started, writableHwm, sizeOfWritable, readableHwm, sizeOfReadable);
    this[kState] = ts;
    ts.wrapper = this;
    const c = newController(ts);
    const onDone = () => ts.ws.c.onWritten();
    const onFailed = (error) => {
      errorStream(ts, error);
      ts.ws.c.onWriteFailed(error);
    };
    c.transform = transform === undefined ?
      (chunk) => {
        try {
          enqueue(c, chunk);
        } catch (error) {
          react(undefined, () => onFailed(error), nop);
          return;
        }
        react(undefined, onDone, nop);
      } :
      (chunk) => { invoke(transform, transformer, chunk, c.wrapper, onDone, onFailed); };
    c.flush = () => promiseCall(flush, transformer, c.wrapper);
    c.cancel = (reason) => promiseCall(cancel, transformer, reason);
    resolve(started, start === undefined ? undefined : Reflect.apply(start, transformer, [c.wrapper]));
  }

  get readable() { return stateOf(this, 'TransformStream').rs.wrapper; }

  get writable() { return stateOf(this, 'TransformStream').ws.wrapper; }

  [kClone]() { return require('internal/webstreams/transfer').cloneTransform(this); }
}
finish(TransformStream, 'readable writable', (ts) => ({
  readable: ts.rs.wrapper, writable: ts.ws.wrapper, backpressure: ts.backpressure,
}));

// https://streams.spec.whatwg.org/#initialize-transform-stream
function initialize(started, writableHwm, writableSize, readableHwm, readableSize) {
  const ts = {
    type: 'TransformStream', rs: undefined, ws: undefined, c: undefined, backpressure: true,
    // Of [[backpressureChangePromise]]: whether a pull waits for it, and the chunk of a write that does.
    pullWaits: false, writeWaits: false, chunk: undefined, resume: undefined, pullPromise: undefined, wrapper: undefined,
  };
  ts.resume = () => {
    const { chunk, ws } = ts;
    ts.chunk = undefined;
    if (ws.state === 'erroring') ws.c.onWriteFailed(ws.stored);
    else if (ts.c.transform === undefined) ws.c.onWritten();
    else ts.c.transform(chunk);
  };
  ts.ws = writable.createWritable({
    write(chunk) {
      if (ts.backpressure) {
        ts.writeWaits = true;
        ts.chunk = chunk;
      } else {
        ts.c.transform(chunk);
      }
    },
    close: () => sinkClose(ts),
    abort: (reason) => sinkAbort(ts, reason),
  }, writableHwm, writableSize, started);
  const pull = () => {
    setBackpressure(ts, false);
    ts.pullWaits = true;
    return ts.pullPromise = pending();
  };
  ts.rs = readable.createReadable(undefined, pull, (reason) => sourceCancel(ts, reason), readableHwm, readableSize, started);
  return ts;
}

// https://streams.spec.whatwg.org/#transform-stream-set-backpressure
function setBackpressure(ts, backpressure) {
  ts.backpressure = backpressure;
  if (ts.pullWaits) {
    ts.pullWaits = false;
    resolve(ts.pullPromise);
  }
  if (ts.writeWaits) {
    ts.writeWaits = false;
    react(undefined, ts.resume, nop);
  }
}

// https://streams.spec.whatwg.org/#transform-stream-error
function errorStream(ts, error) {
  readable.errorController(ts.rs.c, error);
  errorWritable(ts, error);
}

function errorWritable(ts, error) {
  clearAlgorithms(ts.c);
  writable.errorIfNeeded(ts.ws.c, error);
  unblockWrite(ts);
}

function unblockWrite(ts) {
  if (ts.backpressure) setBackpressure(ts, false);
}

// The controller //

class TransformStreamDefaultController {
  constructor() {
    illegal(arguments[0]);
    this[kState] = arguments[1];
  }

  get desiredSize() { return readable.desiredSize(stateOf(this, 'TransformStreamDefaultController').ts.rs.c); }

  enqueue(chunk = undefined) { enqueue(stateOf(this, 'TransformStreamDefaultController'), chunk); }

  error(reason = undefined) { errorStream(stateOf(this, 'TransformStreamDefaultController').ts, reason); }

  terminate() { terminate(stateOf(this, 'TransformStreamDefaultController')); }
}
finish(TransformStreamDefaultController, 'desiredSize enqueue error terminate', (c) => ({ stream: c.ts.wrapper }));

function newController(ts) {
  const c = {
    type: 'TransformStreamDefaultController', ts, wrapper: undefined, transform: undefined, flush: undefined,
    cancel: undefined, finished: undefined,
  };
  c.wrapper = new TransformStreamDefaultController(kCreate, c);
  ts.c = c;
  return c;
}

function clearAlgorithms(c) {
  c.transform = c.flush = c.cancel = undefined;
}

// https://streams.spec.whatwg.org/#transform-stream-default-controller-enqueue
function enqueue(c, chunk) {
  const { ts } = c;
  const rsc = ts.rs.c;
  if (rsc.closeRequested || ts.rs.state !== 'readable') throw badState('Unable to enqueue');
  try {
    readable.enqueue(rsc, chunk);
  } catch (error) {
    errorWritable(ts, error);
    throw ts.rs.stored;
  }
  if (!ts.backpressure && !readable.shouldPull(rsc)) setBackpressure(ts, true);
}

function terminate(c) {
  const { ts } = c;
  readable.closeController(ts.rs.c);
  errorWritable(ts, badState('TransformStream terminated'));
}

// The end //

// https://streams.spec.whatwg.org/#transform-stream-default-sink-abort-algorithm
function sinkAbort({ c, rs }, reason) {
  if (c.finished !== undefined) return c.finished;
  const promise = c.finished = pending();
  const done = c.cancel?.(reason);
  clearAlgorithms(c);
  react(done, () => {
    if (rs.state === 'errored') {
      reject(promise, rs.stored);
    } else {
      readable.errorController(rs.c, reason);
      resolve(promise);
    }
  }, (error) => {
    readable.errorController(rs.c, error);
    reject(promise, error);
  });
  return promise;
}

// https://streams.spec.whatwg.org/#transform-stream-default-sink-close-algorithm
function sinkClose({ c, rs }) {
  if (c.finished !== undefined) return c.finished;
  const promise = c.finished = pending();
  const done = c.flush?.();
  clearAlgorithms(c);
  react(done, () => {
    if (rs.state === 'errored') {
      reject(promise, rs.stored);
    } else {
      readable.closeController(rs.c);
      resolve(promise);
    }
  }, (error) => {
    readable.errorController(rs.c, error);
    reject(promise, error);
  });
  return promise;
}

// https://streams.spec.whatwg.org/#transform-stream-default-source-cancel-algorithm
function sourceCancel(ts, reason) {
  const { c, ws } = ts;
  if (c.finished !== undefined) return c.finished;
  const promise = c.finished = pending();
  const done = c.cancel?.(reason);
  clearAlgorithms(c);
  react(done, () => {
    if (ws.state === 'errored') {
      reject(promise, ws.stored);
    } else {
      writable.errorIfNeeded(ws.c, reason);
      unblockWrite(ts);
      resolve(promise);
    }
  }, (error) => {
    writable.errorIfNeeded(ws.c, error);
    unblockWrite(ts);
    reject(promise, error);
  });
  return promise;
}

module.exports = { TransformStream, TransformStreamDefaultController, enqueue, errorStream, terminate };
