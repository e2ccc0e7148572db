// ReadableStream.prototype.pipeTo(): https://streams.spec.whatwg.org/#readable-stream-pipe-to

const { acquireReader, cancelStream, closedOf: readerClosed, read, release } = require('internal/webstreams/readablestream');
const {
  abortStream, acquireWriter, closeQueuedOrInFlight, closeStream, closedOf: writerClosed, lastWrite, readyOf,
  releaseWriter, writeSilently,
} = require('internal/webstreams/writablestream');
const { badState, nop } = require('internal/webstreams/util');

const { pending, react, reject, rejected, resolve, resolved } = ops;

function pipe(source, dest, { preventAbort, preventCancel, preventClose, signal }) {
  const rd = acquireReader(source);
  const wr = acquireWriter(dest);
  source.disturbed = true;
  const promise = pending();
  let shuttingDown = false;

  const finalize = (failed, error) => {
    releaseWriter(wr);
    release(rd);
    signal?.removeEventListener('abort', onAbort);
    if (failed) reject(promise, error);
    else resolve(promise);
  };

  // Runs `next` when everything that was read is written.
  const afterWrites = (next) => {
    const last = lastWrite(dest);
    if (last === undefined) {
      next();
      return;
    }
    const again = () => afterWrites(next);
    react(last, again, again);
  };
  const shutdown = (action, failed, error) => {
    if (shuttingDown) return;
    shuttingDown = true;
    const act = () => {
      if (action === undefined) {
        finalize(failed, error);
        return;
      }
      react(action(), () => finalize(failed, error), (reason) => finalize(true, reason));
    };
    if (dest.state !== 'writable' || closeQueuedOrInFlight(dest)) act();
    else react(undefined, () => afterWrites(act), nop);
  };

  function onAbort() {
    const error = signal.reason;
    const actions = [];
    if (!preventAbort) actions.push(() => (dest.state === 'writable' ? abortStream(dest, error) : resolved()));
    if (!preventCancel) actions.push(() => (source.state === 'readable' ? cancelStream(source, error) : resolved()));
    shutdown(() => both(actions.map((action) => action())), true, error);
  }
  if (signal !== undefined) {
    if (signal.aborted) {
      onAbort();
      return promise;
    }
    signal.addEventListener('abort', onAbort);
  }

  const sourceFailed = (error) => {
    shutdown(preventAbort ? undefined : () => abortStream(dest, error), true, error);
  };
  const sourceClosed = () => { shutdown(preventClose ? undefined : () => closeWithPropagation(dest)); };
  const destFailed = (error) => {
    shutdown(preventCancel ? undefined : () => cancelStream(source, error), true, error);
  };
  if (source.state === 'errored') sourceFailed(source.stored);
  else if (source.state === 'readable') react(readerClosed(rd), sourceClosed, sourceFailed);
  if (dest.state === 'errored') destFailed(dest.stored);
  else react(writerClosed(wr), nop, destFailed);
  if (source.state === 'closed') sourceClosed();
  if (closeQueuedOrInFlight(dest) || dest.state === 'closed') {
    destFailed(badState('Destination WritableStream is closed'));
  }

  // Reads while there is room. A chunk that is there at once is written by the same loop.
  let looping = false;
  let more = false;
  const request = {
    chunk(chunk) {
      if (looping) {
        writeSilently(dest, chunk);
        more = true;
        return;
      }
      // Not within the enqueue() of the source's.
      react(undefined, () => {
        writeSilently(dest, chunk);
        step();
      }, nop);
    },
    close: nop,
    error: nop,
  };
  const step = () => {
    looping = true;
    do {
      more = false;
      if (shuttingDown) break;
      if (dest.state !== 'writable') break;
      if (dest.backpressure) {
        react(readyOf(wr), step, nop);
        break;
      }
      if (source.state !== 'readable') break;
      read(rd, request);
    } while (more);
    looping = false;
  };
  react(readyOf(wr), step, nop);
  return promise;
}

// https://streams.spec.whatwg.org/#writable-stream-default-writer-close-with-error-propagation
function closeWithPropagation(dest) {
  if (closeQueuedOrInFlight(dest) || dest.state === 'closed') return resolved();
  if (dest.state === 'errored') return rejected(dest.stored);
  return closeStream(dest);
}

// Fulfilled when all are, rejected with the first rejection.
function both(promises) {
  const promise = pending();
  let left = promises.length;
  if (left === 0) resolve(promise);
  for (const each of promises) {
    react(each, () => {
      if (--left === 0) resolve(promise);
    }, (error) => reject(promise, error));
  }
  return promise;
}

module.exports = { pipe };
