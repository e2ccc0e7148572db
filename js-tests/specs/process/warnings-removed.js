// Without its listener no warning is printed.
console.log(process.listenerCount('warning'));
process.removeAllListeners('warning');
process.emitWarning('silent');
