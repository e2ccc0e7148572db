// readFile and writeFile that an AbortSignal can stop half way: in pieces, with a look at the signal between them.
const { promise: calls } = require('internal/fs/calls');
const { codes: { ERR_FS_FILE_TOO_LARGE, ERR_INVALID_ARG_VALUE }, AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');

const PIECE = 512 * 1024;
const MAX = 2 ** 31 - 1;

function check(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

// Runs `use` on a number or an opened path.
async function withFile(target, flag, mode, use) {
  const own = typeof target !== 'number';
  const fd = own ? await calls.open(target, flag, mode) : target;
  try {
    return await use(fd);
  } finally {
    if (own) await calls.close(fd);
  }
}

async function readFile(target, options) {
  const { encoding, flag, signal } = options;
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
  validateAbortSignal(signal, 'options.signal');
  check(signal);
  return withFile(target, flag || 'r', 0o666, async (fd) => {
    check(signal);
    const stats = await calls.fstat(fd);
    check(signal);
    const size = stats.isFile() ? stats.size : 0;
    if (size > MAX) throw new ERR_FS_FILE_TOO_LARGE(size);
    const parts = [];
    for (let total = 0; ;) {
      const wanted = Math.min(PIECE, size > total ? size - total : 64 * 1024);
      const { bytesRead, buffer } = await calls.read(fd, Buffer.allocUnsafeSlow(wanted), 0, wanted, -1);
      check(signal);
      if (bytesRead === 0) break;
      total += bytesRead;
      parts.push(bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead));
    }
    const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    return encoding && encoding !== 'buffer' ? whole.toString(encoding) : whole;
  });
}

async function writeBytes(fd, bytes, signal) {
  for (let at = 0; at < bytes.byteLength;) {
    check(signal);
    const { bytesWritten } = await calls.write(fd, bytes, at, Math.min(PIECE, bytes.byteLength - at));
    at += bytesWritten;
    check(signal);
  }
}

// `data` is a buffer or an iterable, sync or async, of buffers and strings.
async function writeFile(target, data, { encoding, flag, mode, flush, signal }) {
  check(signal);
  return withFile(target, flag, mode, async (fd) => {
    check(signal);
    if (ArrayBuffer.isView(data)) {
      await writeBytes(fd, data, signal);
    } else {
      for await (const chunk of data) {
        check(signal);
        await writeBytes(fd, ArrayBuffer.isView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8'), signal);
        check(signal);
      }
    }
    if (flush && typeof target !== 'number') await calls.fsync(fd);
  });
}

module.exports = { readFile, writeFile };
