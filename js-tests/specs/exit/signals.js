// A signal with a listener is an event; its number comes along.
process.on('SIGUSR2', (name, number) => {
  console.log(name, number);
  clearInterval(alive);
});
const alive = setInterval(() => {}, 1000);
process.kill(process.pid, 'SIGUSR2');
for (const [pid, signal] of [[process.pid, 'SIGNOPE'], ['x', 0], [process.pid, 0]]) {
  try {
    console.log(process.kill(pid, signal));
  } catch (error) {
    console.log(error.code, error.message);
  }
}
