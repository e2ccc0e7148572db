// exit: 3
process.on('exit', (code) => console.log('event', code));
const { reallyExit } = process;
process.reallyExit = (code) => console.log('prevented', code);
process.exit(3);
console.log('goes on', process.exitCode);
process.reallyExit = reallyExit;
process.exit();
