// EventEmitter's natives: order, once, removal while emitting, own properties, leak warnings' absence, errors.
const EventEmitter = require('events');
const log = [];
const e = new EventEmitter();
e.on('newListener', (name) => log.push(`new ${String(name)}`));
e.on('removeListener', (name) => log.push(`removed ${String(name)}`));
function a() { log.push('a'); e.off('x', b); }
function b() { log.push('b'); }
e.on('x', a);
e.once('x', function(...args) { log.push(`once ${args} ${this === e}`); });
e.on('x', b);
e.prependListener('x', () => log.push('first'));
console.log(e.emit('x', 1, 2, 3), e.emit('x'), e.emit('nobody'));
console.log(log.join());
console.log(e.listenerCount('x'), e.rawListeners('x').length, e.listeners('x')[1] === a, e.eventNames());

function Old() { EventEmitter.call(this); }
require('util').inherits(Old, EventEmitter);
class Young extends EventEmitter {
  on(...args) { log.push('overridden'); return super.on(...args); }
}
new Old().once('y', () => console.log('old style')).emit('y');
log.length = 0;
new Young().once('y', () => console.log('new style')).emit('y');
console.log(log, Object.keys(new Young()));
try { new Young().emit('error', { code: 1 }); } catch (error) { console.log(error.code, error.message, error.context); }
const monitored = new EventEmitter();
monitored.on(EventEmitter.errorMonitor, (error) => console.log('monitor', error.message));
try { monitored.emit('error', new RangeError('boom')); } catch (error) { console.log(error.name); }
const captured = new EventEmitter({ captureRejections: true });
captured.on('z', async () => { throw new Error('rejected'); });
captured.on('error', (error) => console.log('captured', error.message));
captured.emit('z');
EventEmitter.once(e, 'later').then(([value]) => console.log('once resolves with', value));
e.emit('later', 5);
