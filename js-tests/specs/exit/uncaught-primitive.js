// exit: 1
process.on('exit', (code) => console.log('exit', code));
throw { some: 'object' };
