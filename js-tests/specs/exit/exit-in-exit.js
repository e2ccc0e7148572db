// exit: 9
process.on('exit', (code) => {
  console.log('first', code);
  process.exit(9);
});
process.on('exit', () => console.log('never'));
process.exit(2);
