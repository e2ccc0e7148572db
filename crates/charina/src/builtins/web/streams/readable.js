// ReadableStream with its default reader and controller: https://streams.spec.whatwg.org/#rs

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { kClone } = require('internal/interface');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const {
  badState, closedRecord, finish, illegal, is, kCreate, kState, method, nop, push, resetQueue, shift, stateOf, then,
  toHighWaterMark, toSize, validateDictionary, validateSource,
} = require('internal/webstreams/util');

const { handle, invoke, pending, promiseCall, react, reject, rejected, resolve, resolveRead, resolved, resolvedRead } = ops;

let bytesModule;
const bytes = () => bytesModule ??= require('internal/webstreams/bytes');

// Streams //

const newStream = () => ({
  type: 'ReadableStream', wrapper: undefined, state: 'readable', stored: undefined, reader: undefined, c: undefined,
  disturbed: false, isClosed: undefined,
});

class ReadableStream {
  constructor(source = {}, strategy = {}) {
    if (source === kCreate) {
      this[kState] = strategy;
      strategy.wrapper = this;
      return;
    }
    validateSource(source, 'source');
    validateDictionary(strategy, 'strategy');
    const { highWaterMark, size } = strategy ?? {};
    const { autoAllocateChunkSize, cancel, pull, start, type } = source;
    const rs = newStream();
    if (type !== undefined && `${type}` !== 'bytes') throw new ERR_INVALID_ARG_VALUE('source.type', type);
    if (cancel !== undefined) validateFunction(cancel, 'source.cancel');
    if (pull !== undefined) validateFunction(pull, 'source.pull');
    if (start !== undefined) validateFunction(start, 'source.start');
    this[kState] = rs;
    rs.wrapper = this;
    if (type !== undefined) {
      if (size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
      bytes().setUp(rs, source, { autoAllocateChunkSize, cancel, pull, start }, toHighWaterMark(highWaterMark, 0));
    } else {
      setUp(rs, source, { cancel, pull, start }, toHighWaterMark(highWaterMark, 1), toSize(size));
    }
  }

  // https://streams.spec.whatwg.org/#rs-from
  static from(iterable) { return require('internal/webstreams/from').readableStreamFrom(iterable); }

  get locked() { return stateOf(this, 'ReadableStream').reader !== undefined; }

  cancel(reason = undefined) {
    if (!is(this, 'ReadableStream')) return rejected(new ERR_INVALID_THIS('ReadableStream'));
    const rs = this[kState];
    if (rs.reader !== undefined) return rejected(badState('ReadableStream is locked'));
    return cancelStream(rs, reason);
  }

  getReader(options = {}) {
    const rs = stateOf(this, 'ReadableStream');
    validateDictionary(options, 'options');
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(rs.wrapper);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new (bytes().ReadableStreamBYOBReader)(rs.wrapper);
  }

  pipeThrough(transform, options = {}) {
    const rs = stateOf(this, 'ReadableStream');
    const readable = transform?.readable;
    if (!is(readable, 'ReadableStream')) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const writable = transform?.writable;
    if (!is(writable, 'WritableStream')) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    }
    const given = pipeOptions(options);
    if (rs.reader !== undefined) throw badState('The ReadableStream is locked');
    if (writable[kState].writer !== undefined) throw badState('The WritableStream is locked');
    handle(require('internal/webstreams/pipe').pipe(rs, writable[kState], given));
    return readable;
  }

  pipeTo(destination, options = {}) {
    try {
      const rs = stateOf(this, 'ReadableStream');
      if (!is(destination, 'WritableStream')) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      const given = pipeOptions(options);
      if (rs.reader !== undefined) throw badState('The ReadableStream is locked');
      if (destination[kState].writer !== undefined) throw badState('The WritableStream is locked');
      return require('internal/webstreams/pipe').pipe(rs, destination[kState], given);
    } catch (error) {
      return rejected(error);
    }
  }

  tee() {
    const rs = stateOf(this, 'ReadableStream');
    if (rs.reader !== undefined) throw badState('ReadableStream is locked');
    return require('internal/webstreams/tee').tee(rs);
  }

  values(options = {}) {
    const rs = stateOf(this, 'ReadableStream');
    validateDictionary(options, 'options');
    const preventCancel = !!options?.preventCancel;
    return require('internal/webstreams/from').iterate(acquireReader(rs), preventCancel);
  }

  get [Symbol.for('nodejs.stream.disturbed')]() { return this[kState].disturbed; }

  get [Symbol.for('nodejs.stream.errored')]() { return this[kState].state === 'errored'; }

  get [Symbol.for('nodejs.stream.readable')]() { return this[kState].state === 'readable'; }

  get [Symbol.for('nodejs.webstream.isClosedPromise')]() { return closedRecord(this[kState]); }

  get [Symbol.for('nodejs.webstream.controllerErrorFunction')]() {
    const { c } = this[kState];
    return (error) => { errorController(c, error); };
  }

  [kClone]() { return require('internal/webstreams/transfer').cloneReadable(this); }
}
finish(ReadableStream, 'locked cancel getReader pipeThrough pipeTo tee values', (rs) => ({
  locked: rs.reader !== undefined, state: rs.state, supportsBYOB: rs.c.bytes,
}));
Object.defineProperty(ReadableStream, 'from', { __proto__: null, enumerable: true });
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  __proto__: null, configurable: true, enumerable: false, writable: true, value: ReadableStream.prototype.values,
});

function pipeOptions(options) {
  validateDictionary(options, 'options');
  const { preventAbort, preventCancel, preventClose, signal } = options ?? {};
  if (signal !== undefined) {
    validateAbortSignal(signal, 'options.signal');
    if (!(signal instanceof AbortSignal)) throw new ERR_INVALID_ARG_TYPE('options.signal', 'AbortSignal', signal);
  }
  return { preventAbort: !!preventAbort, preventCancel: !!preventCancel, preventClose: !!preventClose, signal };
}

// https://streams.spec.whatwg.org/#create-readable-stream: `pull` and `cancel` are functions of ours on `source`, and
// return a promise of ours or undefined.
function createReadable(source, pull, cancel, hwm, size, started) {
  const rs = newStream();
  new ReadableStream(kCreate, rs);
  const c = newController(rs, source, pull, cancel, hwm, size);
  c.internal = true;
  react(resolved(started), c.onStarted, c.onFailed);
  return rs;
}

// https://streams.spec.whatwg.org/#readable-stream-cancel
function cancelStream(rs, reason) {
  rs.disturbed = true;
  if (rs.state === 'closed') return resolved();
  if (rs.state === 'errored') return rejected(rs.stored);
  closeStream(rs);
  const rd = rs.reader;
  if (rd?.byob) {
    const { requests } = rd;
    rd.requests = [];
    for (const request of requests) settleRead(request, undefined, true);
  }
  const { c } = rs;
  const done = c.bytes ? bytes().cancelSteps(c, reason) : cancelSteps(c, reason);
  return then(done, nop);
}

// https://streams.spec.whatwg.org/#readable-stream-close
function closeStream(rs) {
  rs.state = 'closed';
  if (rs.isClosed !== undefined) resolve(rs.isClosed.promise);
  const rd = rs.reader;
  if (rd === undefined) return;
  if (rd.closed !== undefined) resolve(rd.closed);
  if (rd.byob) return;
  const { requests } = rd;
  rd.requests = [];
  for (const request of requests) settleRead(request, undefined, true);
}

// https://streams.spec.whatwg.org/#readable-stream-error
function errorStream(rs, error) {
  rs.state = 'errored';
  rs.stored = error;
  if (rs.isClosed !== undefined) reject(rs.isClosed.promise, error);
  const rd = rs.reader;
  if (rd === undefined) return;
  if (rd.closed !== undefined) reject(rd.closed, error);
  failRequests(rd, error);
}

function failRequests(rd, error) {
  const { requests } = rd;
  rd.requests = [];
  for (const request of requests) {
    if (request.promise !== undefined) reject(request.promise, error);
    else request.error(error);
  }
}

// A request to read is { promise }, or one of ours with the methods chunk(), close() and error().
function settleRead(request, value, done) {
  if (request.promise !== undefined) resolveRead(request.promise, value, done);
  else if (done) request.close(value);
  else request.chunk(value);
}

// Readers //

const newReader = (wrapper, rs, byob) => ({
  type: byob ? 'ReadableStreamBYOBReader' : 'ReadableStreamDefaultReader', wrapper, rs, requests: [], byob,
  closed: undefined, released: undefined,
});

// https://streams.spec.whatwg.org/#readable-stream-reader-generic-initialize
function attach(wrapper, rs, byob) {
  rs.reader = newReader(wrapper, rs, byob);
  return rs.reader;
}

// A reader of ours, without an object that scripts can see.
const acquireReader = (rs, byob = false) => {
  if (rs.reader !== undefined) throw badState('ReadableStream is locked');
  return attach(undefined, rs, byob);
};

// [[closedPromise]], which is there when somebody asks for it.
function closedOf(rd) {
  if (rd.closed === undefined) {
    rd.closed = handle(pending());
    if (rd.rs === undefined) reject(rd.closed, rd.released);
    else if (rd.rs.state === 'closed') resolve(rd.closed);
    else if (rd.rs.state === 'errored') reject(rd.closed, rd.rs.stored);
  }
  return rd.closed;
}

// https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaultreaderrelease, and that of BYOB readers
function release(rd) {
  const { rs } = rd;
  rd.released = badState('Reader released');
  if (rd.closed !== undefined) {
    if (rs.state === 'readable') reject(rd.closed, rd.released);
    else rd.closed = undefined;
  }
  if (rs.c.bytes) bytes().releaseSteps(rs.c);
  rs.reader = undefined;
  rd.rs = undefined;
  if (rd.requests.length > 0) failRequests(rd, badState('Releasing reader'));
}

// https://streams.spec.whatwg.org/#readable-stream-default-reader-read, with a request of ours
function read(rd, request) {
  const { rs } = rd;
  rs.disturbed = true;
  if (rs.state === 'closed') request.close();
  else if (rs.state === 'errored') request.error(rs.stored);
  else if (rs.c.bytes) bytes().pullSteps(rs.c, request);
  else if (rs.c.queue.length > 0) request.chunk(take(rs));
  else {
    rd.requests.push(request);
    callPull(rs.c);
  }
}

// The same for a promise of the result.
function readPromise(rd) {
  const { rs } = rd;
  rs.disturbed = true;
  if (rs.state === 'closed') return resolvedRead(undefined, true);
  if (rs.state === 'errored') return rejected(rs.stored);
  if (!rs.c.bytes && rs.c.queue.length > 0) return resolvedRead(take(rs), false);
  const promise = pending();
  if (rs.c.bytes) {
    bytes().pullSteps(rs.c, { promise });
  } else {
    rd.requests.push({ promise });
    callPull(rs.c);
  }
  return promise;
}

class ReadableStreamDefaultReader {
  constructor(stream) {
    if (!is(stream, 'ReadableStream')) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    const rs = stream[kState];
    if (rs.reader !== undefined) throw badState('ReadableStream is locked');
    this[kState] = attach(this, rs, false);
  }

  read() {
    const rd = this?.[kState];
    if (rd === undefined || rd.type !== 'ReadableStreamDefaultReader') {
      return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    }
    if (rd.rs === undefined) return rejected(badState('The reader is not attached to a stream'));
    return readPromise(rd);
  }

  releaseLock() {
    const rd = stateOf(this, 'ReadableStreamDefaultReader');
    if (rd.rs !== undefined) release(rd);
  }

  get closed() {
    if (!is(this, 'ReadableStreamDefaultReader')) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    return closedOf(this[kState]);
  }

  cancel(reason = undefined) {
    if (!is(this, 'ReadableStreamDefaultReader')) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    const { rs } = this[kState];
    if (rs === undefined) return rejected(badState('The reader is not attached to a stream'));
    return cancelStream(rs, reason);
  }
}
finish(ReadableStreamDefaultReader, 'read releaseLock closed cancel', (rd) => ({
  stream: rd.rs?.wrapper, readRequests: rd.requests.length, close: closedOf(rd),
}));

// Controllers //

// https://streams.spec.whatwg.org/#rs-default-controller-class
class ReadableStreamDefaultController {
  constructor() {
    illegal(arguments[0]);
    this[kState] = arguments[1];
  }

  get desiredSize() { return desiredSize(stateOf(this, 'ReadableStreamDefaultController')); }

  close() {
    const c = stateOf(this, 'ReadableStreamDefaultController');
    if (!canCloseOrEnqueue(c)) throw badState('Controller is already closed');
    closeController(c);
  }

  enqueue(chunk = undefined) {
    const c = this?.[kState];
    if (c === undefined || c.type !== 'ReadableStreamDefaultController') {
      throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    }
    if (c.closeRequested || c.rs.state !== 'readable') throw badState('Controller is already closed');
    enqueue(c, chunk);
  }

  error(error = undefined) { errorController(stateOf(this, 'ReadableStreamDefaultController'), error); }
}
finish(ReadableStreamDefaultController, 'desiredSize close enqueue error', () => ({}));

// https://streams.spec.whatwg.org/#set-up-readable-stream-default-controller
function newController(rs, source, pull, cancel, hwm, size) {
  const c = {
    type: 'ReadableStreamDefaultController', wrapper: undefined, rs, bytes: false, internal: false, queue: [], head: 0,
    total: 0, closeRequested: false, started: false, pulling: false, pullAgain: false, hwm, size, source, pull, cancel,
    onStarted: undefined, onPulled: undefined, onFailed: undefined,
  };
  c.wrapper = new ReadableStreamDefaultController(kCreate, c);
  c.onFailed = (error) => { errorController(c, error); };
  c.onStarted = () => {
    c.started = true;
    callPull(c);
  };
  c.onPulled = () => {
    c.pulling = false;
    if (c.pullAgain) {
      c.pullAgain = false;
      callPull(c);
    }
  };
  rs.c = c;
  return c;
}

function setUp(rs, source, { cancel, pull, start }, hwm, size) {
  const c = newController(rs, source, pull, cancel, hwm, size);
  const result = start === undefined ? undefined : Reflect.apply(start, source, [c.wrapper]);
  react(resolved(result), c.onStarted, c.onFailed);
}

// https://streams.spec.whatwg.org/#readable-stream-default-controller-call-pull-if-needed
// With shouldPull()'s condition in it: a call costs as much as ten properties.
function callPull(c) {
  const { rs } = c;
  if (c.closeRequested || !c.started || c.pullAgain || rs.state !== 'readable') return;
  const rd = rs.reader;
  if ((rd === undefined || rd.requests.length === 0) && c.hwm <= c.total) return;
  if (c.pulling) {
    c.pullAgain = true;
    return;
  }
  c.pulling = true;
  if (c.internal) react(c.pull(c), c.onPulled, c.onFailed);
  else invoke(c.pull, c.source, c.wrapper, undefined, c.onPulled, c.onFailed);
}

function shouldPull(c) {
  const { rs } = c;
  if (c.closeRequested || !c.started || rs.state !== 'readable') return false;
  const rd = rs.reader;
  return (rd !== undefined && rd.requests.length > 0) || c.hwm > c.total;
}

function clearAlgorithms(c) {
  c.pull = c.cancel = c.size = undefined;
  if (c.internal) c.pull = nop;
}

const canCloseOrEnqueue = (c) => !c.closeRequested && c.rs.state === 'readable';

function desiredSize(c) {
  const { state } = c.rs;
  return state === 'errored' ? null : state === 'closed' ? 0 : c.hwm - c.total;
}

function closeController(c) {
  if (!canCloseOrEnqueue(c)) return;
  c.closeRequested = true;
  if (c.queue.length > 0) return;
  clearAlgorithms(c);
  closeStream(c.rs);
}

// https://streams.spec.whatwg.org/#readable-stream-default-controller-enqueue
function enqueue(c, chunk) {
  if (c.closeRequested || c.rs.state !== 'readable') return;
  const rd = c.rs.reader;
  if (rd !== undefined && rd.requests.length > 0) {
    const request = rd.requests.shift();
    if (request.promise !== undefined) resolveRead(request.promise, chunk, false);
    else request.chunk(chunk);
  } else {
    const { size } = c;
    if (size === undefined) {
      c.queue.push(chunk, 1);
      c.total++;
      callPull(c);
      return;
    }
    try {
      push(c, chunk, size(chunk));
    } catch (error) {
      errorController(c, error);
      throw error;
    }
  }
  callPull(c);
}

function errorController(c, error) {
  if (c.rs.state !== 'readable') return;
  if (c.bytes) {
    bytes().errorController(c, error);
    return;
  }
  resetQueue(c);
  clearAlgorithms(c);
  errorStream(c.rs, error);
}

function cancelSteps(c, reason) {
  resetQueue(c);
  const { cancel } = c;
  const done = c.internal ? cancel?.(reason) : promiseCall(cancel, c.source, reason);
  clearAlgorithms(c);
  return done;
}

// The next chunk of a stream that has one.
function take(rs) {
  const { c } = rs;
  const chunk = shift(c);
  if (c.closeRequested && c.queue.length === 0) {
    clearAlgorithms(c);
    closeStream(rs);
  } else {
    callPull(c);
  }
  return chunk;
}

// Cancels a stream, locked or not.
function cancel(stream) { handle(cancelStream(stream[kState])); }

module.exports = {
  ReadableStream, ReadableStreamDefaultController, ReadableStreamDefaultReader, acquireReader, attach, cancel, cancelStream,
  closeController, closeStream, closedOf, createReadable, desiredSize, enqueue, errorController, errorStream, method,
  newReader, newStream, read, release, settleRead, shouldPull,
};
