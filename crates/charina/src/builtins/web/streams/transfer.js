// Transfer of web streams by structuredClone() and postMessage(): https://streams.spec.whatwg.org/#rs-transfer
// Both ends are in one thread: the new stream reads from or writes to the old one, and clones what passes.

const { DOMException } = require('internal/dom_exception');
const { acquireReader, cancelStream, read, release } = require('internal/webstreams/readablestream');
const { kState } = require('internal/webstreams/util');

const { structuredClone } = require('internal/structured_clone');

// What the list of the transfer under way names, and what became of it.
const listed = new Set();
// The streams in it and in transform streams in it.
const claimed = new Set();
const waiting = [];

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
  waiting.length = 0;
}

function clone(stream, make) {
  if (!listed.has(stream)) {
    throw cloneError('Object that needs transfer was found in message but not listed in transferList');
  }
  return { data: waiting.push(() => make(stream)) - 1, deserializeInfo: 'internal/webstreams/transfer:receive' };
}

const receive = (index) => waiting[index]();

// A value on its way; what cannot be cloned becomes the error that says so.
function passError(error) {
  try {
    return structuredClone(error);
  } catch (refusal) {
    return refusal;
  }
}

function readableEnd(stream) {
  const rs = stream[kState];
  const rd = acquireReader(rs);
  return new ReadableStream({
    pull: (controller) => new Promise((resolve) => {
      read(rd, {
        chunk(chunk) {
          try {
            controller.enqueue(structuredClone(chunk));
          } catch (error) {
            controller.error(error);
            ops.handle(cancelStream(rs, error));
          }
          resolve();
        },
        close() {
          release(rd);
          controller.close();
          resolve();
        },
        error(error) {
          release(rd);
          controller.error(passError(error));
          resolve();
        },
      });
    }),
    cancel: (reason) => cancelStream(rs, passError(reason)),
  }, { highWaterMark: 0 });
}

function writableEnd(stream) {
  const writer = stream.getWriter();
  return new WritableStream({
    start(controller) { writer.closed.catch((error) => controller.error(passError(error))); },
    write(chunk) {
      let copy;
      try {
        copy = structuredClone(chunk);
      } catch (error) {
        ops.handle(writer.abort(error));
        throw error;
      }
      return writer.ready.then(() => { ops.handle(writer.write(copy)); });
    },
    close: () => writer.close(),
    abort: (reason) => writer.abort(passError(reason)),
  });
}

function transformEnd(stream) {
  const { TransformStream } = require('internal/webstreams/transformstream');
  const { kCreate } = require('internal/webstreams/util');
  const rs = readableEnd(stream.readable)[kState];
  const ws = writableEnd(stream.writable)[kState];
  return new TransformStream(kCreate, { type: 'TransformStream', rs, ws, backpressure: undefined });
}

module.exports = {
  beginTransfer,
  cloneReadable: (stream) => clone(stream, readableEnd),
  cloneTransform: (stream) => clone(stream, transformEnd),
  cloneWritable: (stream) => clone(stream, writableEnd),
  endTransfer,
  receive,
};
