// module.SourceMap. https://nodejs.org/api/module.html#class-modulesourcemap

const { validateObject } = require('internal/validators');

const copy = (payload) => {
  const clone = { ...payload };
  for (const key of Object.keys(clone)) if (Array.isArray(clone[key])) clone[key] = clone[key].slice();
  return clone;
};

class SourceMap {
  #payload;
  #map;
  #lineLengths;

  constructor(payload, { lineLengths } = {}) {
    validateObject(payload, 'payload');
    this.#payload = copy(payload);
    this.#map = ops.decode(payload);
    if (lineLengths !== undefined && lineLengths.length) this.#lineLengths = lineLengths;
  }

  get payload() {
    return copy(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths?.slice();
  }

  findEntry(lineOffset, columnOffset) {
    return ops.findEntry(this.#map, lineOffset, columnOffset);
  }

  findOrigin(lineNumber, columnNumber) {
    const range = this.findEntry(lineNumber - 1, columnNumber - 1);
    const { originalSource, originalLine, originalColumn, generatedLine, generatedColumn, name } = range;
    if (originalSource === undefined || originalLine === undefined) return {};
    return {
      name,
      fileName: originalSource,
      lineNumber: originalLine + lineNumber - generatedLine,
      columnNumber: originalColumn + columnNumber - generatedColumn,
    };
  }
}

/** https://nodejs.org/api/module.html#modulefindsourcemappath */
function findSourceMap(path) {
  const found = ops.find(path);
  if (found === undefined) return undefined;
  let payload;
  try {
    payload = JSON.parse(found.text);
  } catch {
    return undefined;
  }
  const resolve = (map) => {
    if (Array.isArray(map?.sources)) {
      map.sources = map.sources.map((source) => {
        try {
          return new URL((map.sourceRoot || '') + source, found.base).href;
        } catch {
          return source;
        }
      });
      map.sourceRoot = '';
    }
    for (const section of map?.sections ?? []) resolve(section.map);
  };
  resolve(payload);
  return new SourceMap(payload, { lineLengths: found.lineLengths });
}

module.exports = { SourceMap, findSourceMap };
