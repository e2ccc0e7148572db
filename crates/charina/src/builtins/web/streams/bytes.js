// Byte streams, their controller and BYOB readers: https://streams.spec.whatwg.org/#rbs-controller-class

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  badState, finish, illegal, is, kCreate, kState, nop, stateOf, validateDictionary,
} = require('internal/webstreams/util');
const {
  acquireReader, attach, cancelStream, closeStream, closedOf, errorStream, newStream, ReadableStream, release, settleRead,
} = require('internal/webstreams/readablestream');

const { copy, invoke, isDetached, pending, promiseCall, react, rejected, resolved, transfer } = ops;

const views = ['Buffer', 'TypedArray', 'DataView'];
const isView = ArrayBuffer.isView;

// The reader //

class ReadableStreamBYOBReader {
  constructor(stream) {
    if (!is(stream, 'ReadableStream')) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    const rs = stream[kState];
    if (rs.reader !== undefined) throw badState('ReadableStream is locked');
    if (!rs.c.bytes) throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
    this[kState] = attach(this, rs, true);
  }

  read(view, options = {}) {
    try {
      const rd = stateOf(this, 'ReadableStreamBYOBReader');
      if (!isView(view)) throw new ERR_INVALID_ARG_TYPE('view', views, view);
      validateDictionary(options, 'options');
      if (view.byteLength === 0 || view.buffer.byteLength === 0) {
        throw badState('View or Viewed ArrayBuffer is zero-length or detached');
      }
      const least = toMinimum(options?.min);
      if (least > (view.length ?? view.byteLength)) throw new ERR_OUT_OF_RANGE('options.min', '<= view.length', least);
      if (rd.rs === undefined) throw badState('The reader is not attached to a stream');
      const promise = pending();
      readInto(rd, view, least, { promise });
      return promise;
    } catch (error) {
      return rejected(error);
    }
  }

  releaseLock() {
    const rd = stateOf(this, 'ReadableStreamBYOBReader');
    if (rd.rs !== undefined) release(rd);
  }

  get closed() {
    if (!is(this, 'ReadableStreamBYOBReader')) return rejected(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return closedOf(this[kState]);
  }

  cancel(reason = undefined) {
    if (!is(this, 'ReadableStreamBYOBReader')) return rejected(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    const { rs } = this[kState];
    if (rs === undefined) return rejected(badState('The reader is not attached to a stream'));
    return cancelStream(rs, reason);
  }
}
finish(ReadableStreamBYOBReader, 'read releaseLock closed cancel', (rd) => ({
  stream: rd.rs?.wrapper, readIntoRequests: rd.requests.length, close: closedOf(rd),
}));

// [EnforceRange] unsigned long long, and not 0.
function toMinimum(value) {
  if (value === undefined) return 1;
  value = Math.trunc(+value);
  if (!(value > 0)) throw new ERR_INVALID_ARG_VALUE('options.min', value, 'must be greater than 0');
  return value;
}

// https://streams.spec.whatwg.org/#readable-stream-byob-reader-read
function readInto(rd, view, least, request) {
  const { rs } = rd;
  rs.disturbed = true;
  if (rs.state === 'errored') {
    if (request.promise !== undefined) ops.reject(request.promise, rs.stored);
    else request.error(rs.stored);
    return;
  }
  pullInto(rs.c, view, least, request);
}

// The request for a view //

class ReadableStreamBYOBRequest {
  constructor() {
    illegal(arguments[0]);
    this[kState] = arguments[1];
  }

  get view() { return stateOf(this, 'ReadableStreamBYOBRequest').view; }

  respond(bytesWritten) {
    const slots = stateOf(this, 'ReadableStreamBYOBRequest');
    if (arguments.length === 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    if (slots.c === undefined) throw badState('This BYOB request has been invalidated');
    const count = Math.trunc(+bytesWritten) || 0;
    if (count < 0 || count > Number.MAX_SAFE_INTEGER || Number.isNaN(+bytesWritten)) {
      throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    }
    const { view } = slots;
    if (isDetached(view.buffer)) throw badState('Viewed ArrayBuffer is detached');
    respond(slots.c, count);
  }

  respondWithNewView(view) {
    const slots = stateOf(this, 'ReadableStreamBYOBRequest');
    if (!isView(view)) throw new ERR_INVALID_ARG_TYPE('view', views, view);
    if (slots.c === undefined) throw badState('This BYOB request has been invalidated');
    if (isDetached(view.buffer)) throw badState('Viewed ArrayBuffer is detached');
    respondWithNewView(slots.c, view);
  }
}
finish(ReadableStreamBYOBRequest, 'view respond respondWithNewView', (slots) => ({
  view: slots.view, controller: slots.c?.wrapper,
}));

// The controller //

class ReadableByteStreamController {
  constructor() {
    illegal(arguments[0]);
    this[kState] = arguments[1];
  }

  get byobRequest() { return byobRequest(stateOf(this, 'ReadableByteStreamController')); }

  get desiredSize() {
    const c = stateOf(this, 'ReadableByteStreamController');
    const { state } = c.rs;
    return state === 'errored' ? null : state === 'closed' ? 0 : c.hwm - c.total;
  }

  close() {
    const c = stateOf(this, 'ReadableByteStreamController');
    if (c.closeRequested || c.rs.state !== 'readable') throw badState('Controller is already closed');
    closeController(c);
  }

  enqueue(chunk) {
    const c = stateOf(this, 'ReadableByteStreamController');
    if (!isView(chunk)) throw new ERR_INVALID_ARG_TYPE('buffer', views, chunk);
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw badState('chunk ArrayBuffer is zero-length or detached');
    }
    if (c.closeRequested || c.rs.state !== 'readable') throw badState('Controller is already closed');
    enqueue(c, chunk);
  }

  error(error = undefined) { errorController(stateOf(this, 'ReadableByteStreamController'), error); }
}
finish(ReadableByteStreamController, 'byobRequest desiredSize close enqueue error', () => ({}));

// https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller
function newController(rs, source, pull, cancel, hwm, autoAllocate) {
  const c = {
    type: 'ReadableByteStreamController', wrapper: undefined, rs, bytes: true, internal: false, queue: [], total: 0,
    closeRequested: false, started: false, pulling: false, pullAgain: false, hwm, source, pull, cancel, autoAllocate,
    pullIntos: [], request: null, onPulled: undefined, onFailed: undefined, onStarted: undefined,
  };
  c.wrapper = new ReadableByteStreamController(kCreate, c);
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

function setUp(rs, source, { autoAllocateChunkSize, cancel, pull, start }, hwm) {
  let autoAllocate;
  if (autoAllocateChunkSize !== undefined) {
    autoAllocate = Math.trunc(+autoAllocateChunkSize);
    if (!(autoAllocate > 0)) throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
  }
  const c = newController(rs, source, pull, cancel, hwm, autoAllocate);
  const result = start === undefined ? undefined : Reflect.apply(start, source, [c.wrapper]);
  react(resolved(result), c.onStarted, c.onFailed);
}

// https://streams.spec.whatwg.org/#abstract-opdef-createreadablebytestream
function createBytes(source, pull, cancel) {
  const rs = newStream();
  new ReadableStream(kCreate, rs);
  const c = newController(rs, source, pull, cancel, 0, undefined);
  c.internal = true;
  react(undefined, c.onStarted, c.onFailed);
  return rs;
}

function callPull(c) {
  if (!shouldPull(c)) return;
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
  c.pull = c.internal ? nop : undefined;
  c.cancel = undefined;
}

function resetQueue(c) {
  c.queue = [];
  c.total = 0;
}

function closeController(c) {
  const { rs } = c;
  if (c.closeRequested || rs.state !== 'readable') return;
  if (c.total > 0) {
    c.closeRequested = true;
    return;
  }
  if (c.pullIntos.length > 0) {
    const [first] = c.pullIntos;
    if (first.filled % first.elementSize !== 0) {
      const error = badState('Partial read');
      errorController(c, error);
      throw error;
    }
  }
  clearAlgorithms(c);
  closeStream(rs);
}

function errorController(c, error) {
  const { rs } = c;
  if (rs.state !== 'readable') return;
  clearPullIntos(c);
  resetQueue(c);
  clearAlgorithms(c);
  errorStream(rs, error);
}

function clearPullIntos(c) {
  invalidate(c);
  c.pullIntos = [];
}

function invalidate(c) {
  if (c.request === null) return;
  c.request.c = undefined;
  c.request.view = null;
  c.request = null;
}

function cancelSteps(c, reason) {
  clearPullIntos(c);
  resetQueue(c);
  const { cancel } = c;
  const done = c.internal ? cancel?.(reason) : promiseCall(cancel, c.source, reason);
  clearAlgorithms(c);
  return done;
}

function releaseSteps(c) {
  if (c.pullIntos.length === 0) return;
  const [first] = c.pullIntos;
  first.readerType = 'none';
  c.pullIntos = [first];
}

// https://streams.spec.whatwg.org/#rbs-controller-private-pull
function pullSteps(c, request) {
  if (c.total > 0) {
    settleRead(request, nextChunk(c), false);
    return;
  }
  if (c.autoAllocate !== undefined) {
    let buffer;
    try {
      buffer = new ArrayBuffer(c.autoAllocate);
    } catch (error) {
      if (request.promise !== undefined) ops.reject(request.promise, error);
      else request.error(error);
      return;
    }
    c.pullIntos.push({
      buffer, bufferByteLength: c.autoAllocate, byteOffset: 0, byteLength: c.autoAllocate, filled: 0, minimum: 1,
      elementSize: 1, View: Uint8Array, readerType: 'default',
    });
  }
  c.rs.reader.requests.push(request);
  callPull(c);
}

// https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerfillreadrequestfromqueue
function nextChunk(c) {
  const { buffer, byteOffset, byteLength } = c.queue.shift();
  c.total -= byteLength;
  drained(c);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function drained(c) {
  if (c.total === 0 && c.closeRequested) {
    clearAlgorithms(c);
    closeStream(c.rs);
  } else {
    callPull(c);
  }
}

function enqueueChunk(c, buffer, byteOffset, byteLength) {
  c.queue.push({ buffer, byteOffset, byteLength });
  c.total += byteLength;
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-enqueue
function enqueue(c, chunk) {
  const { rs } = c;
  if (c.closeRequested || rs.state !== 'readable') return;
  const { byteOffset, byteLength } = chunk;
  const buffer = transfer(chunk.buffer);
  if (c.pullIntos.length > 0) {
    const [first] = c.pullIntos;
    if (isDetached(first.buffer)) throw badState('Destination ArrayBuffer is detached');
    invalidate(c);
    first.buffer = transfer(first.buffer);
    if (first.readerType === 'none') enqueueDetached(c, first);
  }
  const rd = rs.reader;
  if (rd === undefined) {
    enqueueChunk(c, buffer, byteOffset, byteLength);
  } else if (rd.byob) {
    enqueueChunk(c, buffer, byteOffset, byteLength);
    for (const filled of fillPullIntos(c)) commit(c, filled);
  } else {
    while (rd.requests.length > 0 && c.total > 0) settleRead(rd.requests.shift(), nextChunk(c), false);
    if (rd.requests.length === 0) {
      enqueueChunk(c, buffer, byteOffset, byteLength);
    } else {
      if (c.pullIntos.length > 0) c.pullIntos.shift();
      settleRead(rd.requests.shift(), new Uint8Array(buffer, byteOffset, byteLength), false);
    }
  }
  callPull(c);
}

// https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerenqueueclonedchunktoqueue
function enqueueClone(c, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = buffer.slice(byteOffset, byteOffset + byteLength);
  } catch (error) {
    errorController(c, error);
    throw error;
  }
  enqueueChunk(c, clone, 0, byteLength);
}

function enqueueDetached(c, descriptor) {
  if (descriptor.filled > 0) enqueueClone(c, descriptor.buffer, descriptor.byteOffset, descriptor.filled);
  c.pullIntos.shift();
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-pull-into
function pullInto(c, view, least, request) {
  const { rs } = c;
  let elementSize = 1;
  let View = DataView;
  const kind = Object.getPrototypeOf(Uint8Array.prototype);
  const tag = Object.getOwnPropertyDescriptor(kind, Symbol.toStringTag).get.call(view);
  if (tag !== undefined) {
    View = globalThis[tag];
    elementSize = View.BYTES_PER_ELEMENT;
  }
  const { byteOffset, byteLength } = view;
  let buffer;
  try {
    buffer = transfer(view.buffer);
  } catch (error) {
    if (request.promise !== undefined) ops.reject(request.promise, error);
    else request.error(error);
    return;
  }
  const descriptor = {
    buffer, bufferByteLength: buffer.byteLength, byteOffset, byteLength, filled: 0, minimum: least * elementSize,
    elementSize, View, readerType: 'byob',
  };
  if (c.pullIntos.length > 0) {
    c.pullIntos.push(descriptor);
    rs.reader.requests.push(request);
    return;
  }
  if (rs.state === 'closed') {
    settleRead(request, new View(buffer, byteOffset, 0), true);
    return;
  }
  if (c.total > 0) {
    if (fill(c, descriptor)) {
      const filled = toView(descriptor);
      drained(c);
      settleRead(request, filled, false);
      return;
    }
    if (c.closeRequested) {
      const error = badState('ReadableStream closed');
      errorController(c, error);
      if (request.promise !== undefined) ops.reject(request.promise, error);
      else request.error(error);
      return;
    }
  }
  c.pullIntos.push(descriptor);
  rs.reader.requests.push(request);
  callPull(c);
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-fill-pull-into-descriptor-from-queue
function fill(c, descriptor) {
  let remaining = Math.min(c.total, descriptor.byteLength - descriptor.filled);
  const most = descriptor.filled + remaining;
  const aligned = most - (most % descriptor.elementSize);
  let ready = false;
  if (aligned >= descriptor.minimum) {
    remaining = aligned - descriptor.filled;
    ready = true;
  }
  while (remaining > 0) {
    const [head] = c.queue;
    const count = Math.min(remaining, head.byteLength);
    copy(descriptor.buffer, descriptor.byteOffset + descriptor.filled, head.buffer, head.byteOffset, count);
    if (head.byteLength === count) {
      c.queue.shift();
    } else {
      head.byteOffset += count;
      head.byteLength -= count;
    }
    c.total -= count;
    descriptor.filled += count;
    remaining -= count;
  }
  return ready;
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-process-pull-into-descriptors-using-queue
function fillPullIntos(c) {
  const filled = [];
  while (c.pullIntos.length > 0 && c.total > 0) {
    const [first] = c.pullIntos;
    if (!fill(c, first)) break;
    c.pullIntos.shift();
    filled.push(first);
  }
  return filled;
}

function toView({ View, buffer, byteOffset, elementSize, filled }) {
  return new View(transfer(buffer), byteOffset, filled / elementSize);
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-commit-pull-into-descriptor
function commit(c, descriptor) {
  const { rs } = c;
  const request = rs.reader.requests.shift();
  settleRead(request, toView(descriptor), rs.state === 'closed');
}

// https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollergetbyobrequest
function byobRequest(c) {
  if (c.request === null && c.pullIntos.length > 0) {
    const { buffer, byteLength, byteOffset, filled } = c.pullIntos[0];
    const view = new Uint8Array(buffer, byteOffset + filled, byteLength - filled);
    c.request = { type: 'ReadableStreamBYOBRequest', c, view, wrapper: undefined };
    c.request.wrapper = new ReadableStreamBYOBRequest(kCreate, c.request);
  }
  return c.request === null ? null : c.request.wrapper;
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond
function respond(c, count) {
  const [first] = c.pullIntos;
  if (c.rs.state === 'closed') {
    if (count !== 0) throw badState('Controller is closed');
  } else {
    if (count === 0) throw badState('Controller cannot be called with 0');
    if (first.filled + count > first.byteLength) throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', count);
  }
  first.buffer = transfer(first.buffer);
  respondInternal(c, count);
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-with-new-view
function respondWithNewView(c, view) {
  const [first] = c.pullIntos;
  const { byteLength, byteOffset } = view;
  if (c.rs.state === 'closed') {
    if (byteLength !== 0) throw badState('View is not zero-length');
  } else if (byteLength === 0) {
    throw badState('View is zero-length');
  }
  if (first.byteOffset + first.filled !== byteOffset || first.bufferByteLength !== view.buffer.byteLength ||
      first.filled + byteLength > first.byteLength) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  first.buffer = transfer(view.buffer);
  respondInternal(c, byteLength);
}

function respondInternal(c, count) {
  const [first] = c.pullIntos;
  const { rs } = c;
  invalidate(c);
  if (rs.state === 'closed') {
    if (first.readerType === 'none') c.pullIntos.shift();
    const rd = rs.reader;
    if (rd?.byob) {
      const filled = c.pullIntos.splice(0, rd.requests.length);
      for (const descriptor of filled) commit(c, descriptor);
    }
  } else {
    respondReadable(c, count, first);
  }
  callPull(c);
}

// https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-in-readable-state
function respondReadable(c, count, first) {
  first.filled += count;
  if (first.readerType === 'none') {
    enqueueDetached(c, first);
    for (const filled of fillPullIntos(c)) commit(c, filled);
    return;
  }
  if (first.filled < first.minimum) return;
  c.pullIntos.shift();
  const rest = first.filled % first.elementSize;
  if (rest > 0) {
    enqueueClone(c, first.buffer, first.byteOffset + first.filled - rest, rest);
    first.filled -= rest;
  }
  const others = fillPullIntos(c);
  commit(c, first);
  for (const filled of others) commit(c, filled);
}

module.exports = {
  ReadableByteStreamController, ReadableStreamBYOBReader, ReadableStreamBYOBRequest, acquireReader, byobRequest,
  cancelSteps, closeController, createBytes, enqueue, errorController, pullSteps, readInto, releaseSteps, respond,
  respondWithNewView, setUp,
};
