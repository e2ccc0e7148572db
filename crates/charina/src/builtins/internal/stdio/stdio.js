// process.stdin, stdout and stderr, each made when it is first touched. https://nodejs.org/api/process.html#processstdout

let stdin;
let stdout;
let stderr;

function openOutput(fd) {
  const { FdWriteStream, makeStdio } = require('internal/stdio/output');
  let stream;
  switch (ops.kindOf(fd)) {
    case 'TTY':
      stream = new (require('tty').WriteStream)(fd);
      stream._type = 'tty';
      process.on('SIGWINCH', () => stream._refreshSize());
      break;
    case 'FILE':
      stream = new FdWriteStream(fd, { decodeStrings: true, emitClose: true });
      stream._type = 'fs';
      break;
    case 'PIPE':
    case 'TCP':
      stream = new FdWriteStream(fd);
      stream._type = 'pipe';
      break;
    default:
      // Nobody is there to read it.
      stream = new (require('internal/streams/writable').Writable)({ write(chunk, encoding, cb) { cb(); } });
      stream.fd = fd;
  }
  return makeStdio(stream);
}

function openInput(fd) {
  const { FdReadStream, makeStdin } = require('internal/stdio/input');
  switch (ops.kindOf(fd)) {
    case 'TTY':
      return makeStdin(new (require('tty').ReadStream)(fd));
    case 'FILE':
      return makeStdin(new FdReadStream(fd, { autoDestroy: false, emitClose: true }));
    case 'PIPE':
    case 'TCP':
      return makeStdin(new FdReadStream(fd));
    default: {
      const stream = new (require('internal/streams/readable').Readable)({ read() {} });
      stream.push(null);
      stream.fd = fd;
      return makeStdin(stream);
    }
  }
}

Object.defineProperties(exports, {
  stdin: { __proto__: null, get: () => stdin ??= openInput(0) },
  stdout: { __proto__: null, get: () => stdout ??= openOutput(1) },
  stderr: { __proto__: null, get: () => stderr ??= openOutput(2) },
});
