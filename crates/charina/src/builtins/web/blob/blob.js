// Blob: https://w3c.github.io/FileAPI/#blob-section and https://nodejs.org/api/buffer.html#class-blob

const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { expose, inspectAs, kClone, kInspect } = require('internal/interface');

const kCreate = Symbol('kCreate');
const maxSize = 2 ** 53 - 1;

// A blob is a list of parts that never change: a Uint8Array of its own, or a piece of a file
// ({ file, offset, byteLength }, where `file` knows the file's size and time of change when the blob was made).
let slotsOf;

function isBlob(value) { return slotsOf(value) !== undefined; }

function toPart(source) {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  }
  if (Object.prototype.toString.call(source).endsWith('ArrayBuffer]')) {
    try {
      return new Uint8Array(source).slice();
    } catch {
      // Something else with that tag: its text counts.
    }
  }
  return `${source}`;
}

function subPart(part, start, end) {
  if (part.file === undefined) return part.subarray(start, end);
  return { file: part.file, offset: part.offset + start, byteLength: end - start };
}

function notReadable() {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException('The blob could not be read', 'NotReadableError');
}

// Reads a piece of a file that must not have changed.
async function readFilePart({ file, offset, byteLength }) {
  let handle;
  try {
    handle = await require('fs').promises.open(file.path);
    const stats = await handle.stat({ bigint: true });
    if (stats.size !== file.size || stats.mtimeNs !== file.mtimeNs) throw notReadable();
    const bytes = new Uint8Array(byteLength);
    let filled = 0;
    while (filled < byteLength) {
      const { bytesRead } = await handle.read(bytes, filled, byteLength - filled, offset + filled);
      if (bytesRead === 0) throw notReadable();
      filled += bytesRead;
    }
    return bytes;
  } catch {
    throw notReadable();
  } finally {
    await handle?.close();
  }
}

const hasFiles = (parts) => parts.some((part) => part.file !== undefined);

async function loaded(parts) {
  const all = [];
  for (const part of parts) all.push(part.file === undefined ? part : await readFilePart(part));
  return all;
}

function concat(parts, size) {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

// https://w3c.github.io/FileAPI/#constructorBlob
function cleanType(type) { return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase(); }

// [Clamp] long long, relative to the end when negative: https://w3c.github.io/FileAPI/#slice-method-algo
function position(value, size, fallback) {
  if (value === undefined) return fallback;
  value = Math.trunc(+value) || 0;
  return value < 0 ? Math.max(size + value, 0) : Math.min(value, size);
}

class Blob {
  #slots;

  constructor(sources = [], options = undefined) {
    if (sources === kCreate) {
      // Not by users: the slots themselves.
      this.#slots = options;
      return;
    }
    if (sources === null || (typeof sources !== 'object' && typeof sources !== 'function') ||
        typeof sources[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
    }
    if (options != null && typeof options !== 'object' && typeof options !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('options', ['a dictionary'], options);
    }
    const given = [];
    for (const source of sources) {
      const slots = slotsOf(source);
      if (slots === undefined) given.push(toPart(source));
      else given.push(...slots.parts);
    }
    const { endings = 'transparent' } = options ?? {};
    const native = `${endings}`;
    if (native !== 'transparent' && native !== 'native') {
      throw new ERR_INVALID_ARG_VALUE('options.endings', native);
    }
    const { type = '' } = options ?? {};
    let size = 0;
    let encoder;
    const parts = given.map((part) => {
      if (typeof part === 'string') {
        if (native === 'native') part = part.replace(/\r\n?|\n/g, '\n');
        part = (encoder ??= new TextEncoder()).encode(part);
      }
      size += part.byteLength;
      return part;
    });
    if (size > maxSize) throw new ERR_BUFFER_TOO_LARGE(maxSize);
    this.#slots = { parts, size, type: cleanType(`${type}`) };
  }

  static {
    slotsOf = (value) => (value !== null && typeof value === 'object' && #slots in value ? value.#slots : undefined);
  }

  static #of(self) {
    const slots = slotsOf(self);
    if (slots === undefined) throw new ERR_INVALID_THIS('Blob');
    return slots;
  }

  get type() { return Blob.#of(this).type; }

  get size() { return Blob.#of(this).size; }

  slice(start = undefined, end = undefined, contentType = '') {
    const { parts, size } = Blob.#of(this);
    const from = position(start, size, 0);
    const to = Math.max(position(end, size, size), from);
    const type = cleanType(`${contentType}`);
    const piece = [];
    let at = 0;
    for (const part of parts) {
      const next = at + part.byteLength;
      // An empty file counts as well: it has to be empty still.
      if ((next > from && at < to) || (part.file !== undefined && part.byteLength === 0)) {
        piece.push(subPart(part, Math.max(from - at, 0), Math.min(to, next) - at));
      }
      at = next;
    }
    return new Blob(kCreate, { parts: piece, size: to - from, type });
  }

  async arrayBuffer() {
    const { parts, size } = Blob.#of(this);
    return concat(hasFiles(parts) ? await loaded(parts) : parts, size).buffer;
  }

  async text() {
    Blob.#of(this);
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  async bytes() {
    Blob.#of(this);
    return new Uint8Array(await this.arrayBuffer());
  }

  // Reads part by part, nothing before it is asked for.
  stream() {
    const { parts } = Blob.#of(this);
    const chunk = 65536;
    let index = 0;
    let at = 0;
    const { ReadableStream } = require('stream/web');
    return new ReadableStream({
      type: 'bytes',
      async pull(controller) {
        for (;;) {
          const part = parts[index];
          if (part === undefined) {
            controller.close();
            controller.byobRequest?.respond(0);
            return;
          }
          const end = Math.min(at + chunk, part.byteLength);
          let piece = subPart(part, at, end);
          piece = piece.file === undefined ? piece.slice() : await readFilePart(piece);
          at = end;
          if (at === part.byteLength) {
            index++;
            at = 0;
          }
          if (piece.byteLength > 0) {
            controller.enqueue(piece);
            return;
          }
        }
      },
    }, { highWaterMark: 0 });
  }

  [kInspect](depth, options) {
    const { size, type } = Blob.#of(this);
    return inspectAs(this, 'Blob', { size, type }, depth, options);
  }

  [kClone]() {
    const slots = Blob.#of(this);
    if (hasFiles(slots.parts)) throw new ERR_INVALID_STATE.TypeError('File-backed Blobs are not cloneable');
    return { data: slots, deserializeInfo: 'internal/blob:restore' };
  }
}
expose(Blob, 'size type slice stream text arrayBuffer bytes');

// https://nodejs.org/api/buffer.html#bufferresolveobjecturlid
const urls = new Map();

function createObjectURL(blob) {
  if (!isBlob(blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const id = require('crypto').randomUUID();
  urls.set(id, slotsOf(blob));
  return `blob:nodedata:${id}`;
}

function idOf(url) {
  const match = /^blob:nodedata:([^?#:]+)/i.exec(`${url}`);
  return match?.[1];
}

function resolveObjectURL(url) {
  const slots = urls.get(idOf(url));
  return slots === undefined ? undefined : new Blob(kCreate, slots);
}

// https://nodejs.org/api/fs.html#fsopenasblobpath-options: undefined for a file that cannot be read.
function createBlobFromFilePath(path, type) {
  const stats = require('fs').statSync(path, { bigint: true });
  const byteLength = Number(stats.size);
  const part = { file: { path, size: stats.size, mtimeNs: stats.mtimeNs }, offset: 0, byteLength };
  return new Blob(kCreate, { parts: [part], size: byteLength, type: cleanType(`${type ?? ''}`) });
}

module.exports = {
  Blob,
  get File() { return require('internal/file').File; },
  createBlobFromFilePath,
  createObjectURL,
  isBlob,
  resolveObjectURL,
  restore: (slots) => new Blob(kCreate, slots),
  revokeObjectURL(url) { urls.delete(idOf(url)); },
};
