// internal/url: what of the URL API is cold: inspection, reading objects into params, file URLs.

const { codes } = require('internal/errors');
const { URL, URLSearchParams, iteratorPrototype } = (() => {
  const list = ops.classes(readPairs);
  return { URL: list[0], URLSearchParams: list[1], iteratorPrototype: list[2] };
})();
const custom = Symbol.for('nodejs.util.inspect.custom');
const isWindows = process.platform === 'win32';

// The pairs of `new URLSearchParams(object)`, name and value by turns.
function readPairs(init) {
  const method = init[Symbol.iterator];
  const own = ops.paramsList(init);
  if (own !== undefined && method === URLSearchParams.prototype[Symbol.iterator]) return own;
  const list = [];
  if (method === undefined || method === null) {
    const seen = new Map();
    for (const key of Reflect.ownKeys(init)) {
      if (!Object.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
      const name = ops.string(key);
      const value = ops.string(init[key]);
      if (seen.has(name)) {
        list[seen.get(name)] = value;
      } else {
        seen.set(name, list.push(name, value) - 1);
      }
    }
    return list;
  }
  if (typeof method !== 'function') throw new codes.ERR_ARG_NOT_ITERABLE('Query pairs');
  const badTuple = () => new codes.ERR_INVALID_TUPLE('Each query pair', '[name, value]');
  for (const pair of { [Symbol.iterator]: method.bind(init) }) {
    if (pair === null || (typeof pair !== 'object' && typeof pair !== 'function') ||
        typeof pair[Symbol.iterator] !== 'function') {
      throw badTuple();
    }
    const items = [...pair];
    if (items.length !== 2) throw badTuple();
    list.push(ops.string(items[0]), ops.string(items[1]));
  }
  return list;
}

function inspector(prototype, show) {
  Object.defineProperty(show, 'name', { __proto__: null, configurable: true, value: '[nodejs.util.inspect.custom]' });
  Object.defineProperty(prototype, custom, { __proto__: null, configurable: true, writable: true, value: show });
}

const inspect = (...args) => require('internal/util/inspect').inspect(...args);

inspector(URL.prototype, function(depth, options) {
  if (!ops.isUrl(this)) throw new codes.ERR_INVALID_THIS('URL');
  if (typeof depth === 'number' && depth < 0) return this;
  const { constructor } = this;
  const shown = { __proto__: { constructor } };
  for (const name of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname',
                      'search', 'searchParams', 'hash']) {
    shown[name] = this[name];
  }
  return `${constructor.name} ${inspect(shown, options)}`;
});

const plainLength = (text) => text.replace(/\u001b\[\d\d?m/g, '').length;

inspector(URLSearchParams.prototype, function(depth, options) {
  const list = ops.paramsList(this);
  if (list === undefined) throw new codes.ERR_INVALID_THIS('URLSearchParams');
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = { ...options };
  if (depth !== null) inner.depth = depth - 1;
  const output = [];
  for (let i = 0; i < list.length; i += 2) {
    output.push(`${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`);
  }
  const { name } = this.constructor;
  if (output.length === 0) return `${name} {}`;
  const length = output.reduce((sum, text) => sum + plainLength(text) + 2, -2);
  return length > options.breakLength ? `${name} {\n  ${output.join(',\n  ')} }` : `${name} { ${output.join(', ')} }`;
});

inspector(iteratorPrototype, function(depth, options) {
  const output = ops.iteratorList(this);
  if (output === undefined) throw new codes.ERR_INVALID_THIS('URLSearchParamsIterator');
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = { ...options };
  if (depth !== null) inner.depth = depth - 1;
  const shown = output.map((item) => inspect(item, inner));
  if (shown.length === 0) return `${this[Symbol.toStringTag]} {  }`;
  const broken = shown.some((text) => text.includes('\n')) || shown.join(', ').length > inner.breakLength;
  const joined = broken ? `\n  ${shown.join(',\n  ')}` : ` ${shown.join(', ')}`;
  return `${this[Symbol.toStringTag]} {${joined} }`;
});

const blob = () => require('internal/blob');
for (const { 0: name, 1: length } of [['createObjectURL', 1], ['revokeObjectURL', 1]]) {
  const value = { [name](argument) { return blob()[name].apply(this, arguments); } }[name];
  Object.defineProperty(URL, name, { __proto__: null, configurable: true, enumerable: true, writable: true, value });
}

function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

function fileURLArgument(path) {
  if (typeof path === 'string') {
    path = new URL(path);
  } else if (!isURL(path)) {
    throw new codes.ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  }
  if (path.protocol !== 'file:') throw new codes.ERR_INVALID_URL_SCHEME('file');
  return path;
}

// The path of a file URL, its escapes read by `decode`.
function filePath(url, windows, decode) {
  const { hostname, pathname } = url;
  if (!windows) {
    if (hostname !== '') throw new codes.ERR_INVALID_FILE_URL_HOST(process.platform);
    if (/%2f/i.test(pathname)) {
      throw new codes.ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url.href);
    }
    return decode(pathname);
  }
  if (/%2f|%5c/i.test(pathname)) {
    throw new codes.ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url.href);
  }
  const path = pathname.replaceAll('/', '\\');
  if (hostname !== '') return `\\\\${ops.domainToUnicode(hostname)}${decode(path)}`;
  if (!/^\\[a-z]:/i.test(path)) throw new codes.ERR_INVALID_FILE_URL_PATH('must be absolute', url.href);
  return decode(path.slice(1));
}

function fileURLToPath(path, options = {}) {
  const windows = options?.windows ?? isWindows;
  return filePath(fileURLArgument(path), windows, decodeURIComponent);
}

function fileURLToPathBuffer(path, options = {}) {
  const windows = options?.windows ?? isWindows;
  const { unescapeBuffer } = require('querystring');
  const url = fileURLArgument(path);
  if (!windows) return unescapeBuffer(filePath(url, false, (text) => text));
  return Buffer.from(filePath(url, true, decodeURIComponent));
}

const escapes = {
  '\t': '%09', '\n': '%0A', '\r': '%0D', '#': '%23', '%': '%25', '?': '%3F', '[': '%5B', '\\': '%5C', ']': '%5D',
  '^': '%5E', '|': '%7C', '~': '%7E',
};

function pathToFileURL(filepath, options = {}) {
  require('internal/validators').validateString(filepath, 'path');
  const windows = options?.windows ?? isWindows;
  const path = require('path')[windows ? 'win32' : 'posix'];
  const escape = (text, set) => text.replace(set, (c) => escapes[c]);
  const set = windows ? /[\t\n\r#%?[\]^|~]/g : /[\t\n\r#%?[\\\]^|~]/g;
  const isUNC = windows && filepath.startsWith('\\\\');
  const long = isUNC && filepath.startsWith('\\\\?\\UNC\\');
  const drive = isUNC && !long && /^\\\\\?\\[a-z]:\\/i.test(filepath);
  let resolved = drive ? path.resolve(filepath.slice(4)) : isUNC ? filepath : path.resolve(filepath);
  if (isUNC && !drive) {
    const start = long ? 8 : 2;
    const end = resolved.indexOf('\\', start);
    if (end === -1) throw new codes.ERR_INVALID_ARG_VALUE('path', resolved, 'Missing UNC resource path');
    if (end === 2) throw new codes.ERR_INVALID_ARG_VALUE('path', resolved, 'Empty UNC servername');
    const url = new URL('file://');
    url.hostname = ops.domainToASCII(resolved.slice(start, end));
    url.pathname = escape(resolved.slice(end), set).replaceAll('\\', '/');
    return url;
  }
  // `resolve` drops a separator at the end, which means something in a URL.
  const last = filepath[filepath.length - 1];
  if ((last === '/' || (windows && last === '\\')) && resolved[resolved.length - 1] !== path.sep) resolved += '/';
  resolved = escape(resolved, set);
  if (windows) resolved = resolved.replaceAll('\\', '/');
  return new URL(`file://${windows && !resolved.startsWith('/') ? '/' : ''}${resolved}`);
}

function toPathIfFileURL(value) {
  return isURL(value) ? fileURLToPath(value) : value;
}

function urlToHttpOptions(url) {
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url,
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

module.exports = {
  URL,
  URLSearchParams,
  domainToASCII: ops.domainToASCII,
  domainToUnicode: ops.domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  format: ops.format,
  isURL,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
};
