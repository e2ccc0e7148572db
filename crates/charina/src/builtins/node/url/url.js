// node:url: the legacy Url and how it resolves; parsing and formatting are native, the WHATWG part is internal/url.

const internal = require('internal/url');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { URL, URLSearchParams } = internal;
const { isSlashed, isHostless } = ops;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

let warned = false;

function parse(url, parseQueryString, slashesDenoteHost) {
  if (!warned && !ops.calledFromNodeModules()) {
    warned = true;
    process.emitWarning('`url.parse()` behavior is not standardized and prone to errors that have security ' +
      'implications. Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
                        'DeprecationWarning', 'DEP0169');
  }
  return quietParse(url, parseQueryString, slashesDenoteHost);
}
Object.defineProperty(parse, 'name', { __proto__: null, value: 'urlParse' });

function quietParse(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  const object = new Url();
  object.parse(url, parseQueryString, slashesDenoteHost);
  return object;
}

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = quietParse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else if (urlObject instanceof URL) {
    if (options) require('internal/validators').validateObject(options, 'options');
    const { fragment, unicode, search, auth } = options || {};
    return internal.format(urlObject, fragment ?? true, unicode ?? false, search ?? true, auth ?? true);
  }
  return Url.prototype.format.call(urlObject);
}

function urlResolve(source, relative) {
  return quietParse(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  return source ? quietParse(source, false, true).resolveObject(relative) : relative;
}

Url.prototype.parse = function(url, parseQueryString, slashesDenoteHost) {
  return ops.parse.call(this, url, parseQueryString, slashesDenoteHost);
};
Url.prototype.format = ops.format;
Url.prototype.resolve = function(relative) {
  return this.resolveObject(quietParse(relative, false, true)).format();
};

const isRooted = (path) => Boolean(path) && path[0] === '/';

function finish(url) {
  url.href = url.format();
  return url;
}

function setPath(url, always) {
  if (always ? url.pathname !== null || url.search !== null : url.pathname || url.search) {
    url.path = (url.pathname || '') + (url.search || '');
  }
}

// In URLs without slashes the first step of the path is the host, and may hold the user too.
function hostFromStep(url, step) {
  url.host = url.hostname = step;
  if (step && step.indexOf('@') > 0) {
    const parts = step.split('@');
    url.auth = parts[0];
    url.host = url.hostname = parts[1];
  }
}

// The relative URL has a protocol of its own.
function resolveOtherProtocol(result, relative) {
  if (!isSlashed(relative.protocol)) return finish(Object.assign(result, relative));
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !isHostless(relative.protocol)) {
    const steps = (relative.pathname || '').split('/');
    let host = '';
    while (steps.length > 0 && !host) host = steps.shift();
    relative.host = host || '';
    relative.hostname ||= '';
    if (steps[0] !== '') steps.unshift('');
    if (steps.length < 2) steps.unshift('');
    result.pathname = steps.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  setPath(result, false);
  result.slashes ||= relative.slashes;
  return finish(result);
}

// Drops '.' and, with what stands before it, '..'. Returns how many '..' found nothing to drop.
function foldSteps(steps) {
  let up = 0;
  for (let i = steps.length - 1; i >= 0; i--) {
    if (steps[i] === '.') {
      steps.splice(i, 1);
    } else if (steps[i] === '..') {
      steps.splice(i, 1);
      up++;
    } else if (up > 0) {
      steps.splice(i, 1);
      up--;
    }
  }
  return up;
}

Url.prototype.resolveObject = function(relative) {
  if (typeof relative === 'string') relative = quietParse(relative, false, true);
  const result = Object.assign(new Url(), this);
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);

  if (relative.slashes && !relative.protocol) {
    const { protocol } = result;
    Object.assign(result, relative);
    result.protocol = protocol;
    if (isSlashed(protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return resolveOtherProtocol(result, relative);

  const relativeIsRooted = relative.host || isRooted(relative.pathname);
  let mustBeRooted = relativeIsRooted || isRooted(result.pathname) || (result.host && relative.pathname);
  const dropAllDots = mustBeRooted;
  let steps = result.pathname ? result.pathname.split('/') : [];
  const more = relative.pathname ? relative.pathname.split('/') : [];
  const hostIsStep = result.protocol && !isSlashed(result.protocol);

  if (hostIsStep) {
    result.hostname = '';
    result.port = null;
    const addHost = (list, host) => {
      if (!host) return;
      if (list[0] === '') list[0] = host;
      else list.unshift(host);
    };
    addHost(steps, result.host);
    result.host = '';
    if (relative.protocol) {
      relative.hostname = null;
      relative.port = null;
      result.auth = null;
      addHost(more, relative.host);
      relative.host = null;
    }
    mustBeRooted = mustBeRooted && (more[0] === '' || steps[0] === '');
  }

  if (relativeIsRooted) {
    if (relative.host || relative.host === '') {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    steps = more;
  } else if (more.length > 0) {
    steps.pop();
    steps.push(...more);
  } else if (relative.search !== null && relative.search !== undefined) {
    if (hostIsStep) hostFromStep(result, steps.shift());
    result.search = relative.search;
    result.query = relative.query;
    setPath(result, true);
    return finish(result);
  }
  if (relativeIsRooted || more.length > 0) {
    result.search = relative.search;
    result.query = relative.query;
  }

  if (steps.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  const last = steps[steps.length - 1];
  const endsInSlash = last === '' ||
    ((result.host || relative.host || steps.length > 1) && (last === '.' || last === '..'));
  const up = foldSteps(steps);
  if (!mustBeRooted && !dropAllDots) steps.unshift(...new Array(up).fill('..'));
  if (mustBeRooted && steps[0] !== '' && !isRooted(steps[0])) steps.unshift('');
  if (endsInSlash && !steps.join('/').endsWith('/')) steps.push('');

  const rooted = steps[0] === '' || isRooted(steps[0]);
  if (hostIsStep) hostFromStep(result, rooted || steps.length === 0 ? '' : steps.shift());
  mustBeRooted ||= result.host && steps.length > 0;
  if (mustBeRooted && !rooted) steps.unshift('');
  if (steps.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = steps.join('/');
  }
  setPath(result, true);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return finish(result);
};
Url.prototype.parseHost = ops.parseHost;

module.exports = {
  Url,
  parse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format: urlFormat,
  URL,
  URLPattern: undefined,
  URLSearchParams,
  domainToASCII: internal.domainToASCII,
  domainToUnicode: internal.domainToUnicode,
  pathToFileURL: internal.pathToFileURL,
  fileURLToPath: internal.fileURLToPath,
  fileURLToPathBuffer: internal.fileURLToPathBuffer,
  urlToHttpOptions: internal.urlToHttpOptions,
};
// Rarely asked for.
require('internal/util').defineLazyProperties(module.exports, 'internal/url_pattern', ['URLPattern']);
