// process.finalization: what is called of the registered objects, when, and what was unregistered.
const kept = { name: 'kept' };
const gone = { name: 'gone' };
process.finalization.register(kept, (object, event) => console.log(object.name, event));
process.finalization.registerBeforeExit(kept, (object, event) => console.log(object.name, event));
process.finalization.register(gone, () => console.log('never'));
process.finalization.unregister(gone);
for (const call of [() => process.finalization.register(1, () => {}), () => process.finalization.unregister('x')]) {
  try { call(); } catch (error) { console.log(error.name, error.code, error.message); }
}
