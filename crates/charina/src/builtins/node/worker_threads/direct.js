// postMessageToThread(): https://nodejs.org/api/worker_threads.html#workerpostmessagetothreadthreadid-value-transferlist-timeout

const { codes } = require('internal/errors');
const { post, transferList } = require('internal/worker/messaging');
const { validateNumber } = require('internal/validators');

async function postMessageToThread(threadId, message, transfer, timeout) {
  if (typeof transfer === 'number' && timeout === undefined) {
    timeout = transfer;
    transfer = [];
  }
  if (timeout !== undefined) validateNumber(timeout, 'timeout', 0);
  if (threadId === ops.threadId()) throw new codes.ERR_WORKER_MESSAGING_SAME_THREAD();
  const list = transferList(transfer);
  const { promise, resolve, reject } = Promise.withResolvers();
  let timer;
  const request = post(threadId, message, list, (...args) => ops.postToThread(...args, (code) => {
    clearTimeout(timer);
    if (code === undefined) resolve();
    else reject(new codes[code]());
  }));
  if (timeout !== undefined) {
    timer = setTimeout(() => {
      ops.forget(request);
      reject(new codes.ERR_WORKER_MESSAGING_TIMEOUT());
    }, timeout);
  }
  return promise;
}

module.exports = { postMessageToThread };
