// Globals that are made when they are first touched: by the same access again and again, by name and through the object.
const names = ['URL', 'Blob', 'structuredClone', 'queueMicrotask', 'setTimeout', 'AbortController', 'TextEncoder', 'Event', 'performance', 'Buffer'];
for (let i = 0; i < 3; i++) {
  console.log(typeof URL, typeof Blob, typeof structuredClone({ i }), new TextEncoder().encode('é').length, Buffer.from('x').length);
  for (const name of names) console.log(name, typeof globalThis[name], globalThis[name] === globalThis[name]);
}
const kind = (name) => { const d = Object.getOwnPropertyDescriptor(globalThis, name); return [d.enumerable, d.configurable, 'value' in d && d.writable]; };
console.log(kind('URL'), kind('Blob'), kind('structuredClone'), kind('Buffer') !== undefined);
// Written before they are read.
for (let i = 0; i < 3; i++) { FormData = i; console.log(FormData, typeof globalThis.FormData); }
globalThis.DOMException = 'mine'; console.log(DOMException, delete globalThis.DOMException, typeof DOMException);
console.log(delete globalThis.MessageChannel, typeof MessageChannel, 'MessageChannel' in globalThis);
function inner() { return [typeof atob, atob('YQ=='), typeof crypto.randomUUID]; }
for (let i = 0; i < 3; i++) console.log(...inner());
let caught = 0;
for (let i = 0; i < 3; i++) { try { notThere; } catch (error) { caught += error instanceof ReferenceError; } }
console.log(caught, Object.keys(globalThis).includes('structuredClone'));
setImmediate(() => { for (let i = 0; i < 2; i++) console.log(typeof EventTarget, typeof BroadcastChannel, kind('EventTarget')); });
