// fs.Dir, opendir and opendirSync: directory streams over readdir.
const { codes: {
  ERR_DIR_CLOSED, ERR_DIR_CONCURRENT_OPERATION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS,
} } = require('internal/errors');
const { validateFunction, validateUint32, validateBoolean } = require('internal/validators');
const fs = require('fs');

function readOptions(options) {
  if (options === undefined || options === null || typeof options === 'function') return { encoding: 'utf8' };
  if (typeof options === 'string') return { encoding: options };
  if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  const { bufferSize, recursive } = options;
  if (bufferSize !== undefined) validateUint32(bufferSize, 'options.bufferSize', true);
  if (recursive !== undefined) validateBoolean(recursive, 'options.recursive');
  return options;
}

function asOpendir(error) {
  if (error.syscall === 'scandir') {
    error.syscall = 'opendir';
    error.message = error.message.replace(', scandir ', ', opendir ');
    if (typeof error.stack === 'string') error.stack = error.stack.replace(', scandir ', ', opendir ');
  }
  return error;
}

class Dir {
  #path;
  #entries;
  #at = 0;
  #closed = false;
  #busy = null;
  constructor(path, entries, token) {
    if (token !== Dir.token) throw new ERR_MISSING_ARGS('handle');
    this.#path = path;
    this.#entries = entries;
  }
  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }
  readSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    return this.#at < this.#entries.length ? this.#entries[this.#at++] : null;
  }
  #next() {
    return this.#at < this.#entries.length ? this.#entries[this.#at++] : null;
  }
  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => this.read((error, entry) => (error ? reject(error) : resolve(entry))));
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    if (this.#busy !== null) {
      this.#busy.push(() => this.read(callback));
      return;
    }
    this.#busy = [];
    setImmediate(() => {
      const waiting = this.#busy;
      this.#busy = null;
      const entry = this.#next();
      process.nextTick(callback, null, entry);
      for (const again of waiting) again();
    });
  }
  closeSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    this.#closed = true;
  }
  close(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())));
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
      return;
    }
    if (this.#busy !== null) {
      this.#busy.push(() => this.close(callback));
      return;
    }
    this.#closed = true;
    process.nextTick(callback, null);
  }
  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      if (!this.#closed) await this.close();
    }
  }
  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }
  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}
Dir.token = Symbol('Dir');
const { token } = Dir;
delete Dir.token;
Object.defineProperty(Dir, 'token', { value: token, enumerable: false });
Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  value: Dir.prototype.entries, enumerable: false, writable: true, configurable: true,
});

function list(options) {
  return { encoding: options.encoding || 'utf8', withFileTypes: true, recursive: options.recursive };
}
function opendirSync(path, options) {
  options = readOptions(options);
  let entries;
  try {
    entries = fs.readdirSync(path, list(options));
  } catch (error) {
    throw asOpendir(error);
  }
  return new Dir(path, entries, token);
}
function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  options = readOptions(typeof options === 'function' ? undefined : options);
  fs.readdir(path, list(options), (error, entries) => {
    if (error) callback(asOpendir(error));
    else callback(null, new Dir(path, entries, token));
  });
}
Object.defineProperty(opendir, Symbol.for('nodejs.util.promisify.custom'), {
  value: (path, options) => new Promise((resolve, reject) => {
    opendir(path, options, (error, dir) => (error ? reject(error) : resolve(dir)));
  }),
});
module.exports = { Dir, opendir, opendirSync };
