// shell: "$RUNTIME" "$FILE" child | true; echo done
// console.log into a closed pipe is silent, as Node's console ignores write errors.
if (process.argv[2] === 'child') {
  setTimeout(() => {
    for (let count = 0; count < 1000; count++) console.log('x'.repeat(100));
    setTimeout(() => console.error('still alive'), 10);
  }, 50);
}
