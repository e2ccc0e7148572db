// Node's streams as web streams and the other way: https://nodejs.org/api/stream.html#streamreadablefromwebreadablestream-options

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { Buffer } = require('buffer');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { isDestroyed, isReadable, isWritable, isWritableEnded } = require('internal/streams/utils');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { is, kState } = require('internal/webstreams/util');
const { isAnyArrayBuffer } = require('util/types');

function nop() {}

const kQuiet = Symbol('kErrorSentinelAttached');

// What Node's own errors are to the web.
function toWebError(error) {
  if (error?.code === 'ERR_STREAM_PREMATURE_CLOSE') return new AbortError(undefined, { cause: error });
  if (typeof error?.code === 'string' && /^Z_|^ERR_(_ERROR|BROTLI)_|^ZSTD_error_/.test(error.code)) {
    const wrapped = new TypeError(undefined, { cause: error });
    wrapped.code = error.code;
    return wrapped;
  }
  return error;
}

// Readable to ReadableStream //

function newReadableStreamFromStreamReadable(readable, options = {}) {
  if (typeof readable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', readable);
  }
  validateObject(options, 'options');
  const { strategy, type } = options;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  const byob = type === 'bytes';
  let controller;
  let over = false;
  const source = {
    __proto__: null,
    type,
    start(c) { controller = c; },
    cancel(reason) {
      over = true;
      destroyer(readable, reason);
    },
  };
  const flows = isReadable(readable);
  const objectMode = readable.readableObjectMode;
  let given;
  if (flows) {
    source.pull = () => { readable.resume(); };
    const highWaterMark = readable.readableHighWaterMark;
    if (byob) given = { highWaterMark };
    else given = strategy ?? (objectMode ? { highWaterMark } : { highWaterMark, size: (chunk) => chunk.byteLength });
  }
  const stream = new ReadableStream(source, given);
  const cleanup = eos(readable, { writable: false }, (error) => {
    cleanup();
    keepQuiet(readable);
    if (over) return;
    over = true;
    if (error) {
      controller.error(toWebError(error));
      return;
    }
    controller.close();
    if (byob) controller.byobRequest?.respond(0);
  });
  if (flows) {
    readable.pause();
    readable.on('data', (chunk) => {
      // A copy: its buffer may be the pool's, and byte streams take the buffer away.
      if (Buffer.isBuffer(chunk) && !objectMode) chunk = new Uint8Array(chunk);
      controller.enqueue(chunk);
      if (controller.desiredSize <= 0) readable.pause();
    });
  }
  return stream;
}

// Errors that a stream emits after its end.
function keepQuiet(stream) {
  if (stream[kQuiet]) return;
  stream.on('error', nop);
  stream[kQuiet] = true;
}

// ReadableStream to Readable //

function checkOptions(options, withEncoding) {
  validateObject(options, 'options');
  const { encoding, highWaterMark, objectMode = false, signal } = options;
  if (withEncoding && encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
  validateBoolean(objectMode, 'options.objectMode');
  return { encoding, highWaterMark, objectMode, signal };
}

// The methods of a stream that reads from `rs`. Chunks come without promises.
function reading(rs, getStream) {
  const { acquireReader, cancelStream, closedOf, read } = require('internal/webstreams/readablestream');
  const rd = acquireReader(rs);
  const methods = {
    closed: false,
    read() {
      read(rd, {
        chunk: (chunk) => { getStream().push(chunk); },
        close: () => { getStream().push(null); },
        error: (error) => destroyer(getStream(), error),
      });
    },
    cancel: (reason) => cancelStream(rs, reason),
  };
  closedOf(rd).then(() => { methods.closed = true; }, (error) => {
    methods.closed = true;
    destroyer(getStream(), error);
  });
  return methods;
}

// Calls back in a way that lets what the callback throws be uncaught.
function calling(callback, error) {
  return (own) => {
    try {
      callback(own ?? error);
    } catch (thrown) {
      process.nextTick(() => { throw thrown; });
    }
  };
}

function newStreamReadableFromReadableStream(readableStream, options = {}) {
  if (!is(readableStream, 'ReadableStream')) {
    throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  }
  const { encoding, highWaterMark, objectMode, signal } = checkOptions(options, true);
  const { Readable } = require('internal/streams/readable');
  let source;
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() { source.read(); },
    destroy(error, callback) {
      const done = calling(callback, error);
      if (source === undefined || source.closed) done();
      else source.cancel(error).then(() => done(), done);
    },
  });
  source = reading(readableStream[kState], () => readable);
  return readable;
}

// Writable to WritableStream //

// CompressionStream gives `check`, which throws for a chunk that it does not take; that is an error of both sides.
function newWritableStreamFromStreamWritable(writable, check = undefined) {
  // Also what only looks like a stream, such as http.OutgoingMessage.
  if (typeof writable?.write !== 'function' || typeof writable.on !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', writable);
  }
  if (isDestroyed(writable) || !isWritable(writable)) return closedWritable();
  const objectMode = writable.writableObjectMode;
  const highWaterMark = writable.writableHighWaterMark;
  let controller;
  // What waits for 'drain', and what for the end.
  let draining;
  let closing;
  const cleanup = eos(writable, (error) => {
    cleanup();
    keepQuiet(writable);
    if (error != null) {
      error = toWebError(error);
      draining?.reject(error);
      closing?.reject(error);
      controller?.error(error);
    } else if (closing !== undefined) {
      closing.resolve();
    } else {
      controller?.error(new AbortError());
    }
    closing = controller = undefined;
  });
  writable.on('drain', () => draining?.resolve());
  return new WritableStream({
    start(c) { controller = c; },
    write(chunk) {
      try {
        check?.(chunk);
        if (!objectMode && isAnyArrayBuffer(chunk)) chunk = new Uint8Array(chunk);
        if (!writable.writableNeedDrain && writable.write(chunk)) return undefined;
      } catch (error) {
        if (check !== undefined) destroyer(writable, error);
        throw error;
      }
      draining = Promise.withResolvers();
      if (!writable.writableNeedDrain) draining.resolve();
      return draining.promise;
    },
    abort(reason) { destroyer(writable, reason); },
    close() {
      if (closing === undefined && !isWritableEnded(writable)) {
        closing = Promise.withResolvers();
        writable.end();
        return closing.promise;
      }
      controller = undefined;
      return undefined;
    },
  }, objectMode ?
    { highWaterMark } :
    { highWaterMark, size: (chunk) => chunk?.byteLength ?? chunk?.length ?? 1 });
}

function closedWritable() {
  const writable = new WritableStream();
  writable.close();
  return writable;
}

// WritableStream to Writable //

// The methods of a stream that writes to `ws`.
function writing(writableStream, { decodeStrings, objectMode }, getStream) {
  const writer = writableStream.getWriter();
  const methods = {
    closed: false,
    writev(chunks, callback) {
      const done = (error) => {
        const wasNull = error === undefined || error === null;
        try {
          callback(wasNull ? undefined : error);
        } catch (thrown) {
          process.nextTick(() => destroyer(getStream(), thrown));
        }
      };
      writer.ready.then(() => Promise.all(chunks.map(({ chunk }) => writer.write(chunk))).then(() => done(), done), done);
    },
    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && decodeStrings && !objectMode) chunk = Buffer.from(chunk, encoding);
      const done = (error) => {
        try {
          callback(error);
        } catch (thrown) {
          destroyer(getStream(), thrown);
        }
      };
      writer.ready.then(() => writer.write(chunk).then(() => done(), done), done);
    },
    // What close() gives is told to `done`.
    close(done) {
      if (methods.closed) done();
      else writer.close().then(() => done(), done);
    },
    abort: (error) => writer.abort(error),
    end: () => writer.close(),
  };
  writer.closed.then(() => {
    methods.closed = true;
    if (!isWritableEnded(getStream())) destroyer(getStream(), new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    methods.closed = true;
    destroyer(getStream(), error);
  });
  return methods;
}

function newStreamWritableFromWritableStream(writableStream, options = {}) {
  if (!is(writableStream, 'WritableStream')) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  const { highWaterMark, objectMode, signal } = checkOptions(options, false);
  const { decodeStrings = true } = options;
  validateBoolean(decodeStrings, 'options.decodeStrings');
  const { Writable } = require('internal/streams/writable');
  let sink;
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    writev(chunks, callback) { sink.writev(chunks, callback); },
    write(chunk, encoding, callback) { sink.write(chunk, encoding, callback); },
    destroy(error, callback) {
      const done = calling(callback, error);
      if (sink === undefined || sink.closed) done();
      else (error != null ? sink.abort(error) : sink.end()).then(() => done(), done);
    },
    final(callback) { sink.close(calling(callback)); },
  });
  sink = writing(writableStream, { decodeStrings, objectMode }, () => writable);
  return writable;
}

// Duplex //

function newReadableWritablePairFromDuplex(duplex, options = {}, check = undefined) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  const canceled = () => {
    const readable = new ReadableStream({ type });
    readable.cancel();
    return readable;
  };
  if (isDestroyed(duplex)) return { readable: canceled(), writable: closedWritable() };
  const writable = isWritable(duplex) ? newWritableStreamFromStreamWritable(duplex, check) : closedWritable();
  const readable = isReadable(duplex) ? newReadableStreamFromStreamReadable(duplex, { type }) : canceled();
  return { writable, readable };
}

function newStreamDuplexFromReadableWritablePair(pair = {}, options = {}) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!is(readableStream, 'ReadableStream')) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!is(writableStream, 'WritableStream')) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  const { encoding, highWaterMark, objectMode, signal } = checkOptions(options, true);
  const { allowHalfOpen = false, decodeStrings = true } = options;
  const { Duplex } = require('internal/streams/duplex');
  let source;
  let sink;
  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    writev(chunks, callback) { sink.writev(chunks, callback); },
    write(chunk, chunkEncoding, callback) { sink.write(chunk, chunkEncoding, callback); },
    read() { source.read(); },
    final(callback) { sink.close(calling(callback)); },
    destroy(error, callback) {
      const done = calling(callback, error);
      const ends = [];
      if (sink !== undefined && !sink.closed) ends.push(error != null ? sink.abort(error) : sink.end());
      if (source !== undefined && !source.closed) ends.push(source.cancel(error));
      if (ends.length === 0) done();
      else Promise.all(ends).then(() => done(), done);
    },
  });
  sink = writing(writableStream, { decodeStrings, objectMode }, () => duplex);
  source = reading(readableStream[kState], () => duplex);
  return duplex;
}

module.exports = {
  newReadableStreamFromStreamReadable, newReadableWritablePairFromDuplex, newStreamDuplexFromReadableWritablePair,
  newStreamReadableFromReadableStream, newStreamWritableFromWritableStream, newWritableStreamFromStreamWritable,
};
