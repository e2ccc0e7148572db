// node:fs: the natives of internal/fs/calls, with the classes and the calls that are made of several.
const calls = require('internal/fs/calls');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } =
  require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction } = require('internal/validators');
const { sync, callback } = calls;

const constants = {
  __proto__: null,
  UV_FS_SYMLINK_DIR: 1, UV_FS_SYMLINK_JUNCTION: 2,
  O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2,
  UV_DIRENT_UNKNOWN: 0, UV_DIRENT_FILE: 1, UV_DIRENT_DIR: 2, UV_DIRENT_LINK: 3, UV_DIRENT_FIFO: 4,
  UV_DIRENT_SOCKET: 5, UV_DIRENT_CHAR: 6, UV_DIRENT_BLOCK: 7,
  EXTENSIONLESS_FORMAT_JAVASCRIPT: 0, EXTENSIONLESS_FORMAT_WASM: 1,
  S_IFMT: 61440, S_IFREG: 32768, S_IFDIR: 16384, S_IFCHR: 8192, S_IFBLK: 24576, S_IFIFO: 4096, S_IFLNK: 40960,
  S_IFSOCK: 49152,
  O_CREAT: 64, O_EXCL: 128, UV_FS_O_FILEMAP: 0, O_NOCTTY: 256, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536,
  O_NOATIME: 262144, O_NOFOLLOW: 131072, O_SYNC: 1052672, O_DSYNC: 4096, O_DIRECT: 16384, O_NONBLOCK: 2048,
  S_IRWXU: 448, S_IRUSR: 256, S_IWUSR: 128, S_IXUSR: 64, S_IRWXG: 56, S_IRGRP: 32, S_IWGRP: 16, S_IXGRP: 8,
  S_IRWXO: 7, S_IROTH: 4, S_IWOTH: 2, S_IXOTH: 1,
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1,
  UV_FS_COPYFILE_EXCL: 1, COPYFILE_EXCL: 1, UV_FS_COPYFILE_FICLONE: 2, COPYFILE_FICLONE: 2,
  UV_FS_COPYFILE_FICLONE_FORCE: 4, COPYFILE_FICLONE_FORCE: 4,
};

// The kinds of files, asked of a mode or of a directory entry.
const KINDS = [
  ['isDirectory', 16384, 2], ['isFile', 32768, 1], ['isBlockDevice', 24576, 7], ['isCharacterDevice', 8192, 6],
  ['isSymbolicLink', 40960, 3], ['isFIFO', 4096, 4], ['isSocket', 49152, 5],
];

function defineMethods(prototype, make) {
  for (const [name, mode, type] of KINDS) {
    const method = make(mode, type);
    Object.defineProperty(method, 'name', { value: name });
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true, enumerable: true });
  }
}

const FIELDS = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'];
function StatsBase() {}
defineMethods(StatsBase.prototype, (mode) => function() { return this._checkModeProperty(mode); });
let warnedOfStats = false;
function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  if (!warnedOfStats) {
    warnedOfStats = true;
    process.emitWarning('fs.Stats constructor is deprecated.', 'DeprecationWarning', 'DEP0180');
  }
  const values = [dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks];
  for (let i = 0; i < FIELDS.length; i++) this[FIELDS[i]] = values[i];
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}
function BigIntStats() {}
// The dates are made of the milliseconds when first asked for, and are own properties from then on.
function defineTimes(prototype, isBig) {
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
    Object.defineProperty(prototype, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() { return this[name] = new Date(Math.round(Number(this[`${name}Ms`]))); },
      set(value) {
        Object.defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  prototype._checkModeProperty = isBig ?
    function(kind) { return (this.mode & 61440n) === BigInt(kind); } :
    function(kind) { return (this.mode & 61440) === kind; };
  Object.setPrototypeOf(prototype, StatsBase.prototype);
}
defineTimes(Stats.prototype, false);
defineTimes(BigIntStats.prototype, true);
function StatFs() {}
ops.keep('fs.Stats.prototype', Stats.prototype);
ops.keep('fs.BigIntStats.prototype', BigIntStats.prototype);
ops.keep('fs.StatFs.prototype', StatFs.prototype);

const kType = Symbol('type');
class Dirent {
  constructor(name, type, parentPath) {
    this.name = name;
    this.parentPath = parentPath;
    this[kType] = type;
  }
}
defineMethods(Dirent.prototype, (mode, type) => function() { return this[kType] === type; });
for (const [name] of KINDS) Object.defineProperty(Dirent.prototype, name, { enumerable: false });
ops.keep('fs.makeDirent', (name, parent, type) => new Dirent(name, type, parent));

const fs = module.exports = {
  appendFile: undefined, appendFileSync: undefined,
  Dirent,
  Stats,
};
for (const name of Object.keys(callback)) fs[name] = callback[name];
for (const name of Object.keys(sync)) fs[name] = sync[name];
delete fs.realpathNative;
delete fs.realpathNativeSync;

// exists(path, callback) gives no error first.
Object.defineProperty(fs.exists, Symbol.for('nodejs.util.promisify.custom'), {
  value: function exists(path) {
    return new Promise((resolve) => fs.exists(path, resolve));
  },
});
const kArgs = require('internal/util').customPromisifyArgs;
if (kArgs) {
  for (const [name, args] of [['read', ['bytesRead', 'buffer']], ['readv', ['bytesRead', 'buffers']],
    ['write', ['bytesWritten', 'buffer']], ['writev', ['bytesWritten', 'buffers']]]) {
    Object.defineProperty(fs[name], kArgs, { value: args, enumerable: false });
  }
}

fs.realpath.native = function native(path, options, cb) { return callback.realpathNative(path, options, cb); };
fs.realpathSync.native = function native(path, options) { return sync.realpathNativeSync(path, options); };

// What a native does in one go is done in steps where a signal may come between, or where `flush` asks for fs.fsync:
// programs replace that one and expect to see it called.
function isSpecial(options) {
  return options !== null && typeof options === 'object' && (options.signal !== undefined || options.flush === true);
}
function bytesOf(data, encoding) {
  if (ArrayBuffer.isView(data)) return data;
  if (typeof data === 'string') return Buffer.from(data, encoding || 'utf8');
  throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
}
function settle(promise, cb) {
  promise.then((value) => process.nextTick(cb, null, value), (error) => process.nextTick(cb, error));
}
fs.readFile = function readFile(path, options, cb) {
  if (typeof cb !== 'function' || !isSpecial(options) || options.signal === undefined) {
    return callback.readFile(path, options, cb);
  }
  validateAbortSignal(options.signal, 'options.signal');
  settle(require('internal/fs/abortable').readFile(path, options), cb);
};
function writer(name, flag) {
  fs[name] = { [name](path, data, options, cb) {
    if (typeof cb !== 'function' || !isSpecial(options)) return callback[name](path, data, options, cb);
    if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
    const { encoding, signal, flush, mode = 0o666 } = options;
    if (flush !== undefined && flush !== null) validateBoolean(flush, 'options.flush');
    const bytes = bytesOf(data, encoding);
    const own = !Number.isInteger(path);
    const { writeFile } = require('internal/fs/abortable');
    const write = (fd, then) => writeFile(fd, bytes, { encoding, signal }).then(
      () => process.nextTick(then), (error) => process.nextTick(then, error));
    const finish = (fd) => write(fd, (error) => {
      const end = (failed) => (own ? fs.close(fd, (closed) => cb(failed || closed || null)) : cb(failed || null));
      if (error || !flush) end(error);
      else fs.fsync(fd, end);
    });
    if (own && signal?.aborted) settle(writeFile(path, bytes, { encoding, signal }), cb);
    else if (own) fs.open(path, options.flag || flag, mode, (error, fd) => (error ? cb(error) : finish(fd)));
    else finish(path);
  } }[name];
  const nameSync = `${name}Sync`;
  fs[nameSync] = { [nameSync](path, data, options) {
    if (!isSpecial(options) || options.flush !== true) return sync[nameSync](path, data, options);
    const bytes = bytesOf(data, options.encoding);
    const own = !Number.isInteger(path);
    const fd = own ? fs.openSync(path, options.flag || flag, options.mode ?? 0o666) : path;
    try {
      sync.writeFileSync(fd, bytes);
      fs.fsyncSync(fd);
    } finally {
      if (own) fs.closeSync(fd);
    }
  } }[nameSync];
}
writer('writeFile', 'w');
writer('appendFile', 'a');

function lazy(names, load) {
  for (const name of names) {
    Object.defineProperty(fs, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() { return load()[name]; },
      set(value) {
        Object.defineProperty(fs, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

// copyFile takes the callback in place of the mode.
fs.cpSync = function cpSync(source, destination, options) {
  return require('internal/fs/cp').cpSync(source, destination, options);
};
fs.cp = function cp(source, destination, options, cb) {
  if (typeof options === 'function') {
    cb = options;
    options = undefined;
  }
  validateFunction(cb, 'cb');
  const run = require('internal/fs/cp');
  options = run.validateOptions(options);
  source = run.toPath(source, 'src');
  destination = run.toPath(destination, 'dest');
  run.cp(source, destination, options).then(() => process.nextTick(cb, null, undefined), (error) => process.nextTick(cb, error));
};
fs.globSync = function globSync(pattern, options) {
  return require('internal/fs/glob').globSync(pattern, options);
};
fs.glob = function glob(pattern, options, cb) {
  if (typeof options === 'function') {
    cb = options;
    options = undefined;
  }
  validateFunction(cb, 'callback');
  const { glob, prepare } = require('internal/fs/glob');
  const prepared = prepare(pattern, options);
  const matches = [];
  settle((async () => {
    for await (const match of glob(prepared)) matches.push(match);
    return matches;
  })(), cb);
};
lazy(['Dir', 'opendir', 'opendirSync'], () => require('internal/fs/dir'));

fs.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  const path = fs.mkdtempSync(prefix, options);
  const full = require('path').resolve(path);
  const remove = () => fs.rmSync(full, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  return { path, remove, [Symbol.dispose]() { remove(); } };
};

fs.watch = function watch(filename, options, listener) {
  return require('internal/fs/watchers').watch(filename, options, listener);
};
fs.watchFile = function watchFile(filename, options, listener) {
  return require('internal/fs/watchers').watchFile(filename, options, listener);
};
fs.unwatchFile = function unwatchFile(filename, listener) {
  require('internal/fs/watchers').unwatchFile(filename, listener);
};

function openAsBlob(path, options = {}) {
  require('internal/validators').validateObject(options, 'options');
  const type = options.type || '';
  if (typeof type !== 'string') throw new ERR_INVALID_ARG_TYPE('options.type', 'string', type);
  // Wrong paths are thrown as they are, and what cannot be opened in Node's words.
  if (fs.statSync(path, { throwIfNoEntry: false }) === undefined) {
    const error = new TypeError('Unable to open file as blob');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }
  return fs.promises.readFile(path).then((bytes) => new Blob([bytes], { type }));
}
fs.openAsBlob = openAsBlob;

function unavailable(name) {
  return { [name]() { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(name); } }[name];
}
fs._toUnixTimestamp = function toUnixTimestamp(time, name = 'time') {
  if (typeof time === 'string' && +time == time) return +time; // eslint-disable-line eqeqeq
  if (Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (time instanceof Date) return time.getTime() / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
};
// Only macOS has lchmod.
if (process.platform === 'darwin') {
  fs.lchmod = unavailable('lchmod');
  fs.lchmodSync = unavailable('lchmodSync');
} else {
  fs.lchmod = undefined;
  fs.lchmodSync = undefined;
}

lazy(['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream', 'createReadStream', 'createWriteStream'],
     () => require('internal/fs/streams'));

Object.defineProperty(fs, 'constants', { __proto__: null, enumerable: true, value: constants });
Object.defineProperty(fs, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('fs/promises'); },
});
for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) {
  Object.defineProperty(fs, name, { __proto__: null, value: constants[name], enumerable: false });
}
