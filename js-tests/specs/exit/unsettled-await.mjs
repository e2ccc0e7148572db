// by hand: Node 24 shows the line
// exit: 13
process.on('exit', () => console.log('exit'));
console.log('waiting');
await new Promise(() => {});
console.log('never');
