// fs.watch, fs.watchFile and fs/promises.watch: what they tell, how they end, and the errors of wrong arguments.
// Node 24: its path argument has the name `path` in errors.
const fs = require('fs');
const path = require('path');
process.chdir(process.env.SCRATCH);
fs.mkdirSync('d/sub', { recursive: true });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
function attempt(name, call) {
  try {
    call();
    console.log(name, 'fine');
  } catch (error) {
    console.log(name, error.name, error.code, error.syscall, error.filename, error.message.split(' Received ')[0]);
  }
}
(async () => {
  const seen = new Set();
  const watcher = fs.watch('d', (kind, name) => seen.add(`${kind} ${name}`));
  watcher.on('close', () => console.log('closed'));
  fs.writeFileSync('d/a', '1');
  await pause(30);
  fs.renameSync('d/a', 'd/b');
  fs.unlinkSync('d/b');
  await pause(30);
  watcher.close();
  watcher.close();
  fs.writeFileSync('d/late', '1');
  await pause(30);
  console.log([...seen].sort());

  const names = new Set();
  const deep = fs.watch('d', { recursive: true }, (kind, name) => names.add(name));
  await pause(50);
  fs.writeFileSync('d/sub/x', '1');
  fs.mkdirSync('d/sub/new');
  await pause(100);
  fs.writeFileSync('d/sub/new/y', '1');
  await pause(100);
  deep.close();
  console.log([...names].filter((name) => name.includes('x') || name.includes('y')).sort());

  const told = [];
  for await (const { eventType, filename } of (setTimeout(() => fs.writeFileSync('d/late', '2'), 30), fs.promises.watch('d/late'))) {
    told.push(eventType, filename);
    break;
  }
  console.log(told);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 30);
  try {
    for await (const event of fs.promises.watch('d', { signal: controller.signal })) console.log(event);
  } catch (error) {
    console.log(error.name, error.code);
  }

  await new Promise((resolve) => {
    let calls = 0;
    fs.watchFile('later', { interval: 5 }, (now, before) => {
      console.log('stat', now.size, before.size, now.mtimeMs > 0, before.mtime.getTime());
      if (calls++ === 0) {
        fs.writeFileSync('later', 'four');
      } else {
        fs.unwatchFile('later');
        resolve();
      }
    });
  });
  fs.watch('d').unref();
  fs.watchFile('d', () => {}).unref();
  attempt('missing', () => fs.watch('none'));
  attempt('path', () => fs.watch(1));
  attempt('encoding', () => fs.watch('d', 'zz'));
  attempt('recursive', () => fs.watch('d', { recursive: 1 }));
  attempt('signal', () => fs.watch('d', { signal: 1 }));
  attempt('listener', () => fs.watchFile('d'));
  attempt('interval', () => fs.watchFile('e', { interval: -1 }, () => {}));
})();
