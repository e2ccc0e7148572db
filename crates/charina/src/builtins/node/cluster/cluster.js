// node:cluster of a process that is the primary and has no workers.
const EventEmitter = require('events');
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

const cluster = module.exports = new EventEmitter();
cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = 1;
cluster.SCHED_RR = 2;
cluster.schedulingPolicy = 2;
cluster.fork = function fork() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('cluster.fork()');
};
cluster.disconnect = function disconnect(cb) {
  if (typeof cb === 'function') process.nextTick(cb);
};
