// What a worker's runtime does before its script runs, and what it tells its parent:
// https://nodejs.org/api/worker_threads.html

const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
const { adoptPort, receiveMessageOnPort } = require('internal/worker/messaging');

let port;
let stdin;
// What the module node:worker_threads shows.
const here = {};

// https://nodejs.org/api/worker_threads.html#class-worker says which.
const UNSUPPORTED = ['abort', 'chdir', 'initgroups', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid'];

function limitProcess() {
  for (const name of UNSUPPORTED) {
    if (process[name] === undefined) continue;
    const unavailableInWorker = () => { throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}()`); };
    unavailableInWorker.disabled = true;
    process[name] = unavailableInWorker;
  }
  const { umask } = process;
  process.umask = function(mask) {
    if (mask !== undefined) throw new ERR_WORKER_UNSUPPORTED_OPERATION('Setting process.umask()');
    return umask();
  };
  for (const name of ['channel', 'connected', 'send', 'disconnect']) {
    if (process[name] === undefined) continue;
    const refuse = () => { throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}`); };
    Object.defineProperty(process, name, { __proto__: null, configurable: true, get: refuse });
  }
}

function makeStreams(hasStdin) {
  const { PortReadable, PortWritable } = require('internal/worker/io');
  const make = {
    stdin() {
      stdin = new PortReadable((reading) => {
        if (!hasStdin) stdin.push(null);
        else if (reading) port.ref();
        else port.unref();
      });
      return stdin;
    },
    stdout: () => new PortWritable(port, 'stdout'),
    stderr: () => new PortWritable(port, 'stderr'),
  };
  for (const name of ['stdin', 'stdout', 'stderr']) {
    let stream;
    const { get } = { get: () => stream ??= make[name]() };
    Object.defineProperty(process, name, { __proto__: null, configurable: true, enumerable: true, get });
  }
}

module.exports = {
  here,
  prepare() {
    port = adoptPort(ops.control());
    const { message } = receiveMessageOnPort(port);
    here.parentPort = message.publicPort;
    here.workerData = message.workerData;
    here.resourceLimits = message.resourceLimits;
    here.name = message.name;
    if (message.environmentData !== undefined) {
      const { environmentData } = require('internal/worker/io');
      for (const [key, value] of message.environmentData) environmentData.set(key, value);
    }
    limitProcess();
    makeStreams(message.hasStdin);
    if (message.hasStdin) {
      port.on('message', (message) => {
        process.stdin;
        stdin.receive(message);
      });
      port.unref();
    }
  },
  online() { port.postMessage({ type: 'online' }); },
  uncaught(error) {
    const { serializeError } = require('internal/error_serdes');
    port.postMessage({ type: 'error', error: serializeError(error) });
  },
};
