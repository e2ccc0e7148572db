// node:fs/promises: the promise forms of the natives, and FileHandle.
const { promise: calls } = require('internal/fs/calls');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { validateAbortSignal, validateBoolean } = require('internal/validators');
const EventEmitter = require('events');
const { kClone, kFileHandle, kTransfer } = require('internal/interface');
const fs = require('fs');

const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');
const kSettle = Symbol('kSettle');

class FileHandle extends EventEmitter {
  constructor(fd) {
    super();
    this[kFd] = fd;
    this[kRefs] = 1;
    this[kClosePromise] = null;
  }
  getAsyncId() { return -1; }
  get fd() { return this[kFd]; }
  appendFile(data, options) { return run(this, writeFile, data, withDefaults(options, { flag: 'a' })); }
  chmod(mode) { return run(this, calls.fchmod, mode); }
  chown(uid, gid) { return run(this, calls.fchown, uid, gid); }
  datasync() { return run(this, calls.fdatasync); }
  sync() { return run(this, calls.fsync); }
  read(buffer, offset, length, position) { return run(this, calls.read, buffer, offset, length, position); }
  readv(buffers, position) { return run(this, calls.readv, buffers, position); }
  readFile(options) { return run(this, readFile, options); }
  readLines(options = undefined) {
    return require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }
  stat(options) { return run(this, calls.fstat, options); }
  truncate(len = 0) { return run(this, calls.ftruncate, len); }
  utimes(atime, mtime) { return run(this, calls.futimes, atime, mtime); }
  write(buffer, offset, length, position) { return run(this, write, buffer, offset, length, position); }
  writev(buffers, position) { return run(this, writev, buffers, position); }
  writeFile(data, options) { return run(this, writeFile, data, options); }
  readableWebStream(options = {}) {
    return require('internal/fs/web_stream').readableWebStream(this, options, {
      busy: this[kFd] === -1 ? 'closed' : this[kClosePromise] ? 'closing' : undefined,
      hold: () => { this[kRefs]++; },
      release: () => release(this),
    });
  }
  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }
  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }
  // An own function, as in Node, so that it can be taken from the handle and called.
  close = () => {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      const fd = this[kFd];
      this[kFd] = -1;
      this[kClosePromise] = calls.close(fd).finally(() => { this[kClosePromise] = undefined; });
    } else {
      this[kClosePromise] = new Promise((resolve, reject) => {
        this[kSettle] = { resolve, reject };
      }).finally(() => {
        this[kClosePromise] = undefined;
        this[kSettle] = undefined;
      });
    }
    this.emit('close');
    return this[kClosePromise];
  };
  async [Symbol.asyncDispose]() { return this.close(); }
  [kClone]() {
    const { isListed, needsTransfer } = require('internal/worker/messaging');
    if (!isListed(this)) throw needsTransfer();
    return this[kTransfer]();
  }
  [kTransfer]() {
    if (this[kClosePromise] || this[kRefs] > 1) {
      throw new DOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
    const fd = this[kFd];
    this[kFd] = -1;
    this[kRefs] = 0;
    return require('internal/worker/messaging').sendFileHandle(fd);
  }
}

function release(handle) {
  handle[kRefs]--;
  if (handle[kRefs] === 0) {
    const fd = handle[kFd];
    handle[kFd] = -1;
    calls.close(fd).then(handle[kSettle].resolve, handle[kSettle].reject);
  }
}

// Runs `call(fd, ...args)` while the handle is held open.
async function run(handle, call, ...args) {
  if (!(handle instanceof FileHandle)) throw new ERR_INVALID_ARG_TYPE('filehandle', 'FileHandle', handle);
  if (handle[kFd] === -1) {
    const error = new Error('file closed');
    error.code = 'EBADF';
    error.syscall = call.name;
    throw error;
  }
  handle[kRefs]++;
  try {
    return await call(handle[kFd], ...args);
  } finally {
    release(handle);
  }
}

function withDefaults(options, defaults) {
  if (options !== undefined && options !== null && !['string', 'object', 'function'].includes(typeof options)) {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (typeof options === 'string') return { ...defaults, encoding: options };
  return { ...defaults, ...options };
}

async function write(fd, buffer, offset, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  return calls.write(fd, buffer, offset, length, position);
}
async function writev(fd, buffers, position) {
  if (Array.isArray(buffers) && buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  return calls.writev(fd, buffers, position);
}

function isIterable(data) {
  return data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

// Paths only: a descriptor's number is for the callback forms.
function onlyPath(path) {
  if (typeof path === 'number') throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], path);
}

// `target` is a path, or the number of a FileHandle's descriptor.
async function readFile(target, options) {
  if (options?.signal === undefined) return calls.readFile(target, options);
  return require('internal/fs/abortable').readFile(target, options);
}

async function writeFile(target, data, options) {
  const iterable = isIterable(data);
  if (!iterable && options?.signal === undefined) return calls.writeFile(target, data, options);
  const { encoding, signal, flush, flag, mode = 0o666 } = withDefaults(options, {});
  if (encoding && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
  if (flush !== undefined && flush !== null) validateBoolean(flush, 'options.flush');
  if (!iterable && !ArrayBuffer.isView(data)) {
    if (typeof data !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    data = Buffer.from(data, encoding || 'utf8');
  }
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return require('internal/fs/abortable').writeFile(target, data, { encoding, signal, flush, flag: flag || 'w', mode });
}

const read = readFile;
const save = writeFile;
const promises = module.exports = {};
Object.defineProperty(promises, kFileHandle, { __proto__: null, value: FileHandle });
for (const name of ['access', 'chmod', 'chown', 'copyFile', 'lchown', 'link', 'lstat', 'lutimes', 'mkdir', 'mkdtemp',
                    'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'statfs', 'symlink', 'truncate',
                    'unlink', 'utimes']) {
  promises[name] = calls[name];
}
promises.open = async function open(path, flags, mode) { return new FileHandle(await calls.open(path, flags, mode)); };
promises.readFile = async function readFile(path, options) {
  if (path instanceof FileHandle) return path.readFile(options);
  onlyPath(path);
  return read(path, options);
};
promises.writeFile = async function writeFile(path, data, options) {
  if (path instanceof FileHandle) return path.writeFile(data, options);
  onlyPath(path);
  return save(path, data, options);
};
promises.appendFile = async function appendFile(path, data, options) {
  options = withDefaults(options, { flag: 'a' });
  options.flag ||= 'a';
  return promises.writeFile(path, data, options);
};
promises.lchmod = async function lchmod(path, mode) { throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()'); };
promises.opendir = async function opendir(path, options) {
  return new Promise((resolve, reject) => {
    fs.opendir(path, options, (error, dir) => (error ? reject(error) : resolve(dir)));
  });
};
promises.cp = async function cp(source, destination, options) {
  const run = require('internal/fs/cp');
  options = run.validateOptions(options);
  return run.cp(run.toPath(source, 'src'), run.toPath(destination, 'dest'), options);
};
promises.glob = function glob(pattern, options) { return require('internal/fs/glob').globOf(pattern, options); };
promises.watch = function watch(filename, options = undefined) {
  return require('internal/fs/watchers').watchAsync(filename, options);
};
promises.mkdtempDisposable = async function mkdtempDisposable(prefix, options) {
  const path = await calls.mkdtemp(prefix, options);
  const full = require('path').resolve(path);
  const remove = async () => { await calls.rm(full, { recursive: true, force: true }); };
  return { __proto__: null, path, remove, async [Symbol.asyncDispose]() { await remove(); } };
};
Object.defineProperty(promises, 'constants', {
  __proto__: null, enumerable: true, configurable: false, writable: false, value: fs.constants,
});
// For fs streams, which hold a FileHandle open while they use it.
Object.defineProperty(promises, Symbol.for('charina.FileHandle'), { __proto__: null, value: FileHandle });
