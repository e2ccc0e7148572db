// flags: --disable-warning=DEP1 --disable-warning=Quiet --no-trace-warnings
process.emitWarning('hidden by its code', 'DeprecationWarning', 'DEP1');
process.emitWarning('hidden by its name', 'Quiet');
process.emitWarning('shown', { code: 'DEP2', detail: 'with more to say' });
process.on('warning', (warning) => console.log(warning.name, warning.code));
