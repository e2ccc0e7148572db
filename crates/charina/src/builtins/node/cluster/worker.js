// What both sides of a cluster share: class Worker, and messages that are answered.
// https://nodejs.org/api/cluster.html#class-worker

const EventEmitter = require('events');

const kInternal = 'NODE_CLUSTER';

function Worker(options) {
  if (!(this instanceof Worker)) return new Worker(options);
  EventEmitter.call(this);
  if (options === null || typeof options !== 'object') options = {};
  this.exitedAfterDisconnect = undefined;
  this.state = options.state || 'none';
  this.id = options.id | 0;
  if (options.process) {
    this.process = options.process;
    this.process.on('error', (code, signal) => this.emit('error', code, signal));
    this.process.on('message', (message, handle) => this.emit('message', message, handle));
  }
}
Object.setPrototypeOf(Worker.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Worker, EventEmitter);

Worker.prototype.kill = function(...args) {
  this.destroy(...args);
};

Worker.prototype.send = function(...args) {
  return this.process.send(...args);
};

Worker.prototype.isDead = function() {
  return this.process.exitCode != null || this.process.signalCode != null;
};

Worker.prototype.isConnected = function() {
  return this.process.connected;
};

// Who waits for the answer to which message.
const waiting = new Map();
let sequence = 0;

// Sends a message that users do not see; `callback` gets the answer.
function sendInternal(target, message, handle, callback) {
  if (!target.connected) return false;
  const seq = sequence++;
  if (typeof callback === 'function') waiting.set(seq, callback);
  return target.send({ cmd: kInternal, ...message, seq }, handle);
}

// A listener to such messages: answers go to who asked, everything else to `callback`.
function internal(worker, callback) {
  return function(message, handle) {
    if (message.cmd !== kInternal) return;
    let call = callback;
    const asked = message.ack !== undefined && waiting.get(message.ack);
    if (asked) {
      call = asked;
      waiting.delete(message.ack);
    }
    call.call(worker, message, handle);
  };
}

let joined = false;

module.exports = { Worker, internal, isJoined: () => joined, join() { joined = true; }, sendInternal };
