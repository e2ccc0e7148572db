// What streams are and in which state, also of old streams and of classes that only look like streams.
// https://nodejs.org/api/stream.html

const kIsDestroyed = Symbol.for('nodejs.stream.destroyed');
const kIsErrored = Symbol.for('nodejs.stream.errored');
const kIsReadable = Symbol.for('nodejs.stream.readable');
const kIsWritable = Symbol.for('nodejs.stream.writable');
const kIsDisturbed = Symbol.for('nodejs.stream.disturbed');
const kIsClosedPromise = Symbol.for('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = Symbol.for('nodejs.webstream.controllerErrorFunction');

const has = (object, method) => typeof object[method] === 'function';

// The kind //

function isReadableNodeStream(stream, strict = false) {
  if (!stream || !has(stream, 'pipe') || !has(stream, 'on')) return false;
  if (strict && !(has(stream, 'pause') && has(stream, 'resume'))) return false;
  // Writable has a pipe() as well.
  return !stream._writableState || (!!stream._readableState && stream._readableState.readable !== false);
}

function isWritableNodeStream(stream) {
  return !!stream && has(stream, 'write') && has(stream, 'on') &&
    (!stream._readableState || stream._writableState?.writable !== false);
}

function isDuplexNodeStream(stream) {
  return !!(stream && has(stream, 'pipe') && stream._readableState && has(stream, 'on') && has(stream, 'write'));
}

function isNodeStream(stream) {
  return !!stream && !!(stream._readableState || stream._writableState ||
    (has(stream, 'on') && (has(stream, 'write') || has(stream, 'pipe'))));
}

function isReadableStream(stream) {
  return !!stream && has(stream, 'pipeThrough') && has(stream, 'getReader') && has(stream, 'cancel') &&
    !isNodeStream(stream);
}

function isWritableStream(stream) {
  return !!stream && has(stream, 'getWriter') && has(stream, 'abort') && !isNodeStream(stream);
}

function isTransformStream(stream) {
  return !!stream && typeof stream.readable === 'object' && typeof stream.writable === 'object' &&
    !isNodeStream(stream);
}

function isWebStream(stream) {
  return isReadableStream(stream) || isWritableStream(stream) || isTransformStream(stream);
}

function isIterable(value, async) {
  if (value == null) return false;
  return (async !== false && has(value, Symbol.asyncIterator)) || (async !== true && has(value, Symbol.iterator));
}

// The state. null: cannot be told //

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  return !!(stream.destroyed || stream[kIsDestroyed] || (stream._writableState || stream._readableState)?.destroyed);
}

// end() was called.
function isWritableEnded(stream) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const w = stream._writableState;
  if (w?.errored) return false;
  return typeof w?.ended === 'boolean' ? w.ended : null;
}

// 'finish' was emitted or, if not strict, is about to be.
function isWritableFinished(stream, strict) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const w = stream._writableState;
  if (w?.errored) return false;
  if (typeof w?.finished !== 'boolean') return null;
  return w.finished || (strict === false && w.ended === true && w.length === 0);
}

// 'end' was emitted or, if not strict, is about to be.
function isReadableFinished(stream, strict) {
  if (!isReadableNodeStream(stream)) return null;
  const r = stream._readableState;
  if (r?.errored) return false;
  if (typeof r?.endEmitted !== 'boolean') return null;
  return r.endEmitted || (strict === false && r.ended === true && r.length === 0);
}

function isReadable(stream) {
  if (stream?.[kIsReadable] != null) return stream[kIsReadable];
  if (typeof stream?.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableNodeStream(stream) && stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  if (stream?.[kIsWritable] != null) return stream[kIsWritable];
  if (typeof stream?.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableNodeStream(stream) && stream.writable && !isWritableEnded(stream);
}

function isFinished(stream) {
  if (!isNodeStream(stream)) return null;
  return isDestroyed(stream) || !(isReadable(stream) || isWritable(stream));
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const w = stream._writableState;
  const r = stream._readableState;
  if (typeof w?.closed === 'boolean' || typeof r?.closed === 'boolean') return w?.closed || r?.closed;
  return typeof stream._closed === 'boolean' && isOutgoingMessage(stream) ? stream._closed : null;
}

// Messages of HTTP are known by their fields.
function isOutgoingMessage(stream) {
  return typeof stream._closed === 'boolean' && typeof stream._defaultKeepAlive === 'boolean' &&
    typeof stream._removedConnection === 'boolean' && typeof stream._removedContLen === 'boolean';
}

function isServerRequest(stream) {
  return typeof stream._consuming === 'boolean' && typeof stream._dumped === 'boolean' &&
    stream.req?.upgradeOrConnect === undefined;
}

function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  if (!state) return typeof stream._sent100 === 'boolean' && isOutgoingMessage(stream);
  return !!(state.autoDestroy && state.emitClose && state.closed === false);
}

function isDisturbed(stream) {
  return !!(stream && (stream[kIsDisturbed] ?? (stream.readableDidRead || stream.readableAborted)));
}

function isErrored(stream) {
  return !!(stream && (stream[kIsErrored] ?? stream.readableErrored ?? stream.writableErrored ??
    stream._readableState?.errorEmitted ?? stream._writableState?.errorEmitted ??
    stream._readableState?.errored ?? stream._writableState?.errored));
}

module.exports = {
  isClosed, isDestroyed, isDisturbed, isDuplexNodeStream, isErrored, isFinished, isIterable, isNodeStream, isReadable,
  isReadableErrored, isReadableFinished, isReadableNodeStream, isReadableStream, isServerRequest,
  isTransformStream, isWebStream, isWritable, isWritableEnded, isWritableErrored, isWritableFinished,
  isWritableNodeStream, isWritableStream, kControllerErrorFunction, kIsClosedPromise, kIsDestroyed, kIsDisturbed,
  kIsErrored, kIsReadable, kIsWritable, willEmitClose,
};
