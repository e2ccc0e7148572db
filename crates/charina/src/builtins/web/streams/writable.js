// WritableStream with its writer and controller: https://streams.spec.whatwg.org/#ws

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { kClone } = require('internal/interface');
const { validateFunction } = require('internal/validators');
const {
  badState, closedRecord, finish, illegal, is, kCreate, kState, nop, push, resetQueue, shift, stateOf, toHighWaterMark,
  toSize, validateDictionary, validateSource,
} = require('internal/webstreams/util');

const { handle, invoke, pending, promiseCall, react, reject, rejected, resolve, resolved } = ops;

// What ends a queue.
const kClose = Symbol('close');

// Streams //

// `requests` and `inFlightWrite` hold the promises of writes, null for a write that has none.
const newStream = () => ({
  type: 'WritableStream', wrapper: undefined, state: 'writable', stored: undefined, writer: undefined, c: undefined,
  requests: [], inFlightWrite: undefined, closeRequest: undefined, inFlightClose: undefined, pendingAbort: undefined,
  backpressure: false, settled: false, isClosed: undefined,
});

class WritableStream {
  constructor(sink = {}, strategy = {}) {
    if (sink === kCreate) {
      this[kState] = strategy;
      strategy.wrapper = this;
      return;
    }
    validateSource(sink, 'sink');
    validateDictionary(strategy, 'strategy');
    const { highWaterMark, size } = strategy ?? {};
    const { abort, close, start, type, write } = sink;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    if (abort !== undefined) validateFunction(abort, 'sink.abort');
    if (close !== undefined) validateFunction(close, 'sink.close');
    if (start !== undefined) validateFunction(start, 'sink.start');
    if (write !== undefined) validateFunction(write, 'sink.write');
    const sizeOf = toSize(size);
    const ws = newStream();
    this[kState] = ws;
    ws.wrapper = this;
    const c = newController(ws, sink, toHighWaterMark(highWaterMark, 1), sizeOf);
    c.write = (chunk) => { invoke(write, sink, chunk, c.wrapper, c.onWritten, c.onWriteFailed); };
    c.close = () => promiseCall(close, sink);
    c.abort = (reason) => promiseCall(abort, sink, reason);
    ws.backpressure = c.hwm <= 0;
    const result = start === undefined ? undefined : Reflect.apply(start, sink, [c.wrapper]);
    react(resolved(result), c.onStarted, c.onStartFailed);
  }

  get locked() { return stateOf(this, 'WritableStream').writer !== undefined; }

  abort(reason = undefined) {
    if (!is(this, 'WritableStream')) return rejected(new ERR_INVALID_THIS('WritableStream'));
    const ws = this[kState];
    if (ws.writer !== undefined) return rejected(badState('WritableStream is locked'));
    return abortStream(ws, reason);
  }

  close() {
    if (!is(this, 'WritableStream')) return rejected(new ERR_INVALID_THIS('WritableStream'));
    const ws = this[kState];
    if (ws.writer !== undefined) return rejected(badState('WritableStream is locked'));
    if (closeQueuedOrInFlight(ws)) return rejected(badState('Failure closing WritableStream'));
    return closeStream(ws);
  }

  getWriter() { return new WritableStreamDefaultWriter(stateOf(this, 'WritableStream').wrapper); }

  get [Symbol.for('nodejs.stream.errored')]() { return this[kState].state === 'errored'; }

  get [Symbol.for('nodejs.stream.writable')]() { return this[kState].state === 'writable'; }

  get [Symbol.for('nodejs.webstream.isClosedPromise')]() { return closedRecord(this[kState]); }

  get [Symbol.for('nodejs.webstream.controllerErrorFunction')]() {
    const { c } = this[kState];
    return (error) => { errorIfNeeded(c, error); };
  }

  [kClone]() { return require('internal/webstreams/transfer').cloneWritable(this); }
}
finish(WritableStream, 'locked abort close getWriter', (ws) => ({
  locked: ws.writer !== undefined, state: ws.state,
}));

// https://streams.spec.whatwg.org/#create-writable-stream: the methods are ours. write(chunk) calls the controller's
// onWritten or onWriteFailed later, the others return a promise of ours or undefined.
function createWritable({ write, close, abort }, hwm, size, started) {
  const ws = newStream();
  new WritableStream(kCreate, ws);
  const c = newController(ws, undefined, hwm, size);
  c.write = write;
  c.close = close;
  c.abort = abort;
  ws.backpressure = hwm <= 0;
  react(resolved(started), c.onStarted, c.onStartFailed);
  return ws;
}

const closeQueuedOrInFlight = (ws) => ws.closeRequest !== undefined || ws.inFlightClose !== undefined;

// https://streams.spec.whatwg.org/#writable-stream-abort
function abortStream(ws, reason) {
  if (ws.state === 'closed' || ws.state === 'errored') return resolved();
  const { c } = ws;
  c.aborted = true;
  c.abortReason = reason;
  c.abortController?.abort(reason);
  if (ws.state === 'closed' || ws.state === 'errored') return resolved();
  if (ws.pendingAbort !== undefined) return ws.pendingAbort.promise;
  const wasErroring = ws.state === 'erroring';
  if (wasErroring) reason = undefined;
  const promise = pending();
  ws.pendingAbort = { promise, reason, wasErroring };
  if (!wasErroring) startErroring(ws, reason);
  return promise;
}

// https://streams.spec.whatwg.org/#writable-stream-close
function closeStream(ws) {
  if (ws.state === 'closed' || ws.state === 'errored') {
    return rejected(badState('WritableStream is closed'));
  }
  const promise = pending();
  const wr = ws.writer;
  if (wr?.ready !== undefined && ws.backpressure && ws.state === 'writable') resolve(wr.ready);
  ws.closeRequest = promise;
  const { c } = ws;
  push(c, kClose, 0);
  advance(c);
  return promise;
}

function dealWithRejection(ws, error) {
  if (ws.state === 'writable') startErroring(ws, error);
  else finishErroring(ws);
}

// https://streams.spec.whatwg.org/#writable-stream-start-erroring
function startErroring(ws, reason) {
  ws.state = 'erroring';
  ws.stored = reason;
  const wr = ws.writer;
  if (wr !== undefined) refuseReady(wr, reason);
  if (ws.inFlightWrite === undefined && ws.inFlightClose === undefined && ws.c.started) finishErroring(ws);
}

// https://streams.spec.whatwg.org/#writable-stream-finish-erroring
function finishErroring(ws) {
  if (ws.state !== 'erroring' || ws.inFlightWrite !== undefined || ws.inFlightClose !== undefined) return;
  ws.state = 'errored';
  const { c, requests, stored } = ws;
  resetQueue(c);
  ws.requests = [];
  for (const request of requests) if (request !== null) reject(request, stored);
  const abort = ws.pendingAbort;
  if (abort === undefined) {
    rejectClosed(ws);
    return;
  }
  ws.pendingAbort = undefined;
  if (abort.wasErroring) {
    reject(abort.promise, stored);
    rejectClosed(ws);
    return;
  }
  const done = c.abort?.(abort.reason);
  clearAlgorithms(c);
  react(done, () => {
    resolve(abort.promise);
    rejectClosed(ws);
  }, (error) => {
    reject(abort.promise, error);
    rejectClosed(ws);
  });
}

// https://streams.spec.whatwg.org/#writable-stream-reject-close-and-closed-promise-if-needed
function rejectClosed(ws) {
  ws.settled = true;
  if (ws.closeRequest !== undefined) {
    reject(ws.closeRequest, ws.stored);
    ws.closeRequest = undefined;
  }
  if (ws.isClosed !== undefined) reject(ws.isClosed.promise, ws.stored);
  if (ws.writer?.closed !== undefined) reject(ws.writer.closed, ws.stored);
}

// https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-close, and with an error
function finishClose(ws, failed, error) {
  const request = ws.inFlightClose;
  ws.inFlightClose = undefined;
  if (failed) {
    reject(request, error);
    if (ws.pendingAbort !== undefined) {
      reject(ws.pendingAbort.promise, error);
      ws.pendingAbort = undefined;
    }
    dealWithRejection(ws, error);
    return;
  }
  resolve(request);
  if (ws.state === 'erroring') {
    ws.stored = undefined;
    if (ws.pendingAbort !== undefined) {
      resolve(ws.pendingAbort.promise);
      ws.pendingAbort = undefined;
    }
  }
  ws.state = 'closed';
  if (ws.isClosed !== undefined) resolve(ws.isClosed.promise);
  if (ws.writer?.closed !== undefined) resolve(ws.writer.closed);
}

function updateBackpressure(ws, backpressure) {
  const wr = ws.writer;
  if (wr !== undefined && backpressure !== ws.backpressure) {
    if (backpressure) wr.ready = undefined;
    else if (wr.ready !== undefined) resolve(wr.ready);
  }
  ws.backpressure = backpressure;
}

// The promise of the last write that is not done, undefined if there is none.
function lastWrite(ws) {
  const { requests } = ws;
  if (requests.length > 0) return requests[requests.length - 1] ??= handle(pending());
  if (ws.inFlightWrite === null) ws.inFlightWrite = handle(pending());
  return ws.inFlightWrite;
}

// Writers //

const newWriter = (wrapper, ws) => ({
  type: 'WritableStreamDefaultWriter', wrapper, ws, ready: undefined, closed: undefined, released: undefined,
  // Whether the stream was errored before.
  late: ws.state === 'errored',
});

// [[readyPromise]], which is there when somebody asks for it.
function readyOf(wr) {
  if (wr.ready === undefined) {
    const { ws } = wr;
    const promise = wr.ready = handle(pending());
    if (ws === undefined) reject(promise, wr.released);
    else if (ws.state === 'erroring' || ws.state === 'errored') reject(promise, ws.stored);
    else if (ws.state === 'closed' || !ws.backpressure || closeQueuedOrInFlight(ws)) resolve(promise);
  }
  return wr.ready;
}

// [[closedPromise]]
function closedOf(wr) {
  if (wr.closed === undefined) {
    const { ws } = wr;
    const promise = wr.closed = handle(pending());
    if (ws === undefined) reject(promise, wr.released);
    else if (ws.state === 'closed') resolve(promise);
    // An abort that is under way comes first.
    else if (ws.state === 'errored' && (wr.late || ws.settled)) reject(promise, ws.stored);
  }
  return wr.closed;
}

// Rejects what is pending; a promise that is settled gives way to one that is rejected.
function refuseReady(wr, error) {
  const before = wr.ready;
  if (before === undefined) return;
  const { ws } = wr;
  if (ws.backpressure && !closeQueuedOrInFlight(ws)) reject(before, error);
  else wr.ready = undefined;
}

const acquireWriter = (ws) => {
  if (ws.writer !== undefined) throw badState('WritableStream is locked');
  return ws.writer = newWriter(undefined, ws);
};

function releaseWriter(wr) {
  const { ws } = wr;
  const error = wr.released = badState('Writer has been released');
  if (ws.state === 'writable') refuseReady(wr, error);
  else wr.ready = undefined;
  if (wr.closed !== undefined) {
    if (ws.state !== 'closed' && !(ws.state === 'errored' && (wr.late || ws.settled))) reject(wr.closed, error);
    else wr.closed = undefined;
  }
  ws.writer = undefined;
  wr.ws = undefined;
}

function desiredSize(ws) {
  if (ws.state === 'errored' || ws.state === 'erroring') return null;
  return ws.state === 'closed' ? 0 : ws.c.hwm - ws.c.total;
}

// https://streams.spec.whatwg.org/#writable-stream-default-writer-write
function write(wr, chunk) {
  const { ws } = wr;
  const { c } = ws;
  const size = sizeOf(c, chunk);
  if (ws !== wr.ws) return rejected(badState('Mismatched WritableStreams'));
  if (ws.state === 'errored') return rejected(ws.stored);
  if (closeQueuedOrInFlight(ws) || ws.state === 'closed') return rejected(badState('WritableStream is closed'));
  if (ws.state === 'erroring') return rejected(ws.stored);
  const promise = pending();
  ws.requests.push(promise);
  enqueue(c, chunk, size);
  return promise;
}

// The same for a chunk of ours, whose promise nobody needs.
function writeSilently(ws, chunk) {
  const { c } = ws;
  const size = c.size === undefined ? 1 : sizeOf(c, chunk);
  if (ws.state !== 'writable' || ws.closeRequest !== undefined || ws.inFlightClose !== undefined) return;
  ws.requests.push(null);
  enqueue(c, chunk, size);
}

class WritableStreamDefaultWriter {
  constructor(stream) {
    if (!is(stream, 'WritableStream')) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    const ws = stream[kState];
    if (ws.writer !== undefined) throw badState('WritableStream is locked');
    ws.writer = this[kState] = newWriter(this, ws);
  }

  get closed() {
    if (!is(this, 'WritableStreamDefaultWriter')) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return closedOf(this[kState]);
  }

  get desiredSize() {
    const { ws } = stateOf(this, 'WritableStreamDefaultWriter');
    if (ws === undefined) throw badState('Writer is not bound to a WritableStream');
    return desiredSize(ws);
  }

  get ready() {
    if (!is(this, 'WritableStreamDefaultWriter')) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return readyOf(this[kState]);
  }

  abort(reason = undefined) {
    if (!is(this, 'WritableStreamDefaultWriter')) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { ws } = this[kState];
    if (ws === undefined) return rejected(badState('Writer is not bound to a WritableStream'));
    return abortStream(ws, reason);
  }

  close() {
    if (!is(this, 'WritableStreamDefaultWriter')) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { ws } = this[kState];
    if (ws === undefined) return rejected(badState('Writer is not bound to a WritableStream'));
    if (closeQueuedOrInFlight(ws)) return rejected(badState('Failure to close WritableStream'));
    return closeStream(ws);
  }

  releaseLock() {
    const wr = stateOf(this, 'WritableStreamDefaultWriter');
    if (wr.ws !== undefined) releaseWriter(wr);
  }

  write(chunk = undefined) {
    const wr = this?.[kState];
    if (wr === undefined || wr.type !== 'WritableStreamDefaultWriter') {
      return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    if (wr.ws === undefined) return rejected(badState('Writer is not bound to a WritableStream'));
    return write(wr, chunk);
  }
}
finish(WritableStreamDefaultWriter, 'closed desiredSize ready abort close releaseLock write', (wr) => ({
  stream: wr.ws?.wrapper, close: closedOf(wr), ready: readyOf(wr), desiredSize: wr.ws && desiredSize(wr.ws),
}));

// The controller //

class WritableStreamDefaultController {
  constructor() {
    illegal(arguments[0]);
    this[kState] = arguments[1];
  }

  get signal() {
    const c = stateOf(this, 'WritableStreamDefaultController');
    if (c.abortController === undefined) {
      c.abortController = new AbortController();
      if (c.aborted) c.abortController.abort(c.abortReason);
    }
    return c.abortController.signal;
  }

  error(error = undefined) { errorIfNeeded(stateOf(this, 'WritableStreamDefaultController'), error); }
}
finish(WritableStreamDefaultController, 'signal error', (c) => ({ stream: c.ws.wrapper }));

// https://streams.spec.whatwg.org/#set-up-writable-stream-default-controller
function newController(ws, sink, hwm, size) {
  const c = {
    type: 'WritableStreamDefaultController', wrapper: undefined, ws, queue: [], head: 0, total: 0, started: false, hwm,
    size, sink, write: undefined, close: undefined, abort: undefined, aborted: false, abortReason: undefined,
    abortController: undefined, onStarted: undefined, onStartFailed: undefined, onWritten: undefined,
    onWriteFailed: undefined,
  };
  c.wrapper = new WritableStreamDefaultController(kCreate, c);
  c.onStarted = () => {
    c.started = true;
    advance(c);
  };
  c.onStartFailed = (error) => {
    c.started = true;
    dealWithRejection(ws, error);
  };
  // finishWrite() and the rest in one: a call costs as much as ten properties.
  c.onWritten = () => {
    const request = ws.inFlightWrite;
    ws.inFlightWrite = undefined;
    if (request !== null) resolve(request);
    shift(c);
    if (ws.state === 'writable' && ws.closeRequest === undefined && ws.inFlightClose === undefined) {
      const backpressure = c.hwm <= c.total;
      if (backpressure !== ws.backpressure) updateBackpressure(ws, backpressure);
    }
    if (c.queue.length > 0 || ws.state === 'erroring') advance(c);
  };
  c.onWriteFailed = (error) => {
    if (ws.state === 'writable') clearAlgorithms(c);
    const request = ws.inFlightWrite;
    ws.inFlightWrite = undefined;
    if (request !== null) reject(request, error);
    dealWithRejection(ws, error);
  };
  ws.c = c;
  return c;
}

function clearAlgorithms(c) {
  c.write = c.close = c.abort = c.size = undefined;
}

function sizeOf(c, chunk) {
  const { size } = c;
  if (size === undefined) return 1;
  try {
    return size(chunk);
  } catch (error) {
    errorIfNeeded(c, error);
    return 1;
  }
}

function errorIfNeeded(c, error) {
  if (c.ws.state !== 'writable') return;
  clearAlgorithms(c);
  startErroring(c.ws, error);
}

// https://streams.spec.whatwg.org/#writable-stream-default-controller-write
function enqueue(c, chunk, size) {
  if (size === 1) {
    c.queue.push(chunk, 1);
    c.total++;
  } else {
    try {
      push(c, chunk, size);
    } catch (error) {
      errorIfNeeded(c, error);
      return;
    }
  }
  const { ws } = c;
  if (ws.closeRequest === undefined && ws.inFlightClose === undefined && ws.state === 'writable') {
    const backpressure = c.hwm <= c.total;
    if (backpressure !== ws.backpressure) updateBackpressure(ws, backpressure);
  }
  if (ws.inFlightWrite === undefined && c.started) advance(c);
}

// https://streams.spec.whatwg.org/#writable-stream-default-controller-advance-queue-if-needed
function advance(c) {
  const { ws } = c;
  if (!c.started || ws.inFlightWrite !== undefined) return;
  if (ws.state === 'erroring') {
    finishErroring(ws);
    return;
  }
  if (c.queue.length === 0) return;
  const value = c.queue[c.head];
  if (value !== kClose) {
    ws.inFlightWrite = ws.requests.shift();
    c.write(value);
    return;
  }
  ws.inFlightClose = ws.closeRequest;
  ws.closeRequest = undefined;
  shift(c);
  const done = c.close?.();
  clearAlgorithms(c);
  react(done, () => finishClose(ws, false), (error) => finishClose(ws, true, error));
}

module.exports = {
  WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter, abortStream, acquireWriter,
  closeQueuedOrInFlight, closeStream, closedOf, createWritable, desiredSize, errorIfNeeded, lastWrite, newStream, nop,
  readyOf, releaseWriter, write, writeSilently,
};
