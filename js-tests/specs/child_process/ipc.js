// Messages between a process and its child: what arrives, in which order, and how the channel ends.
const { fork, spawn, spawnSync } = require('child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    if (message === 'end') {
      process.send('bye', () => process.disconnect());
      return;
    }
    process.send({ echo: message, type: typeof message });
  });
  process.on('disconnect', () => {
    console.log('child: disconnect', process.connected, process.channel);
  });
  process.send(['hello', process.connected, typeof process.channel.ref, 'NODE_CHANNEL_FD' in process.env]);
} else if (process.argv[2] === 'late') {
  // Nobody listens when the messages come.
  setTimeout(() => {
    process.on('message', (message) => {
      console.log('late:', message);
      if (message === 3) setImmediate(() => process.disconnect());
    });
  }, 100);
} else if (process.argv[2] === 'idle') {
  // A channel that nobody listens to keeps nothing alive.
  process.send('idle');
} else {
  one(two);
}

function one(next) {
  // What the child prints comes at the end: both write at the same time.
  const child = fork(__filename, ['child'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (data) => { printed += data; });
  console.log(child.connected, child.stdio.length, child.stdio[3], typeof child.channel.unref);
  const values = ['text', 'zwei\nZeilen \u2028 \u{1F600}', 5, true, null, { a: [1, { b: null }], u: undefined, d: new Date(0) }, 'x'.repeat(200000).length];
  child.on('message', (message) => console.log('parent:', JSON.stringify(message)));
  child.on('disconnect', () => console.log('parent: disconnect', child.connected, child.channel));
  child.on('exit', (code, signal) => {
    console.log('exit', code, signal);
    child.send('late', (error) => console.log(error.code, error.message));
    child.on('error', (error) => console.log('error', error.code));
    console.log(child.send('later'));
    child.disconnect();
  });
  child.on('close', () => {
    // Whether the pipe ends before the process is seen to, nobody promises.
    setImmediate(() => {
      console.log('close', printed);
      next();
    });
  });
  for (const value of values) child.send(value);
  child.send('end', (error) => console.log('sent', error));
}

function two() {
  const child = fork(__filename, ['late']);
  for (const n of [1, 2, 3]) child.send(n);
  child.on('close', three);
}

function three() {
  const child = spawn(process.execPath, [__filename, 'idle'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.on('message', (message) => console.log(message));
  child.on('close', (code) => {
    console.log('ended by itself', code);
    four();
  });
}

function four() {
  const attempts = [
    () => spawnSync(process.execPath, ['-v'], { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] }),
    () => spawn(process.execPath, ['-v'], { stdio: ['ipc', 'ipc'] }),
    () => fork(__filename, { stdio: ['pipe'] }),
    () => fork(__filename, { serialization: 'xml' }),
  ];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  const child = fork(__filename, ['idle']);
  for (const args of [[], [undefined], [Symbol('s')], [() => {}], [1n], ['x', {}], ['x', null, 'options'], ['x', undefined, null]]) {
    try {
      child.send(...args);
      console.log('sent');
    } catch (error) {
      console.log(error.code, error.message.split('\n')[0]);
    }
  }
}
