// flags: --no-warnings
const { execPath } = process;
for (const args of [[], [execPath, 1], [execPath, [1]], [execPath, ['a\0']], [execPath, [], 1], [execPath, [], { a: 1 }]]) {
  try { process.execve(...args); } catch (error) { console.log(error.name, error.code, error.message); }
}
process.on('exit', () => console.log('no exit event'));
process.execve(execPath, ['me', '-p', 'process.env.WHO + process.argv0'], { WHO: 'it is ' });
