// Where a test stands in its file.

// Where the test was declared: the first frame outside the runtime.
class Place {
  #column;
  constructor(file, line, column) {
    this.file = file;
    this.line = line;
    this.#column = column;
  }
  // The function's name, where the engine may say its parenthesis. Seldom asked for: only then the file is read.
  get column() {
    try {
      const line = require('fs').readFileSync(this.file, 'utf8').split('\n', this.line)[this.line - 1];
      const name = /[\w$]+$/.exec(line.slice(0, this.#column - 1));
      if (line[this.#column - 1] === '(' && name !== null) this.#column -= name[0].length;
    } catch {
      // Of text that is no file the place stays as it is.
    }
    return this.#column;
  }
}

// An event's data with the place, whose column is found when somebody looks at it.
function placed(data, loc) {
  data.line = loc?.line;
  Object.defineProperty(data, 'column', {
    __proto__: null, configurable: true, enumerable: true, get() { return loc?.column; },
  });
  data.file = loc?.file;
  return data;
}

function callSite() {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  for (const line of stack.split('\n').slice(1)) {
    const match = /(?:\(|at )((?!node:)[^()]+):(\d+):(\d+)\)?$/.exec(line);
    if (match === null || match[1].startsWith('<')) continue;
    const file = match[1].startsWith('file:') ? require('url').fileURLToPath(match[1]) : match[1];
    return new Place(file, Number(match[2]), Number(match[3]));
  }
  return { file: undefined, line: 1, column: 1 };
}

module.exports = { callSite, placed };
