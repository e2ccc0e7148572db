// node:fs/promises: the promise forms of the natives, and FileHandle.
const { promise: calls } = require('internal/fs/calls');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED }, AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const EventEmitter = require('events');
const fs = require('fs');

const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');

class FileHandle extends EventEmitter {
  constructor(fd) {
    super();
    this[kFd] = fd;
    this[kRefs] = 1;
    this[kClosePromise] = null;
  }
  get fd() { return this[kFd]; }
  getAsyncId() { return -1; }
  appendFile(data, options) { return run(this, writeFile, data, withDefaults(options, { flag: 'a' })); }
  chmod(mode) { return run(this, calls.fchmod, mode); }
  chown(uid, gid) { return run(this, calls.fchown, uid, gid); }
  datasync() { return run(this, calls.fdatasync); }
  sync() { return run(this, calls.fsync); }
  async read(buffer, offset, length, position) {
    const result = await run(this, async (fd) => {
      let target = buffer;
      let where = position;
      if (!ArrayBuffer.isView(target)) {
        const options = target ?? {};
        ({ buffer: target = Buffer.alloc(16384), offset, length, position: where } = options);
      } else if (offset !== null && typeof offset === 'object') {
        ({ offset, length, position: where } = offset);
      }
      if (length === undefined || length === null) length = target.byteLength - (offset ?? 0);
      if (length === 0) return { bytesRead: 0, buffer: target };
      const bytesRead = await calls.read(fd, target, offset ?? 0, length, where ?? null);
      return { __proto__: null, bytesRead, buffer: target };
    });
    return result;
  }
  async readv(buffers, position) {
    const bytesRead = await run(this, calls.readv, buffers, position);
    return { __proto__: null, bytesRead, buffers };
  }
  readFile(options) { return run(this, calls.readFile, options); }
  readLines(options) {
    return require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }
  stat(options) { return run(this, calls.fstat, options); }
  truncate(length = 0) { return run(this, calls.ftruncate, length); }
  utimes(atime, mtime) { return run(this, calls.futimes, atime, mtime); }
  async write(buffer, offset, length, position) {
    const bytesWritten = await run(this, async (fd) => {
      if (ArrayBuffer.isView(buffer) && buffer.byteLength === 0) return 0;
      return calls.write(fd, buffer, offset, length, position);
    });
    return { __proto__: null, bytesWritten, buffer };
  }
  async writev(buffers, position) {
    const bytesWritten = buffers.length === 0 ? 0 : await run(this, calls.writev, buffers, position);
    return { __proto__: null, bytesWritten, buffers };
  }
  writeFile(data, options) { return run(this, writeFile, data, options); }
  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }
  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }
  readableWebStream(options) {
    return require('stream').Readable.toWeb(this.createReadStream({ ...options, autoClose: false }));
  }
  close() {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      const fd = this[kFd];
      this[kFd] = -1;
      this[kClosePromise] = calls.close(fd).finally(() => { this[kClosePromise] = undefined; });
    } else {
      this[kClosePromise] = new Promise((resolve, reject) => {
        this.closeResolve = resolve;
        this.closeReject = reject;
      }).finally(() => { this[kClosePromise] = undefined; });
    }
    this.emit('close');
    return this[kClosePromise];
  }
  [Symbol.asyncDispose]() { return this.close(); }
}

function release(handle) {
  handle[kRefs]--;
  if (handle[kRefs] === 0) {
    const fd = handle[kFd];
    handle[kFd] = -1;
    calls.close(fd).then(handle.closeResolve, handle.closeReject);
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
  if (typeof options === 'string') return { ...defaults, encoding: options };
  return { ...defaults, ...options };
}

function isIterable(data) {
  return data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

async function writeFile(target, data, options) {
  const fd = target instanceof FileHandle ? target.fd : target;
  if (target instanceof FileHandle) return run(target, writeFile, data, options);
  if (!isIterable(data)) return calls.writeFile(fd, data, options);
  options = withDefaults(options, {});
  const { signal, encoding = 'utf8' } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const own = typeof fd !== 'number';
  const file = own ? await calls.open(fd, options.flag ?? 'w', options.mode ?? 0o666) : fd;
  try {
    for await (const chunk of data) {
      if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
      await calls.writeFile(file, chunk, { encoding });
      if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    }
  } finally {
    if (own) await calls.close(file);
  }
}

const promises = module.exports = {};
for (const name of ['access', 'chmod', 'chown', 'copyFile', 'lchown', 'link', 'lstat', 'lutimes', 'mkdir', 'mkdtemp',
                    'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'statfs', 'symlink', 'truncate',
                    'unlink', 'utimes']) {
  promises[name] = calls[name];
}
promises.open = async function open(path, flags, mode) { return new FileHandle(await calls.open(path, flags, mode)); };
promises.readFile = async function readFile(path, options) {
  if (path instanceof FileHandle) return run(path, calls.readFile, options);
  return calls.readFile(path, options);
};
promises.writeFile = writeFile;
promises.appendFile = async function appendFile(path, data, options) {
  return writeFile(path, data, withDefaults(options, { flag: 'a' }));
};
promises.lchmod = async function lchmod() { throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()'); };
promises.opendir = function opendir(path, options) {
  return new Promise((resolve, reject) => {
    fs.opendir(path, options, (error, dir) => (error ? reject(error) : resolve(dir)));
  });
};
promises.cp = async function cp(source, destination, options) {
  const run = require('internal/fs/cp');
  options = run.validateOptions(options);
  return run.cp(run.toPath(source, 'src'), run.toPath(destination, 'dest'), options);
};
promises.glob = function glob(pattern, options) { return require('internal/fs/glob').glob(pattern, options); };
promises.mkdtempDisposable = async function mkdtempDisposable(prefix, options) {
  const path = await calls.mkdtemp(prefix, options);
  const full = require('path').resolve(path);
  const remove = () => calls.rm(full, { recursive: true, force: true });
  return { __proto__: null, path, remove, async [Symbol.asyncDispose]() { await remove(); } };
};
Object.defineProperty(promises, 'constants', {
  __proto__: null, enumerable: true, configurable: false, writable: false, value: fs.constants,
});
// For fs streams, which hold a FileHandle open while they use it.
Object.defineProperty(promises, Symbol.for('charina.FileHandle'), { __proto__: null, value: FileHandle });
