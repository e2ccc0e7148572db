// shell: "$RUNTIME" "$FILE" child > /dev/full; echo "status $?"
// Standard output on a full disk: ENOSPC as an error event.
if (process.argv[2] === 'child') {
  process.stdout.on('error', (error) => console.error(error.code, error.syscall));
  process.stdout.write('text\n');
}
