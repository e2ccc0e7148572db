// Duplex.from(): https://nodejs.org/api/stream.html#streamduplexfromsrc

const { AbortError, codes } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { Duplex } = require('internal/streams/duplex');
const { eos } = require('internal/streams/end-of-stream');
const from = require('internal/streams/from');
const { Readable } = require('internal/streams/readable');
const {
  isDuplexNodeStream, isIterable, isNodeStream, isReadable, isReadableNodeStream, isReadableStream, isWritable,
  isWritableNodeStream, isWritableStream,
} = require('internal/streams/utils');
const { nextTick } = process;

// The class of the streams that Duplex.from() makes.
class Duplexify extends Duplex {}

function duplexify(body, name = 'body') {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join(body, undefined);
  if (isWritableNodeStream(body)) return join(undefined, body);
  if (isNodeStream(body)) return join(undefined, undefined);
  if (isReadableStream(body)) return join(Readable.fromWeb(body), undefined);
  if (isWritableStream(body)) {
    return join(undefined, require('internal/streams/writable').Writable.fromWeb(body));
  }
  if (typeof body === 'function') return fromFunction(body, name);
  if (typeof body?.arrayBuffer === 'function' && body instanceof Blob) return duplexify(body.arrayBuffer());
  if (isIterable(body)) return from(Duplexify, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) return Duplexify.fromWeb(body);

  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const { readable, writable } = body;
    return join(
      !readable ? undefined : isReadableNodeStream(readable) ? readable : duplexify(readable),
      !writable ? undefined : isWritableNodeStream(writable) ? writable : duplexify(writable));
  }

  const then = body?.then;
  if (typeof then === 'function') {
    const duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
    then.call(body, (value) => {
      if (value != null) duplex.push(value);
      duplex.push(null);
    }, (err) => destroyer(duplex, err));
    return duplex;
  }

  throw new codes.ERR_INVALID_ARG_TYPE(name, [
    'Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
    '{ readable, writable } pair', 'Promise'], body);
}

// A function gets an async iterator of what is written; what it returns is what can be read.
function fromFunction(fn, name) {
  let { promise, resolve } = Promise.withResolvers();
  const controller = new AbortController();
  const { signal } = controller;
  const send = (message) => {
    const deliver = resolve;
    resolve = null;
    deliver(message);
  };
  async function* written() {
    for (;;) {
      const message = promise;
      promise = null;
      const { chunk, done, cb } = await message;
      nextTick(cb);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  }
  const value = fn(written(), { signal });
  const options = {
    objectMode: true,
    write(chunk, encoding, cb) { send({ chunk, done: false, cb }); },
    final(cb) { send({ done: true, cb }); },
    destroy(err, cb) {
      controller.abort(err);
      // The function may wait for a next write: it must see the abort.
      if (resolve !== null) send({ done: true, cb() {} });
      cb(err);
    },
  };

  // A constructor or a factory of streams.
  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) return from(Duplexify, value, options);
  const then = value?.then;
  if (typeof then !== 'function') {
    throw new codes.ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
  }
  const result = then.call(value, (val) => {
    if (val != null) throw new codes.ERR_INVALID_RETURN_VALUE('nully', 'body', val);
  }, (err) => destroyer(duplex, err));
  const { final } = options;
  const duplex = new Duplexify({
    ...options,
    readable: false,
    final(cb) {
      final(async () => {
        try {
          await result;
          nextTick(cb, null);
        } catch (err) {
          nextTick(cb, err);
        }
      });
    },
  });
  return duplex;
}

// One duplex stream of a readable and a writable one.
function join(r, w) {
  if (r && typeof r.read !== 'function') r = Readable.wrap(r);
  const readable = !!isReadable(r);
  const writable = !!isWritable(w);
  // Callbacks that wait. onclose is null once a side is done.
  let ondrain = null;
  let onfinish = null;
  let onreadable = null;
  let onclose;

  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  });
  const sideDone = (other) => (err) => {
    if (err) destroyer(other, err);
    const cb = onclose;
    onclose = null;
    if (cb) cb(err);
    else if (err) duplex.destroy(err);
  };

  if (writable) {
    eos(w, sideDone(r));
    duplex._write = function(chunk, encoding, callback) {
      if (w.write(chunk, encoding)) callback();
      else ondrain = callback;
    };
    duplex._final = function(callback) {
      w.end();
      onfinish = callback;
    };
    w.on('drain', () => {
      const cb = ondrain;
      ondrain = null;
      cb?.();
    });
    w.on('finish', () => {
      const cb = onfinish;
      onfinish = null;
      cb?.();
    });
  }

  if (readable) {
    eos(r, sideDone(w));
    r.on('readable', () => {
      const cb = onreadable;
      onreadable = null;
      cb?.();
    });
    r.on('end', () => duplex.push(null));
    duplex._read = function() {
      for (;;) {
        const chunk = r.read();
        if (chunk === null) {
          onreadable = duplex._read;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }

  duplex._destroy = function(err, callback) {
    if (!err && onclose !== null) err = new AbortError();
    onreadable = ondrain = onfinish = null;
    if (onclose === null) {
      callback(err);
    } else {
      onclose = callback;
      destroyer(w, err);
      destroyer(r, err);
    }
  };
  return duplex;
}

module.exports = { duplexify };
