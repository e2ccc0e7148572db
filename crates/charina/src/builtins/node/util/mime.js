// MIMEType and MIMEParams, after the WHATWG MIME Sniffing Standard. https://nodejs.org/api/util.html#class-utilmimetype
const { codes } = require('internal/errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotable = /[^\t\u0020-\u007E\u0080-\u00FF]/;

const lower = (string) => string.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function token(string, production, whole = string) {
  const at = string.search(notToken);
  if (string === '' || at !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX(production, whole, at);
  return string;
}

function quoted(value) {
  if (value !== '' && !notToken.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

class MIMEParams {
  #data = new Map();
  #source = '';  // parsed when first asked for

  delete(name) {
    this.#read().delete(lower(`${name}`));
  }

  get(name) {
    return this.#read().get(lower(`${name}`)) ?? null;
  }

  has(name) {
    return this.#read().has(lower(`${name}`));
  }

  set(name, value) {
    const data = this.#read();
    name = lower(`${name}`);
    value = `${value}`;
    token(name, 'parameter name');
    const at = value.search(notQuotable);
    if (at !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX('parameter value', value, at);
    data.set(name, value);
  }

  *entries() {
    yield* this.#read().entries();
  }

  *keys() {
    yield* this.#read().keys();
  }

  *values() {
    yield* this.#read().values();
  }

  toString() {
    const parts = [];
    for (const [name, value] of this.#read()) parts.push(`${name}=${quoted(value)}`);
    return parts.join(';');
  }

  // The map, after any text still to be parsed (steps 4-11 of "parse a MIME type").
  #read() {
    const source = this.#source;
    if (source === '') return this.#data;
    this.#source = '';
    let at = 0;
    while (at < source.length) {
      at += source.slice(at).search(/[^\r\n\t ]|$/);
      const end = at + source.slice(at).search(/[;=]|$/);
      const name = lower(source.slice(at, end));
      at = end;
      if (source[at] !== '=') {
        at++;
        continue;
      }
      at++;
      let value;
      if (source[at] === '"') {
        const match = /"((?:[^"\\]|\\[^])*)(\\?)("?)/y;
        match.lastIndex = at;
        const found = match.exec(source);
        value = found[1].replace(/\\([^])/g, '$1') + found[2];
        at = match.lastIndex;
        at += source.slice(at).search(/;|$/) + 1;
      } else {
        const stop = at + source.slice(at).search(/;|$/);
        value = source.slice(at, stop).replace(/[\r\n\t ]+$/, '');
        at = stop + 1;
        if (value === '') continue;
      }
      if (name !== '' && !notToken.test(name) && !notQuotable.test(value) && !this.#data.has(name)) {
        this.#data.set(name, value);
      }
    }
    return this.#data;
  }

  static parse(params, source) {
    params.#source = source;
    return params;
  }
}
const parseParams = MIMEParams.parse;
delete MIMEParams.parse;
const visible = { __proto__: null, enumerable: false, configurable: true, writable: true };
Object.defineProperty(MIMEParams.prototype, Symbol.iterator, { ...visible, value: MIMEParams.prototype.entries });
Object.defineProperty(MIMEParams.prototype, 'toJSON', { ...visible, value: MIMEParams.prototype.toString });

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(string) {
    string = `${string}`;
    // Steps 1-9: type and subtype; what follows the first `;` waits until the parameters are used.
    const text = string.replace(/^[\r\n\t ]+/, '');
    const slash = text.indexOf('/');
    if (slash === -1) throw new codes.ERR_INVALID_MIME_SYNTAX('type', string, text.search(notToken));
    this.#type = lower(token(text.slice(0, slash), 'type', string));
    const semicolon = text.indexOf(';', slash);
    const subtype = text.slice(slash + 1, semicolon === -1 ? undefined : semicolon).replace(/[\r\n\t ]+$/, '');
    this.#subtype = lower(token(subtype, 'subtype', string));
    this.#params = parseParams(new MIMEParams(), semicolon === -1 ? '' : text.slice(semicolon + 1));
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    this.#type = lower(token(`${value}`, 'type'));
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    this.#subtype = lower(token(`${value}`, 'subtype'));
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params;
  }

  toString() {
    const params = this.#params.toString();
    return this.essence + (params === '' ? '' : `;${params}`);
  }
}
Object.defineProperty(MIMEType.prototype, 'toJSON', { ...visible, value: MIMEType.prototype.toString });

module.exports = { MIMEType, MIMEParams };
