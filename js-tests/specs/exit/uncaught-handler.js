// uncaughtException: the handler gets error and origin, the loop goes on; the monitor comes first.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) => {
  console.log('caught', error.message, origin);
  const next = actions.shift();
  setTimeout(next ?? (() => console.log('still alive')), 1);
});
const fail = (text) => () => {
  throw new Error(text);
};
const actions = [
  () => setTimeout(fail('from timer'), 1),
  () => setImmediate(fail('from immediate')),
  () => process.nextTick(fail('from tick')),
  () => queueMicrotask(fail('from microtask')),
  () => Promise.reject(new Error('from promise')),
  () => require('node:fs').stat(__filename, fail('from stat')),
  () => process.emit('own event'),
];
process.on('own event', fail('from listener'));
throw new Error('from main');
