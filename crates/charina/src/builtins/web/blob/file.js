// File: https://w3c.github.io/FileAPI/#file-section and https://nodejs.org/api/buffer.html#class-file

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
const { expose, inspectAs, kClone, kInspect } = require('internal/interface');
const { Blob } = require('internal/blob');

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? {};
    this.#name = `${fileName}`.toWellFormed();
    // Unary plus, which throws for a bigint.
    this.#lastModified = lastModified === undefined ? Date.now() : Math.trunc(+lastModified) || 0;
  }

  get name() { return this.#name; }

  get lastModified() { return this.#lastModified; }

  [kInspect](depth, options) {
    return inspectAs(this, 'File', {
      size: this.size, type: this.type, name: this.#name, lastModified: this.#lastModified,
    }, depth, options);
  }

  [kClone]() {
    const { data } = super[kClone]();
    return {
      data: { ...data, name: this.#name, lastModified: this.#lastModified },
      deserializeInfo: 'internal/file:restore',
    };
  }
}
expose(File, 'name lastModified');

module.exports = {
  File,
  restore: ({ parts, type, name, lastModified }) => new File(parts, name, { type, lastModified }),
};
