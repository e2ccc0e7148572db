// fs.watch, fs.watchFile and fs/promises.watch over the natives of inotify and over stat.
const { codes: { ERR_FS_WATCH_QUEUE_OVERFLOW, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE }, AbortError } =
  require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInteger, validateObject, validateOneOf,
  validateUint32,
} = require('internal/validators');
const EventEmitter = require('events');
const fs = require('fs');
const path = require('path');

function checkEncoding(encoding) {
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}
function decode(name, encoding) {
  return encoding === 'buffer' ? name : name.toString(encoding || 'utf8');
}

// Paths as callers of fs.watch give them: a wrong one is thrown by the native.
function open(filename, recursive) {
  const handle = ops.open(filename, recursive);
  if (typeof handle !== 'number') return handle;
  const { UVException } = require('internal/errors_system');
  const error = new UVException({ errno: handle, syscall: 'watch', path: filename });
  error.filename = filename;
  throw error;
}

// `ignore`: globs, regular expressions and functions of the name; true where a name is not to be told.
function ignoreMatcher(ignore) {
  if (ignore === undefined || ignore === null) return null;
  const tests = (Array.isArray(ignore) ? ignore : [ignore]).map((one, index) => {
    const name = Array.isArray(ignore) ? `options.ignore[${index}]` : 'options.ignore';
    if (typeof one === 'string') {
      if (one === '') throw new ERR_INVALID_ARG_VALUE(name, one, 'must be a non-empty string');
      return (file) => path.matchesGlob(file, one) || path.matchesGlob(path.basename(file), one);
    }
    if (one instanceof RegExp) return (file) => one.test(file);
    if (typeof one === 'function') return one;
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'RegExp', 'Function'], one);
  });
  return (file) => tests.some((test) => test(file));
}

class FSWatcher extends EventEmitter {
  constructor(filename, { recursive, encoding, persistent, ignore }) {
    super();
    const isIgnored = ignoreMatcher(ignore);
    this._handle = open(filename, recursive);
    this._handle.onchange = (eventType, name) => {
      if (isIgnored !== null && isIgnored(name.toString())) return;
      this.emit('change', eventType, decode(name, encoding));
    };
    if (!persistent) this._handle.unref();
  }
  // Kept for programs that call it: a watcher starts when it is made.
  start() {}
  close() {
    if (this._handle === null) return;
    this._handle.close();
    this._handle = null;
    process.nextTick(() => this.emit('close'));
  }
  ref() {
    this._handle?.ref();
    return this;
  }
  unref() {
    this._handle?.unref();
    return this;
  }
}

function watch(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  if (options === undefined || options === null || typeof options === 'function') options = {};
  else if (typeof options === 'string') options = { encoding: options };
  else if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  const { encoding, signal, persistent = true, recursive = false, ignore } = options;
  checkEncoding(encoding);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  validateBoolean(recursive, 'options.recursive');
  const watcher = new FSWatcher(filename, { recursive, encoding, persistent, ignore });
  if (listener) watcher.addListener('change', listener);
  if (signal) {
    const close = () => watcher.close();
    if (signal.aborted) {
      process.nextTick(close);
    } else {
      signal.addEventListener('abort', close, { once: true });
      watcher.once('close', () => signal.removeEventListener('abort', close));
    }
  }
  return watcher;
}

async function* watchAsync(filename, options = {}) {
  validateObject(options, 'options');
  const {
    persistent = true, recursive = false, encoding = 'utf8', maxQueue = 2048, overflow = 'ignore', signal, ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  checkEncoding(encoding);
  const isIgnored = ignoreMatcher(ignore);
  const aborted = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) throw aborted();
  const handle = open(filename, recursive);
  let { promise, resolve, reject } = Promise.withResolvers();
  // Rejected with nobody waiting, it is not to be reported: the loop below throws when it comes to it.
  const stop = (error) => {
    promise.catch(() => {});
    reject(error);
  };
  const onAbort = () => stop(aborted());
  const events = [];
  handle.onchange = (eventType, name) => {
    if (isIgnored !== null && isIgnored(name.toString())) return;
    if (events.length < maxQueue) {
      events.push({ __proto__: null, eventType, filename: decode(name, encoding) });
      resolve();
    } else if (overflow === 'error') {
      stop(new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue));
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
  };
  if (!persistent) handle.unref();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      await promise;
      ({ promise, resolve, reject } = Promise.withResolvers());
      if (signal?.aborted) throw aborted();
      while (events.length > 0) yield events.shift();
    }
  } finally {
    handle.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

const kRefs = Symbol('kRefs');
const kMaxRefs = Symbol('kMaxRefs');
const NAMES = ['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino', 'dev'];

// As libuv's fs_poll: looks every `interval` ms, and tells when what it sees differs.
class StatWatcher extends EventEmitter {
  #options;
  #filename;
  #interval;
  #timer = null;
  #known;
  // 0 before the first look, 1 after a good one, else what the last one failed with.
  #status = 0;
  #stopped = false;
  constructor(filename, { bigint, persistent, interval }) {
    super();
    this.#options = { bigint: !!bigint };
    this.#filename = filename;
    this.#interval = interval || 1;
    this.#known = this.#nothing();
    this[kRefs] = 1;
    this[kMaxRefs] = 1;
    this.#persistent = persistent;
    this.#look();
  }
  #persistent;
  // The stats of what is not there: zeros.
  #nothing() {
    const zero = this.#options.bigint ? 0n : 0;
    const stats = Object.create(Object.getPrototypeOf(fs.statSync('/', this.#options)));
    for (const name of Object.keys(fs.statSync('/', this.#options))) stats[name] = zero;
    return stats;
  }
  #look() {
    const started = performance.now();
    fs.stat(this.#filename, this.#options, (error, stats) => {
      if (this.#stopped) return;
      const before = this.#known;
      if (error) {
        if (this.#status !== error.errno) {
          this.#status = error.errno;
          this.emit('change', this.#nothing(), before);
        }
      } else {
        const differs = this.#status < 0 ||
          (this.#status === 1 && NAMES.some((name) => before[name] !== stats[name]));
        this.#known = stats;
        this.#status = 1;
        if (differs) this.emit('change', stats, before);
      }
      if (this.#stopped) return;
      const passed = performance.now() - started;
      this.#timer = setTimeout(() => this.#look(), this.#interval - passed % this.#interval);
      if (!this.#persistent) this.#timer.unref();
    });
  }
  #hold(persistent) {
    this.#persistent = persistent;
    if (persistent) this.#timer?.ref();
    else this.#timer?.unref();
  }
  start() {}
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    process.nextTick(() => this.emit('stop'));
  }
  ref() {
    if (this[kRefs] === this[kMaxRefs]) return this;
    if (this[kRefs] === 0) this.#hold(true);
    this[kRefs]++;
    return this;
  }
  unref() {
    if (this[kRefs] === 0) return this;
    if (this[kRefs] === 1) this.#hold(false);
    this[kRefs]--;
    return this;
  }
}

const watchers = new Map();
function fullPath(filename) {
  if (filename instanceof URL) filename = require('url').fileURLToPath(filename);
  else if (filename instanceof Uint8Array) filename = Buffer.from(filename).toString();
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], filename);
  if (filename.includes('\0')) {
    throw new ERR_INVALID_ARG_VALUE('path', filename, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return path.resolve(filename);
}

function watchFile(filename, options, listener) {
  filename = fullPath(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = null;
  }
  options = { interval: 5007, persistent: true, ...options };
  validateFunction(listener, 'listener');
  let watcher = watchers.get(filename);
  if (watcher === undefined) {
    validateUint32(options.interval, 'interval');
    watcher = new StatWatcher(filename, options);
    watchers.set(filename, watcher);
  } else {
    watcher[kMaxRefs]++;
    watcher.ref();
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  filename = fullPath(filename);
  const watcher = watchers.get(filename);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    const before = watcher.listenerCount('change');
    watcher.removeListener('change', listener);
    if (watcher.listenerCount('change') < before) {
      watcher.unref();
      watcher[kMaxRefs]--;
    }
  } else {
    watcher.removeAllListeners('change');
    watcher[kMaxRefs] = 0;
    while (watcher[kRefs] > 0) watcher.unref();
  }
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watchers.delete(filename);
  }
}

module.exports = { watch, watchAsync, watchFile, unwatchFile };
