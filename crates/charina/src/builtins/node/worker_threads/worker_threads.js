// node:worker_threads: https://nodejs.org/api/worker_threads.html

const messaging = require('internal/worker/messaging');
const threadId = ops.threadId();
const here = threadId === 0 ? undefined : require('internal/worker/main').here;

ops.listen();

module.exports = {
  isInternalThread: false,
  isMainThread: here === undefined,
  MessagePort: messaging.MessagePort,
  MessageChannel: messaging.MessageChannel,
  markAsUncloneable: messaging.markAsUncloneable,
  markAsUntransferable: messaging.markAsUntransferable,
  isMarkedAsUntransferable: messaging.isMarkedAsUntransferable,
  moveMessagePortToContext: messaging.moveMessagePortToContext,
  receiveMessageOnPort: messaging.receiveMessageOnPort,
  resourceLimits: here?.resourceLimits ?? {},
  async postMessageToThread(...args) { return require('internal/worker/direct').postMessageToThread(...args); },
  threadId,
  threadName: here?.name ?? '',
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker: undefined,
  parentPort: here?.parentPort ?? null,
  workerData: here === undefined ? null : here.workerData,
  BroadcastChannel: messaging.BroadcastChannel,
  setEnvironmentData(key, value) { require('internal/worker/io').setEnvironmentData(key, value); },
  getEnvironmentData(key) { return require('internal/worker/io').environmentData.get(key); },
};
Object.defineProperty(module.exports, 'Worker', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => require('internal/worker').Worker,
  set(value) {
    Object.defineProperty(module.exports, 'Worker', {
      __proto__: null, configurable: true, enumerable: true, value, writable: true,
    });
  },
});
