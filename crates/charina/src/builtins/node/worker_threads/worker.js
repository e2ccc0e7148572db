// The Worker class: https://nodejs.org/api/worker_threads.html#class-worker

const EventEmitter = require('events');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_WORKER_NOT_RUNNING, ERR_WORKER_PATH },
} = require('internal/errors');
const { MessageChannel, endOf, receiveMessageOnPort } = require('internal/worker/messaging');
const { validateString } = require('internal/validators');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const LIMITS = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];
const DEFAULTS = [-1, -1, -1, 4];

// What the script's name says: `[kind, text]`.
function program(filename, options) {
  const { fileURLToPath, isURL } = require('internal/url');
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new ERR_INVALID_ARG_VALUE('options.eval', options.eval, "must be false when 'filename' is not a string");
    }
    return ['eval', filename];
  }
  if (isURL(filename)) return filename.protocol === 'data:' ? ['url', filename.href] : ['file', fileURLToPath(filename)];
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  const path = require('path');
  if (!path.isAbsolute(filename) && !/^\.\.?[\\/]/.test(filename)) {
    const scheme = /^(file:\/\/|data:)/.exec(filename)?.[0];
    throw new ERR_WORKER_PATH(scheme ? ` Wrap ${scheme} URLs with \`new URL\`.` : '', filename);
  }
  return ['file', path.resolve(filename)];
}

// Names and values in turn, null for the parent's own.
function environment({ env }) {
  if (env == null || env === process.env || env === SHARE_ENV) return null;
  if (typeof env === 'object') return Object.entries(env).flat().map(String);
  throw new ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'], env);
}

function stringList(list, name) {
  if (!list) return undefined;
  if (!Array.isArray(list)) throw new ERR_INVALID_ARG_TYPE(name, 'Array', list);
  return list.map(String);
}

// https://nodejs.org/api/worker_threads.html#performanceeventlooputilizationutilization1-utilization2
function utilization(id, util1, util2) {
  const none = { idle: 0, active: 0, utilization: 0 };
  let [idle, active] = util2 ? [util1.idle - util2.idle, util1.active - util2.active] : ops.utilization(id) ?? [];
  if (idle === undefined) return none;
  if (!util2 && util1) {
    idle -= util1.idle;
    active -= util1.active;
  }
  return idle + active === 0 ? none : { idle, active, utilization: active / (idle + active) };
}

// Whether the port of messages keeps the loop alive: while somebody listens.
function referencePort(worker, port) {
  worker.on('newListener', (name) => {
    if (name === 'message' && worker.listenerCount('message') === 0) port.ref();
  });
  worker.on('removeListener', (name) => {
    if (name === 'message' && worker.listenerCount('message') === 0) port.unref();
  });
}

class Worker extends EventEmitter {
  // 0 once the thread is gone.
  #id = 0;
  #name;
  #limits;
  #control = null;
  #port = null;
  #streams = { stdin: null, stdout: null, stderr: null };
  #own;
  #referenced = true;
  #online = false;

  constructor(filename, options = {}) {
    super();
    const execArgv = stringList(options.execArgv, 'options.execArgv');
    const argv = stringList(options.argv, 'options.argv');
    const main = program(filename, options);
    const env = environment(options);
    this.#name = 'WorkerThread';
    if (options.name) {
      validateString(options.name, 'options.name');
      this.#name = options.name.trim();
    }
    this.#limits = {};
    LIMITS.forEach((name, index) => {
      const given = options.resourceLimits?.[name];
      this.#limits[name] = typeof given === 'number' ? given : DEFAULTS[index];
    });
    this.#own = { stdout: !!options.stdout, stderr: !!options.stderr };

    const resource = { hasRef: () => this.#referenced };
    this.#id = ops.newThread(resource);
    const control = new MessageChannel();
    const { port1, port2 } = new MessageChannel();
    const environmentData = require('internal/worker/io').environmentData;
    const order = {
      publicPort: port2,
      workerData: options.workerData,
      environmentData: environmentData.size === 0 ? undefined : environmentData,
      hasStdin: !!options.stdin,
      name: this.#name,
      resourceLimits: this.#limits,
    };
    control.port1.postMessage(order, options.transferList ? [port2, ...options.transferList] : [port2]);
    this.#control = control.port1;
    this.#control.on('message', (message) => this.#hear(message));
    this.#control.unref();
    this.#port = port1;
    for (const event of ['message', 'messageerror']) port1.on(event, (message) => this.emit(event, message));
    port1.unref();
    referencePort(this, port1);
    this.performance = {
      eventLoopUtilization: (util1, util2) => utilization(this.#online ? this.#id : 0, util1, util2),
    };
    if (options.stdin) {
      const { PortWritable } = require('internal/worker/io');
      this.#streams.stdin = new PortWritable(this.#control, 'stdin');
    }
    for (const name of ['stdout', 'stderr']) if (this.#own[name]) this.#output(name);

    const { stackSizeMb } = this.#limits;
    const setup = {
      argv, execArgv, env, name: this.#name, stackSizeMb, sharesEnv: options.env === SHARE_ENV,
      tracksDescriptors: options.trackUnmanagedFds ?? true,
    };
    try {
      ops.start(this.#id, endOf(control.port2), main, setup, (code) => this.#end(code), resource);
    } catch (error) {
      this.#control.close();
      port1.close();
      throw error;
    }
    process.nextTick(() => process.emit('worker', this));
  }

  #hear(message) {
    switch (message.type) {
      case 'online':
        this.#online = true;
        this.emit('online');
        break;
      case 'error':
        this.emit('error', require('internal/error_serdes').deserializeError(message.error));
        break;
      case 'stdio': {
        const stream = this.#streams[message.name];
        if (stream !== null) stream.receive(message);
        // Nobody looks at the stream on the way.
        else if (message.chunk !== null) process[message.name].write(message.chunk, message.encoding);
      }
    }
  }

  #output(name) {
    if (this.#streams[name] !== null) return this.#streams[name];
    const { PortReadable } = require('internal/worker/io');
    const stream = this.#streams[name] = new PortReadable();
    if (!this.#own[name]) {
      stream.on('data', (chunk) => process[name].write(chunk));
    }
    if (this.#id === 0 && this.#control === null) stream.push(null);
    return stream;
  }

  #end(code) {
    const [port, control] = [this.#port, this.#control];
    for (let got; (got = receiveMessageOnPort(port)) !== undefined;) this.emit('message', got.message);
    for (let got; (got = receiveMessageOnPort(control)) !== undefined;) this.#hear(got.message);
    this.removeAllListeners('message');
    this.removeAllListeners('messageerror');
    this.#id = 0;
    this.#port = this.#control = null;
    port.close();
    control.close();
    for (const name of ['stdout', 'stderr']) {
      const stream = this.#streams[name];
      if (stream !== null && !stream.readableEnded) stream.push(null);
    }
    this.emit('exit', code);
  }

  postMessage(...args) {
    this.#port?.postMessage(...args);
  }

  terminate(callback) {
    this.ref();
    if (typeof callback === 'function') {
      process.emitWarning('Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.',
        'DeprecationWarning', 'DEP0132');
      this.once('exit', (code) => callback(null, code));
    }
    if (this.#id === 0) return Promise.resolve();
    ops.terminate(this.#id);
    return new Promise((resolve) => this.once('exit', resolve));
  }

  async [Symbol.asyncDispose]() { await this.terminate(); }

  ref() {
    if (this.#id === 0) return;
    this.#referenced = true;
    ops.setReferenced(this.#id, true);
    this.#port.ref();
  }

  unref() {
    if (this.#id === 0) return;
    this.#referenced = false;
    ops.setReferenced(this.#id, false);
    this.#port.unref();
  }

  get threadId() { return this.#id === 0 ? -1 : this.#id; }
  get threadName() { return this.#id === 0 ? null : this.#name; }
  get stdin() { return this.#streams.stdin; }
  get stdout() { return this.#output('stdout'); }
  get stderr() { return this.#output('stderr'); }
  get resourceLimits() { return this.#id === 0 ? {} : { ...this.#limits }; }

  // The engine has no snapshots of its heap.
  async getHeapSnapshot() {
    if (this.#id === 0) throw new ERR_WORKER_NOT_RUNNING();
    throw Object.assign(new Error('Heap snapshots are not implemented'), { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  }
}

module.exports = { Worker };
