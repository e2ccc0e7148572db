// node:child_process: https://nodejs.org/api/child_process.html

const {
  AbortError, genericNodeError, codes: { ERR_CHILD_PROCESS_IPC_REQUIRED, ERR_CHILD_PROCESS_STDIO_MAXBUFFER },
} = require('internal/errors');
const { validateAbortSignal, validateArray, validateObject } = require('internal/validators');
const { ChildProcess, stdioStringToArray } = require('internal/child_process');
const {
  MAX_BUFFER, getValidatedPath, normalizeExecArgs, normalizeExecFileArgs, normalizeSpawnArguments, nullCheck,
  nullCheckAll, sanitizeKillSignal, validateMaxBuffer, validateTimeout,
} = require('internal/child_process/arguments');
const { kCustomPromisifiedSymbol } = require('internal/util');

function abortChildProcess(child, killSignal, reason) {
  if (!child) return;
  try {
    if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: reason }));
  } catch (error) {
    child.emit('error', error);
  }
}

/** https://nodejs.org/api/child_process.html#child_processspawncommand-args-options */
function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = sanitizeKillSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) {
    let timer = setTimeout(() => {
      if (!timer) return;
      try {
        child.kill(killSignal);
      } catch (error) {
        child.emit('error', error);
      }
      timer = null;
    }, options.timeout);
    child.once('exit', () => {
      if (!timer) return;
      clearTimeout(timer);
      timer = null;
    });
  }
  const { signal } = options;
  if (signal) {
    const onAbort = () => abortChildProcess(child, killSignal, signal.reason);
    if (signal.aborted) {
      process.nextTick(onAbort);
    } else {
      const disposable = require('events').addAbortListener(signal, onAbort);
      child.once('exit', disposable[Symbol.dispose]);
    }
  }
  return child;
}

// One stream's output, collected up to a number of bytes, or of characters where it is decoded.
function collect(stream, encoding, limit, overflow) {
  const parts = [];
  let length = 0;
  if (encoding) stream.setEncoding(encoding);
  stream.on('data', (chunk) => {
    // Somebody may decode the stream, too.
    const decoded = stream.readableEncoding;
    const size = decoded ? Buffer.byteLength(chunk, decoded) : chunk.length;
    length += size;
    if (length > limit) {
      parts.push(chunk.slice(0, limit - (length - size)));
      overflow();
    } else {
      parts.push(chunk);
    }
  });
  return () => (encoding || stream.readableEncoding ? parts.join('') : Buffer.concat(parts));
}

/** https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback */
function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArgs(file, args, options, callback));
  options = {
    encoding: 'utf8', timeout: 0, maxBuffer: MAX_BUFFER, killSignal: 'SIGTERM', cwd: null, env: null, shell: false,
    ...options,
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    argv0: options.argv0,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  });
  const encoding = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  let killed = false;
  let exited = false;
  let timer;
  let problem = null;
  let stdout;
  let stderr;

  function onExit(code, signal) {
    if (exited) return;
    exited = true;
    if (timer) clearTimeout(timer);
    timer = null;
    if (!callback) return;
    const out = stdout ? stdout() : '';
    const err = stderr ? stderr() : '';
    if (!problem && code === 0 && signal === null) {
      callback(null, out, err);
      return;
    }
    let cmd = file;
    if (args?.length) cmd += ` ${args.join(' ')}`;
    problem ??= genericNodeError(`Command failed: ${cmd}\n${err}`, {
      code: code < 0 ? require('util').getSystemErrorName(code) : code,
      killed: child.killed || killed,
      signal,
    });
    problem.cmd = cmd;
    callback(problem, out, err);
  }

  function onError(error) {
    problem = error;
    child.stdout?.destroy();
    child.stderr?.destroy();
    onExit();
  }

  function kill() {
    child.stdout?.destroy();
    child.stderr?.destroy();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      problem ??= error;
      onExit();
    }
  }

  const limit = options.maxBuffer ?? Infinity;
  const overflow = (name) => () => {
    problem = new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
    kill();
  };
  if (options.timeout > 0) {
    timer = setTimeout(() => {
      kill();
      timer = null;
    }, options.timeout);
  }
  if (child.stdout) stdout = collect(child.stdout, encoding, limit, overflow('stdout'));
  if (child.stderr) stderr = collect(child.stderr, encoding, limit, overflow('stderr'));
  child.addListener('close', onExit);
  child.addListener('error', onError);
  return child;
}

/** https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback */
function exec(command, options, callback) {
  const normal = normalizeExecArgs(command, options, callback);
  return execFile(normal.file, normal.options, normal.callback);
}

// As a promise both resolve with both outputs, and carry the child.
function promisified(original) {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (err, stdout, stderr) => {
      if (err !== null) {
        err.stdout = stdout;
        err.stderr = stderr;
        reject(err);
      } else {
        resolve({ stdout, stderr });
      }
    });
    return promise;
  };
}
for (const original of [exec, execFile]) {
  Object.defineProperty(original, kCustomPromisifiedSymbol, {
    __proto__: null, enumerable: false, value: promisified(original),
  });
}

/** https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options */
function fork(modulePath, args, options) {
  modulePath = getValidatedPath(modulePath, 'modulePath');
  if (args == null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options != null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  nullCheck(options.execPath, 'options.execPath');
  let execArgv = options.execArgv || process.execArgv;
  nullCheckAll(execArgv, 'options.execArgv');
  if (execArgv === process.execArgv && process._eval != null) {
    const at = execArgv.lastIndexOf(process._eval);
    if (at > 0) execArgv = execArgv.toSpliced(at - 1, 2);
  }
  if (typeof options.stdio === 'string') {
    options.stdio = stdioStringToArray(options.stdio, 'ipc');
  } else if (!options.stdio) {
    options.stdio = stdioStringToArray(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!options.stdio.includes('ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(options.execPath, [...execArgv, modulePath, ...args], options);
}

// The synchronous functions are another file: what runs a server never needs them.
const sync = (name, length) => {
  const call = { [name](...args) { return require('internal/child_process/sync')[name](...args); } }[name];
  return Object.defineProperty(call, 'length', { __proto__: null, value: length, configurable: true });
};

module.exports = {
  _forkChild(fd, serialization) { require('internal/child_process/ipc').forkChild(fd, serialization); },
  ChildProcess,
  exec,
  execFile,
  execFileSync: sync('execFileSync', 3),
  execSync: sync('execSync', 2),
  fork,
  spawn,
  spawnSync: sync('spawnSync', 3),
};
