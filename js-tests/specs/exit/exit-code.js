// exit: 3
// exitCode: integers and integer strings; process.exit() without argument uses it.
for (const bad of ['', 'x', 1.5, true, {}, NaN]) {
  try {
    process.exitCode = bad;
    console.log('accepted', bad);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
process.exitCode = '7';
process.on('exit', (code) => console.log('exit', code, typeof code, process.exitCode));
process.exitCode = undefined;
process.exitCode = 3;
setTimeout(() => process.exit(), 1);
