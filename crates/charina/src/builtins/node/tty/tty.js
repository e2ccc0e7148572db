// node:tty: https://nodejs.org/api/tty.html

const { ErrnoException, codes: { ERR_INVALID_FD, ERR_TTY_INIT_FAILED } } = require('internal/errors');
const { FdReadStream } = require('internal/stdio/input');
const { FdWriteStream } = require('internal/stdio/output');
const { getColorDepth, hasColors } = require('internal/tty');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && ops.isTTY(fd);
}

function checkDescriptor(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  if (!ops.isTTY(fd)) {
    throw new ERR_TTY_INIT_FAILED(
      { errno: -22, code: 'EINVAL', message: 'invalid argument', syscall: 'uv_tty_init' });
  }
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkDescriptor(fd);
  FdReadStream.call(this, fd, { readableHighWaterMark: 0, writable: true, ...options });
  this.isRaw = false;
  this.isTTY = true;
}
Object.setPrototypeOf(ReadStream.prototype, FdReadStream.prototype);
Object.setPrototypeOf(ReadStream, FdReadStream);

ReadStream.prototype.setRawMode = function setRawMode(mode) {
  mode = !!mode;
  const errno = this._handle ? ops.setRawMode(this.fd, mode) : 0;
  if (errno) {
    this.emit('error', new ErrnoException(errno, 'setRawMode'));
    return this;
  }
  this.isRaw = mode;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkDescriptor(fd);
  FdWriteStream.call(this, fd);
  const size = ops.windowSize(fd);
  if (typeof size === 'object') {
    this.columns = size[0];
    this.rows = size[1];
  }
}
Object.setPrototypeOf(WriteStream.prototype, FdWriteStream.prototype);
Object.setPrototypeOf(WriteStream, FdWriteStream);

Object.assign(WriteStream.prototype, {
  isTTY: true,
  getColorDepth,
  hasColors,

  _refreshSize() {
    const size = ops.windowSize(this.fd);
    if (typeof size === 'number') {
      this.emit('error', new ErrnoException(size, 'getWindowSize'));
      return;
    }
    if (this.columns === size[0] && this.rows === size[1]) return;
    this.columns = size[0];
    this.rows = size[1];
    this.emit('resize');
  },

  cursorTo(x, y, callback) { return require('readline').cursorTo(this, x, y, callback); },
  moveCursor(dx, dy, callback) { return require('readline').moveCursor(this, dx, dy, callback); },
  clearLine(dir, callback) { return require('readline').clearLine(this, dir, callback); },
  clearScreenDown(callback) { return require('readline').clearScreenDown(this, callback); },
  getWindowSize() { return [this.columns, this.rows]; },
});

module.exports = { isatty, ReadStream, WriteStream };
