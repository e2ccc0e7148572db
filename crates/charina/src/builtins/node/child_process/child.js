// ChildProcess, and what stdio options mean. https://nodejs.org/api/child_process.html#class-childprocess

const EventEmitter = require('events');
const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_SYNC_FORK_INPUT, ERR_IPC_ONE_PIPE, ERR_IPC_SYNC_FORK, ERR_UNKNOWN_SIGNAL },
} = require('internal/errors');
const { validateArray, validateObject, validateOneOf, validateString } = require('internal/validators');

// Errors of starting a child that are told by an event.
const EACCES = -13;
const EAGAIN = -11;
const EMFILE = -24;
const ENFILE = -23;
const ENOENT = -2;
const ESRCH = -3;
const EINVAL = -22;
const ENOSYS = -38;

function convertToValidSignal(signal) {
  const { signals } = require('os').constants;
  if (typeof signal === 'number' && Object.values(signals).includes(signal)) return signal;
  if (typeof signal === 'string') {
    const number = signals[signal.toUpperCase()];
    if (number) return number;
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

function stdioStringToArray(stdio, channel) {
  const options = [];
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe': options.push(stdio, stdio, stdio); break;
    case 'inherit': options.push(0, 1, 2); break;
    default: throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  }
  if (channel) options.push(channel);
  return options;
}

// The handle behind a stream that a child may get.
function handleOf(stdio) {
  for (const candidate of [stdio, stdio.handle, stdio._handle]) {
    if (candidate?.readStart !== undefined && typeof candidate.fd === 'number') return candidate;
  }
  return undefined;
}

function getValidStdio(stdio, sync) {
  let ipc;
  let ipcFd;
  if (typeof stdio === 'string') stdio = stdioStringToArray(stdio);
  else if (!Array.isArray(stdio)) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  else stdio = stdio.slice();
  while (stdio.length < 3) stdio.push(undefined);

  const places = [];
  const refuse = (error) => {
    for (const place of places) if (place.type === 'pipe') place.handle?.close();
    throw error;
  };
  for (let i = 0; i < stdio.length; i++) {
    const entry = stdio[i] ?? (i < 3 ? 'pipe' : 'ignore');
    if (entry === 'ignore') {
      places.push({ type: 'ignore' });
    } else if (entry === 'pipe' || entry === 'overlapped' || (typeof entry === 'number' && entry < 0)) {
      const place = { type: entry === 'overlapped' ? 'overlapped' : 'pipe', readable: i === 0, writable: i !== 0 };
      if (!sync) place.handle = ops.newPipe();
      places.push(place);
    } else if (entry === 'ipc') {
      if (sync) refuse(new ERR_IPC_SYNC_FORK());
      if (ipc !== undefined) refuse(new ERR_IPC_ONE_PIPE());
      ipc = ops.newChannel();
      ipcFd = i;
      places.push({ type: 'pipe', handle: ipc, ipc: true });
    } else if (entry === 'inherit') {
      places.push({ type: 'inherit', fd: i });
    } else if (typeof entry === 'number' || typeof entry.fd === 'number') {
      places.push({ type: 'fd', fd: typeof entry === 'number' ? entry : entry.fd });
    } else if (typeof entry === 'object' && !ArrayBuffer.isView(entry) && handleOf(entry)) {
      places.push({ type: 'wrap', handle: handleOf(entry), _stdio: entry });
    } else if (ArrayBuffer.isView(entry) || typeof entry === 'string') {
      if (!sync) refuse(new ERR_INVALID_SYNC_FORK_INPUT(require('util').inspect(entry)));
      places.push({ type: 'pipe', readable: i === 0, writable: i !== 0 });
    } else {
      refuse(new ERR_INVALID_ARG_VALUE('stdio', entry));
    }
  }
  return { stdio: places, ipc, ipcFd };
}

function ChildProcess() {
  EventEmitter.call(this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  this._handle = ops.newProcess();
  this._handle.onexit = (exitCode, signalCode) => onExit(this, exitCode, signalCode);
}
Object.setPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
Object.setPrototypeOf(ChildProcess, EventEmitter);

function onExit(child, exitCode, signalCode) {
  if (signalCode) child.signalCode = signalCode;
  else child.exitCode = exitCode;
  if (child.stdin) child.stdin.destroy();
  child._handle?.close();
  child._handle = null;
  if (exitCode < 0) {
    const error = new ErrnoException(exitCode, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  process.nextTick(flushStdio, child);
  maybeClose(child);
}

// Streams nobody touched are read to their end, or 'close' would never come.
function flushStdio(child) {
  const { stdio } = child;
  if (!stdio) return;
  const { kIsUsedAsStdio } = require('internal/child_process/pipe');
  for (const stream of stdio) {
    if (stream?.readable && !stream[kIsUsedAsStdio]) stream.resume();
  }
}

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

function makeSocket(place, readable) {
  const { Socket } = require('internal/child_process/pipe');
  return new Socket(place.handle, readable);
}

ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  const { stdio, ipc, ipcFd } = getValidStdio(options.stdio || 'pipe', false);
  options.stdio = stdio;
  if (options.serialization !== undefined) {
    validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  }
  if (ipc !== undefined) {
    if (options.envPairs === undefined) options.envPairs = [];
    else validateArray(options.envPairs, 'options.envPairs');
    options.envPairs.push(`NODE_CHANNEL_FD=${ipcFd}`, `NODE_CHANNEL_SERIALIZATION_MODE=${options.serialization || 'json'}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args === undefined) {
    this.spawnargs = [];
  } else {
    validateArray(options.args, 'options.args');
    this.spawnargs = options.args;
  }
  for (const place of stdio) {
    if (place.type === 'wrap' && place._stdio._readableState) {
      require('internal/child_process/pipe').giveAway(place._stdio);
    }
  }

  const errno = this._handle.spawn(options);
  switch (errno) {
    case 0:
      process.nextTick(() => this.emit('spawn'));
      break;
    case EACCES:
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case ENOENT:
      process.nextTick(() => onExit(this, errno));
      // Without descriptors there are no streams either.
      if (errno === EMFILE || errno === ENFILE) return errno;
      break;
    default:
      for (const place of stdio) if (place.type === 'pipe') place.handle.close();
      this._handle.close();
      this._handle = null;
      throw new ErrnoException(errno, 'spawn');
  }
  this.pid = this._handle.pid;

  this.stdio = stdio.map((place, i) => {
    if (place.ipc) this._closesNeeded++;
    if (place.ipc || (place.type !== 'pipe' && place.type !== 'overlapped')) return null;
    const socket = makeSocket(place, i > 0);
    if (i > 0) {
      this._closesNeeded++;
      socket.on('close', () => maybeClose(this));
    }
    return socket;
  });
  this.stdin = this.stdio[0];
  this.stdout = this.stdio[1];
  this.stderr = this.stdio[2];
  if (ipc !== undefined) {
    const { setupChannel } = require('internal/child_process/ipc');
    setupChannel(this, ipc, options.serialization, () => maybeClose(this));
  }
  return errno;
};

ChildProcess.prototype.kill = function kill(sig) {
  const signal = sig === 0 ? sig : convertToValidSignal(sig === undefined ? 'SIGTERM' : sig);
  if (!this._handle) return false;
  const errno = this._handle.kill(signal);
  if (errno === 0) {
    this.killed = true;
    return true;
  }
  if (errno === EINVAL || errno === ENOSYS) throw new ErrnoException(errno, 'kill');
  if (errno !== ESRCH) this.emit('error', new ErrnoException(errno, 'kill'));
  return false;
};

ChildProcess.prototype[Symbol.dispose] = function() {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function ref() {
  this._handle?.ref();
};

ChildProcess.prototype.unref = function unref() {
  this._handle?.unref();
};

module.exports = { ChildProcess, convertToValidSignal, getValidStdio, stdioStringToArray };
