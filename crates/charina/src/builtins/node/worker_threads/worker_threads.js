// node:worker_threads, on the main thread: https://nodejs.org/api/worker_threads.html

const environmentData = new Map();
const untransferable = new WeakSet();
const uncloneable = new WeakSet();

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

class Worker {
  constructor() {
    throw Object.assign(new Error('Workers are not implemented yet'),
      { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  }
}

const messaging = require('internal/worker/messaging');

module.exports = {
  BroadcastChannel: messaging.BroadcastChannel,
  MessageChannel: messaging.MessageChannel,
  MessagePort: messaging.MessagePort,
  isInternalThread: false,
  isMainThread: true,
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  resourceLimits: {},
  threadId: 0,
  threadName: '',
  workerData: null,
  parentPort: null,
  Worker,
  setEnvironmentData(key, value) {
    if (value === undefined) environmentData.delete(key);
    else environmentData.set(key, value);
  },
  getEnvironmentData(key) { return environmentData.get(key); },
  receiveMessageOnPort: messaging.receiveMessageOnPort,
  markAsUntransferable(obj) {
    if (isObject(obj)) untransferable.add(obj);
  },
  isMarkedAsUntransferable(obj) {
    return isObject(obj) && untransferable.has(obj);
  },
  markAsUncloneable(obj) {
    if (isObject(obj)) uncloneable.add(obj);
  },
};
