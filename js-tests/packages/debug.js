// debug: namespaces, enabling, formatters, own log function.
const debug = require('debug');
const lines = [];
const make = (name) => {
  const log = debug(name);
  log.log = (...words) => lines.push(require('node:util').format(...words).replace(/^\d{4}-\S+ /, '<time> ').replace(/ \+\d+m?s/, ' +<ms>'));
  log.useColors = false;
  return log;
};
debug.enable('app:*,-app:quiet,other');
for (const name of ['app:one', 'app:quiet', 'other', 'another']) {
  const log = make(name);
  log('hello from %s with %d and %j and %o', name, 42, { a: [1] }, { deep: { er: { est: 1 } } });
  console.log(name, log.enabled);
}
debug.formatters.h = (buffer) => buffer.toString('hex');
make('app:hex')('bytes %h, 100%%', Buffer.from('abc'));
const parent = make('app:parent');
const child = parent.extend('child');
child.log = parent.log;
child.useColors = false;
child(new Error('message').message);
console.log(lines.join('\n'));
console.log(JSON.stringify(debug.disable()), make('app:late').enabled, debug.enabled('app:one'));
