// shell: "$RUNTIME" "$FILE" child | head -n 1; echo "status of head: $?"
// A reader that goes away: EPIPE is an error event on stdout, uncaught it ends with 1; never a signal or a panic.
if (process.argv[2] === 'child') {
  process.on('exit', (code) => console.error('exit', code));
  process.stdout.on('error', (error) => {
    console.error(error.code, error.syscall);
    process.exit(0);
  });
  const line = `${'x'.repeat(9999)}\n`;
  const more = () => {
    for (let count = 0; count < 50; count++) process.stdout.write(line);
    setTimeout(more, 1);
  };
  console.log('first line');
  setTimeout(more, 20);
}
