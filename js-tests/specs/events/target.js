// Event, EventTarget, AbortSignal: order, options, errors that do not stop the others, chains of AbortSignal.any().
// By the DOM specification where Node 20 differs: passive listeners, listeners added while dispatching.
const log = [];
const target = new EventTarget();
target.addEventListener('x', (event) => { log.push(event.eventPhase); target.addEventListener('x', () => log.push('late')); });
target.addEventListener('x', () => { throw new Error('from a listener'); });
target.addEventListener('x', { handleEvent(event) { log.push(this.name, event.currentTarget === target); }, name: 'object' });
target.addEventListener('x', (event) => event.preventDefault(), { passive: true });
target.addEventListener('x', () => log.push('once'), { once: true });
process.once('uncaughtException', (error) => console.log('uncaught', error.message));
const event = new Event('x', { cancelable: true });
console.log(target.dispatchEvent(event), event.defaultPrevented, event.eventPhase, log.join());

const first = new AbortController();
const all = AbortSignal.any([AbortSignal.any([first.signal]), new AbortController().signal]);
first.signal.addEventListener('abort', () => console.log('first', all.aborted));
all.onabort = (e) => console.log('any', e.type, e.isTrusted, all.reason);
target.addEventListener('y', () => console.log('must not run'), { signal: all });
first.abort('because');
target.dispatchEvent(new Event('y'));
console.log(AbortSignal.abort().reason.name, AbortSignal.abort().reason.code);
try { AbortSignal.abort().throwIfAborted(); } catch (error) { console.log(error instanceof DOMException, error instanceof Error); }
for (const bad of [() => new Event(), () => new AbortSignal(), () => target.addEventListener('x'), () => target.dispatchEvent({}),
                   () => Event.prototype.type, () => target.addEventListener('x', 1)]) {
  try { bad(); } catch (error) { console.log(error.code, error.message); }
}
console.log(new Event('shown').type, new CustomEvent('c', { detail: { a: 1 } }).detail, target);
