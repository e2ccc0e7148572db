// by hand: how it is worded is free
// exit: 1
// An error whose properties throw is still reported.
const error = new Error('hostile');
Object.defineProperty(error, 'stack', { get() { throw new Error('no stack for you'); } });
Object.defineProperty(error, 'message', { get() { throw new Error('no message'); } });
process.on('exit', (code) => console.log('exit', code));
throw error;
