// flags: --no-warnings
process.on('warning', (warning) => console.log('event', warning.message));
process.emitWarning('quiet');
