// Transfer of web streams by structuredClone() and postMessage(): https://streams.spec.whatwg.org/#rs-transfer
// The new stream is joined to the old one by a channel: https://streams.spec.whatwg.org/#transferrable-streams

const { DOMException } = require('internal/dom_exception');
const messaging = require('internal/worker/messaging');
const { kState } = require('internal/webstreams/util');

// What the list of the transfer under way names.
const listed = new Set();
// The streams in it and in transform streams in it.
const claimed = new Set();

function cloneError(message) { return new DOMException(message, 'DataCloneError'); }

const types = ['ReadableStream', 'WritableStream', 'TransformStream'];

// Whether the object is a stream. It must not be locked.
function beginTransfer(object) {
  const state = object[kState];
  if (state === undefined || !types.includes(state.type)) return false;
  const parts = state.type === 'TransformStream' ? [object.readable, object.writable] : [object];
  if (parts.some((part) => part.locked || claimed.has(part))) {
    throw cloneError('A locked stream cannot be transferred');
  }
  listed.add(object);
  for (const part of parts) claimed.add(part);
  return true;
}

function endTransfer() {
  listed.clear();
  claimed.clear();
  messaging.endTransfer();
}

// https://streams.spec.whatwg.org/#abstract-opdef-packandpostmessagehandlingerror: what cannot be cloned is an error at
// the other end, too.
function post(port, type, value) {
  try {
    port.postMessage({ type, value });
  } catch (error) {
    sendError(port, error);
    throw error;
  }
}

function sendError(port, error) {
  try {
    port.postMessage({ type: 'error', value: error });
  } catch (refusal) {
    port.postMessage({ type: 'error', value: refusal });
  }
}

// `hear` takes `{ type, value }`.
function listen(port, hear) {
  port.onmessage = ({ data }) => hear(data);
  port.onmessageerror = () => {
    const error = new DOMException('Internal transferred stream error', 'DataCloneError');
    sendError(port, error);
    port.close();
    hear({ type: 'error', value: error });
  };
  // Streams do not keep the program alive, but while somebody waits for them at the end that was sent.
  port.unref();
}

// https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformreadable
function readableFrom(port, sent) {
  let controller;
  let resolve;
  const pulled = () => {
    if (sent) port.unref();
    resolve?.();
  };
  listen(port, ({ type, value }) => {
    if (type === 'chunk') {
      controller.enqueue(value);
      pulled();
    } else if (type === 'close') {
      controller.close();
      port.close();
      pulled();
    } else if (type === 'error') {
      controller.error(value);
      port.close();
      pulled();
    }
  });
  return new ReadableStream({
    start(made) { controller = made; },
    pull() {
      port.postMessage({ type: 'pull' });
      if (sent) port.ref();
      return new Promise((done) => resolve = done);
    },
    cancel(reason) {
      try {
        post(port, 'error', reason);
      } finally {
        port.close();
      }
    },
  }, { highWaterMark: 0 });
}

// https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformwritable
function writableTo(port, sent) {
  let controller;
  let ready = Promise.withResolvers();
  const go = () => {
    ready?.resolve();
    ready = undefined;
  };
  listen(port, ({ type, value }) => {
    if (type === 'pull') go();
    else if (type === 'error') {
      controller.error(value);
      go();
    }
  });
  return new WritableStream({
    start(made) { controller = made; },
    async write(chunk) {
      if (ready !== undefined) {
        if (sent) port.ref();
        await ready.promise;
        if (sent) port.unref();
      }
      ready = Promise.withResolvers();
      try {
        post(port, 'chunk', chunk);
      } catch (error) {
        port.close();
        throw error;
      }
    },
    close() {
      port.postMessage({ type: 'close' });
      port.close();
    },
    abort(reason) {
      try {
        post(port, 'error', reason);
      } finally {
        port.close();
      }
    },
  }, { highWaterMark: 1 });
}

// The number, in the message, of a port whose other end `join` was given.
function channel(join) {
  const { port1, port2 } = new MessageChannel();
  join(port1);
  return messaging.attach(port2);
}

const sendReadable = (stream) => channel((port) => ops.handle(stream.pipeTo(writableTo(port, false))));
const sendWritable = (stream) => channel((port) => ops.handle(readableFrom(port, false).pipeTo(stream)));

function clone(stream, name, data) {
  if (!listed.has(stream)) {
    throw cloneError('Object that needs transfer was found in message but not listed in transferList');
  }
  return { data: data(stream), deserializeInfo: `internal/webstreams/transfer:${name}` };
}

const receiveReadable = (index) => readableFrom(messaging.receive(index), true);
const receiveWritable = (index) => writableTo(messaging.receive(index), true);

module.exports = {
  beginTransfer,
  cloneReadable: (stream) => clone(stream, 'receiveReadable', sendReadable),
  cloneTransform: (stream) => clone(stream, 'receiveTransform',
    (stream) => [sendReadable(stream.readable), sendWritable(stream.writable)]),
  cloneWritable: (stream) => clone(stream, 'receiveWritable', sendWritable),
  endTransfer,
  receiveReadable,
  receiveTransform([readable, writable]) {
    const { TransformStream } = require('internal/webstreams/transformstream');
    const { kCreate } = require('internal/webstreams/util');
    const rs = receiveReadable(readable)[kState];
    const ws = receiveWritable(writable)[kState];
    return new TransformStream(kCreate, { type: 'TransformStream', rs, ws, backpressure: undefined });
  },
  receiveWritable,
};
