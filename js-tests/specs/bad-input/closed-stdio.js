// shell: "$RUNTIME" "$FILE" child <&- >&- 2>&-; echo "status $?"
// Started with all three standard streams closed.
if (process.argv[2] === 'child') {
  console.log('into the void');
  console.error('into the void');
  process.stdin.on('data', () => {});
  require('node:fs').readFileSync(__filename);
}
