// node:cluster in the process that forks the workers: https://nodejs.org/api/cluster.html

const EventEmitter = require('events');
const { Worker, internal, sendInternal } = require('internal/cluster/worker');

const SCHED_NONE = 1;
const SCHED_RR = 2;

const cluster = module.exports = new EventEmitter();
const intercom = new EventEmitter();
// The sockets that workers listen on, by what they asked for.
const handles = new Map();

let lastId = 0;
let initialized = false;
let policy = { none: SCHED_NONE, rr: SCHED_RR }[process.env.NODE_CLUSTER_SCHED_POLICY] ?? SCHED_RR;

cluster.isWorker = false;
// Deprecated alias. Must be same as isPrimary.
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = SCHED_NONE;
cluster.SCHED_RR = SCHED_RR;
cluster.schedulingPolicy = policy;

/** https://nodejs.org/api/cluster.html#clustersetupprimarysettings */
cluster.setupPrimary = function(options) {
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (!initialized) {
    initialized = true;
    // It cannot be changed any more.
    policy = cluster.schedulingPolicy;
    require('assert')(policy === SCHED_NONE || policy === SCHED_RR, `Bad cluster.schedulingPolicy: ${policy}`);
  }
  process.nextTick(() => cluster.emit('setup', settings));
};

// Deprecated alias: https://nodejs.org/api/cluster.html#clustersetupmastersettings
cluster.setupMaster = cluster.setupPrimary;

function forkProcess(id, env) {
  const { settings } = cluster;
  return require('child_process').fork(settings.exec, settings.args, {
    cwd: settings.cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    serialization: settings.serialization,
    silent: settings.silent,
    windowsHide: settings.windowsHide,
    execArgv: [...settings.execArgv],
    stdio: settings.stdio,
    gid: settings.gid,
    uid: settings.uid,
  });
}

function removeWorker(worker) {
  delete cluster.workers[worker.id];
  if (Object.keys(cluster.workers).length === 0) intercom.emit('disconnect');
}

function removeHandles(worker) {
  for (const [key, handle] of handles) {
    if (handle.remove(worker)) handles.delete(key);
  }
}

/** https://nodejs.org/api/cluster.html#clusterforkenv */
cluster.fork = function(env) {
  cluster.setupPrimary();
  const id = ++lastId;
  const child = forkProcess(id, env);
  const worker = new Worker({ id, process: child });

  worker.on('message', function(message, handle) {
    cluster.emit('message', this, message, handle);
  });

  child.once('exit', (exitCode, signalCode) => {
    // One that is still connected is still to be found among the workers.
    if (!worker.isConnected()) {
      removeHandles(worker);
      removeWorker(worker);
    }
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'dead';
    worker.emit('exit', exitCode, signalCode);
    cluster.emit('exit', worker, exitCode, signalCode);
  });

  child.once('disconnect', () => {
    removeHandles(worker);
    if (worker.isDead()) removeWorker(worker);
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
  });

  child.on('internalMessage', internal(worker, onMessage));
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[worker.id] = worker;
  return worker;
};

/** https://nodejs.org/api/cluster.html#clusterdisconnectcallback */
cluster.disconnect = function(cb) {
  const workers = Object.values(cluster.workers);
  if (workers.length === 0) process.nextTick(() => intercom.emit('disconnect'));
  for (const worker of workers) if (worker.isConnected()) worker.disconnect();
  if (typeof cb === 'function') intercom.once('disconnect', cb);
};

// What workers tell and ask.
const acts = {
  __proto__: null,

  online(worker) {
    worker.state = 'online';
    worker.emit('online');
    cluster.emit('online', worker);
  },

  exitedAfterDisconnect(worker, message) {
    worker.exitedAfterDisconnect = true;
    sendInternal(worker.process, { ack: message.seq });
  },

  queryServer(worker, message) {
    // One that is about to leave needs no socket.
    if (worker.exitedAfterDisconnect) return;
    const key = `${message.address}:${message.port}:${message.addressType}:${message.fd}:${message.index}`;
    let handle = handles.get(key);
    if (handle === undefined) {
      const { RoundRobinHandle, SharedHandle } = require('internal/cluster/handles');
      let { address } = message;
      if (message.port < 0 && typeof address === 'string') {
        // The system takes about a hundred bytes.
        const relative = require('path').relative(process.cwd(), address);
        if (relative.length <= address.length) address = relative;
      }
      // Datagrams belong to no connection that could be handed over.
      const isDatagram = message.addressType === 'udp4' || message.addressType === 'udp6';
      const Handle = policy !== SCHED_RR || isDatagram ? SharedHandle : RoundRobinHandle;
      handle = new Handle(key, address, message);
      handles.set(key, handle);
    }
    handle.data ||= message.data;
    handle.add(worker, (errno, reply, sent) => {
      const { data } = handle;
      // The next who asks tries again.
      if (errno) handles.delete(key);
      sendInternal(worker.process, { errno, key, ack: message.seq, data, ...reply }, sent);
    });
  },

  listening(worker, { addressType, address, port, fd }) {
    const info = { addressType, address, port, fd };
    worker.state = 'listening';
    worker.emit('listening', info);
    cluster.emit('listening', worker, info);
  },

  close(worker, { key }) {
    if (handles.get(key)?.remove(worker)) handles.delete(key);
  },
};

function onMessage(message) {
  acts[message.act]?.(this, message);
}

/** https://nodejs.org/api/cluster.html#workerdisconnect */
Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  sendInternal(this.process, { act: 'disconnect' });
  removeHandles(this);
  removeWorker(this);
  return this;
};

/** https://nodejs.org/api/cluster.html#workerkillsignal */
Worker.prototype.destroy = function(signo) {
  this.process.kill(signo || 'SIGTERM');
};
