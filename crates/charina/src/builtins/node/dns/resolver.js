// What node:dns and node:dns/promises share: lookups, resolvers, orders and codes.

const errors = require('internal/errors');
const { DNSException } = errors;
const { ERR_DNS_SET_SERVERS_FAILED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_IP_ADDRESS, ERR_MISSING_ARGS } =
  errors.codes;
const {
  validateArray, validateBoolean, validateFunction, validateInt32, validateNumber, validateOneOf, validatePort, validateString,
} = require('internal/validators');

// As the C library numbers them on Linux.
const V4MAPPED = 0x8, ALL = 0x10, ADDRCONFIG = 0x20;
const ORDERS = ['verbatim', 'ipv4first', 'ipv6first'];

const codes = {
  NODATA: 'ENODATA', FORMERR: 'EFORMERR', SERVFAIL: 'ESERVFAIL', NOTFOUND: 'ENOTFOUND', NOTIMP: 'ENOTIMP',
  REFUSED: 'EREFUSED', BADQUERY: 'EBADQUERY', BADNAME: 'EBADNAME', BADFAMILY: 'EBADFAMILY', BADRESP: 'EBADRESP',
  CONNREFUSED: 'ECONNREFUSED', TIMEOUT: 'ETIMEOUT', EOF: 'EOF', FILE: 'EFILE', NOMEM: 'ENOMEM',
  DESTRUCTION: 'EDESTRUCTION', BADSTR: 'EBADSTR', BADFLAGS: 'EBADFLAGS', NONAME: 'ENONAME', BADHINTS: 'EBADHINTS',
  NOTINITIALIZED: 'ENOTINITIALIZED', LOADIPHLPAPI: 'ELOADIPHLPAPI', ADDRGETNETWORKPARAMS: 'EADDRGETNETWORKPARAMS',
  CANCELLED: 'ECANCELLED',
};

let defaultOrder = 'verbatim';

function setDefaultResultOrder(order) {
  validateOneOf(order, 'dnsOrder', ORDERS);
  defaultOrder = order;
}

const getDefaultResultOrder = () => defaultOrder;

// Names go out in ASCII.
const toASCII = (name) => (/^[\0-\x7f]*$/.test(name) ? name : require('url').domainToASCII(name));

// Checks the options of lookup(), which may be a family.
function lookupOptions(hostname, options) {
  if (hostname) validateString(hostname, 'hostname');
  const read = { family: 0, hints: 0, all: false, order: defaultOrder };
  if (typeof options === 'number') {
    validateOneOf(options, 'family', [0, 4, 6]);
    read.family = options;
    return read;
  }
  if (options !== undefined && options !== null && typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  }
  if (options?.hints != null) {
    validateNumber(options.hints, 'options.hints');
    read.hints = options.hints >>> 0;
    if ((read.hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', read.hints);
  }
  if (options?.family != null) {
    if (options.family === 'IPv4') {
      read.family = 4;
    } else if (options.family === 'IPv6') {
      read.family = 6;
    } else {
      validateOneOf(options.family, 'options.family', [0, 4, 6]);
      read.family = options.family;
    }
  }
  if (options?.all != null) {
    validateBoolean(options.all, 'options.all');
    read.all = options.all;
  }
  if (options?.verbatim != null) {
    validateBoolean(options.verbatim, 'options.verbatim');
    read.order = options.verbatim ? 'verbatim' : 'ipv4first';
  }
  if (options?.order != null) {
    validateOneOf(options.order, 'options.order', ORDERS);
    read.order = options.order;
  }
  return read;
}

let warned = false;

// https://nodejs.org/api/dns.html#dnslookuphostname-options-callback
function lookup(hostname, options, callback) {
  if (hostname) validateString(hostname, 'hostname');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else {
    const named = options === undefined || typeof options === 'object' || typeof options === 'number';
    validateFunction(named ? callback : arguments[arguments.length - 1], 'callback');
  }
  const { all, family, hints, order } = lookupOptions(hostname, options);
  validateFunction(callback, 'callback');
  if (!hostname) {
    if (!warned) {
      warned = true;
      process.emitWarning(
        `The provided hostname "${hostname}" is not a valid hostname, and is supported in the dns module solely for ` +
        'compatibility.', 'DeprecationWarning', 'DEP0118');
    }
    if (all) process.nextTick(callback, null, []);
    else process.nextTick(callback, null, null, family === 6 ? 6 : 4);
    return {};
  }
  const known = ops.isIP(hostname);
  if (known) {
    if (all) process.nextTick(callback, null, [{ address: hostname, family: known }]);
    else process.nextTick(callback, null, hostname, known);
    return {};
  }
  const request = { callback, family, hostname };
  ops.lookup(toASCII(hostname), (errno, found) => {
    let addresses = found;
    if (errno === 0) {
      if (family !== 0) addresses = found.filter((entry) => entry.family === family);
      // IPv4 in the dress of IPv6, where there is nothing else.
      if (family === 6 && (hints & V4MAPPED) && (addresses.length === 0 || (hints & ALL))) {
        const mapped = found.filter((entry) => entry.family === 4);
        addresses = [...addresses, ...mapped.map(({ address }) => ({ address: `::ffff:${address}`, family: 6 }))];
      }
      if (addresses.length === 0) errno = -3008;
    }
    if (errno !== 0) {
      callback(new DNSException(errno, 'getaddrinfo', hostname));
      return;
    }
    if (order !== 'verbatim') {
      const first = order === 'ipv4first' ? 4 : 6;
      addresses = [...addresses.filter((entry) => entry.family === first), ...addresses.filter((entry) => entry.family !== first)];
    }
    if (all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
  return request;
}
Object.defineProperty(lookup, require('internal/util').customPromisifyArgs, { __proto__: null, value: ['address', 'family'] });

function validateService(address, port) {
  if (!ops.isIP(address)) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
}

// https://nodejs.org/api/dns.html#dnslookupserviceaddress-port-callback
function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  validateService(address, port);
  validateFunction(callback, 'callback');
  const service = ops.serviceOf(+port);
  const names = ops.nameOf(address);
  if (names.length > 0) {
    process.nextTick(callback, null, names[0], service);
    return {};
  }
  defaultResolver().reverse(address, (error, found) => {
    if (error) callback(new DNSException(error.code === 'ETIMEOUT' ? -3001 : -3008, 'getnameinfo', address));
    else callback(null, found[0], service);
  });
  return { address, port };
}
Object.defineProperty(
  lookupService, require('internal/util').customPromisifyArgs, { __proto__: null, value: ['hostname', 'service'] });

// Shapes of the records of each kind, `all` for resolveAny().
const only = (key) => ({ [key]: value }) => value;
const pick = (...keys) => (record) => Object.fromEntries(keys.map((key) => [key, record[key]]));
const address = ({ address, ttl }, options) => (options?.ttl ? { address, ttl } : address);
const caa = ({ critical, tag, value }) => ({ critical, [tag]: value });
const KINDS = {
  A: [1, address, pick('address', 'ttl')],
  AAAA: [28, address, pick('address', 'ttl')],
  ANY: [255],
  CAA: [257, caa, caa],
  CNAME: [5, only('value'), pick('value')],
  MX: [15, pick('exchange', 'priority'), pick('exchange', 'priority')],
  NAPTR: [35, pick('flags', 'service', 'regexp', 'replacement', 'order', 'preference')],
  NS: [2, only('value'), pick('value')],
  PTR: [12, only('value'), pick('value')],
  SOA: [6, pick('nsname', 'hostmaster', 'serial', 'refresh', 'retry', 'expire', 'minttl')],
  SRV: [33, pick('name', 'port', 'priority', 'weight')],
  TLSA: [52, pick('certUsage', 'selector', 'match', 'data')],
  TXT: [16, only('entries'), pick('entries')],
};
const NAMES = new Map(Object.entries(KINDS).map(([name, [number]]) => [number, name]));

function shape(kind, records, options) {
  if (kind === 'ANY') {
    return records.map((record) => {
      const type = NAMES.get(record.kind);
      const [, plain, all] = KINDS[type];
      return { ...(all ?? plain)(record), type };
    });
  }
  const shaped = records.map((record) => KINDS[kind][1](record, options));
  return kind === 'SOA' ? shaped[0] : shaped;
}

const kServers = Symbol('servers');
const kPending = Symbol('pending');
const kLocals = Symbol('locals');

// `1.2.3.4:5`, `[::1]:5`, `::1` as [address, port].
function parseServer(server) {
  if (ops.isIP(server) !== 0) return [server, 53];
  const bracketed = /^\[([^[\]]*)\](?::(\d+))?$/.exec(server);
  if (bracketed && ops.isIP(bracketed[1]) === 6) return [bracketed[1], +(bracketed[2] ?? 53)];
  const dotted = /^([^:]+):(\d+)$/.exec(server);
  if (dotted && ops.isIP(dotted[1]) === 4) return [dotted[1], +dotted[2]];
  throw new ERR_INVALID_IP_ADDRESS(server);
}
const showServer = ([host, port]) => (ops.isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`);

class ResolverBase {
  constructor(options = undefined) {
    const { timeout = -1, tries = 4, maxTimeout = 0 } = options ?? {};
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    require('internal/validators').validateUint32(maxTimeout, 'options.maxTimeout', false);
    const wait = timeout <= 0 ? 2000 : timeout;
    Object.defineProperties(this, {
      [kServers]: { __proto__: null, value: undefined, writable: true },
      [kPending]: { __proto__: null, value: new Set() },
      [kLocals]: { __proto__: null, value: [], writable: true },
      wait: { __proto__: null, value: maxTimeout > 0 ? Math.min(wait, maxTimeout) : wait },
      tries: { __proto__: null, value: tries },
    });
  }

  cancel() {
    const pending = [...this[kPending]];
    this[kPending].clear();
    for (const request of pending) {
      request.handle.cancel();
      process.nextTick(request.done, 'ECANCELLED');
    }
  }

  getServers() {
    const servers = this[kServers] ??= ops.systemServers().map((server) => [server, 53]);
    return servers.map(([host, port]) => (port === 53 ? host : showServer([host, port])));
  }

  setServers(servers) {
    validateArray(servers, 'servers');
    const parsed = servers.map((server, index) => {
      validateString(server, `servers[${index}]`);
      return parseServer(server);
    });
    if (this[kPending].size > 0) throw new ERR_DNS_SET_SERVERS_FAILED('There are pending queries.', servers);
    this[kServers] = parsed;
  }

  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    const kinds = [ops.isIP(ipv4), ipv6 === undefined ? undefined : ops.isIP(ipv6)];
    if (!kinds[0] || kinds[1] === 0 || kinds[0] === kinds[1]) {
      const error = new Error(kinds[0] && kinds[0] === kinds[1] ? `Cannot specify two IPv${kinds[0]} addresses.` : 'Invalid IP address.');
      error.code = 'ERR_INVALID_ARG_VALUE';
      throw error;
    }
    this[kLocals] = ipv6 === undefined ? [ipv4] : [ipv4, ipv6];
  }
}

// Asks and calls back; returns what stands for the request.
function ask(resolver, kind, name, syscall, hostname, callback, finish) {
  const request = { handle: undefined, done: undefined };
  const { resource } = { resource: new (require('async_hooks').AsyncResource)('QUERYWRAP') };
  request.done = (code, records) => {
    if (code) resource.runInAsyncScope(callback, undefined, new DNSException(code, syscall, hostname));
    else resource.runInAsyncScope(callback, undefined, null, finish(records));
  };
  resolver.getServers();
  request.handle = ops.query(
    toASCII(name), KINDS[kind][0], resolver[kServers].map(showServer), resolver.wait, resolver.tries, resolver[kLocals],
    (code, records) => {
      // What was cancelled has been told so.
      if (!resolver[kPending].delete(request)) return;
      request.done(code, records);
    });
  resolver[kPending].add(request);
  return { bindingName: syscall, callback, hostname };
}

const METHODS = [
  'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs',
  'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse',
];

class Resolver extends ResolverBase {}

const methodOf = (kind) => {
  const word = kind === 'A' ? '4' : kind === 'AAAA' ? '6' : kind[0] + kind.slice(1).toLowerCase();
  return [`resolve${word}`, `query${kind[0]}${kind.slice(1).toLowerCase()}`];
};
for (const kind of Object.keys(KINDS)) {
  const [method, syscall] = methodOf(kind);
  const own = {
    [method](name, options, callback) {
      if (arguments.length > 2 || (callback === undefined && typeof options !== 'function')) {
        validateString(name, 'name');
        validateFunction(callback, 'callback');
      } else {
        callback = options;
        options = undefined;
        validateString(name, 'name');
        validateFunction(callback, 'callback');
      }
      return ask(this, kind, name, syscall, name, callback, (records) => shape(kind, records, options));
    },
  };
  Resolver.prototype[method] = own[method];
}

Object.assign(Resolver.prototype, {
  resolve(hostname, rrtype, callback) {
    if (typeof rrtype === 'function') {
      callback = rrtype;
      rrtype = 'A';
    } else if (rrtype === undefined) {
      rrtype = 'A';
    } else if (typeof rrtype !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
    }
    if (!Object.hasOwn(KINDS, rrtype)) throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
    return this[methodOf(rrtype)[0]](hostname, callback);
  },

  reverse(ip, callback) {
    validateString(ip, 'name');
    validateFunction(callback, 'callback');
    const family = ops.isIP(ip);
    if (family === 0) throw new DNSException('EINVAL', 'getHostByAddr', ip);
    const names = ops.nameOf(ip);
    if (names.length > 0) {
      // The first is the name, and what is asked for are the others: c-ares has them so.
      process.nextTick(callback, null, names.length > 1 ? names.slice(1) : names);
      return {};
    }
    return ask(this, 'PTR', reverseName(ip, family), 'getHostByAddr', ip, callback, (records) => shape('PTR', records));
  },
});
for (const name of Object.keys(Object.getOwnPropertyDescriptors(Resolver.prototype))) {
  Object.defineProperty(Resolver.prototype, name, { __proto__: null, enumerable: true });
}

// https://www.rfc-editor.org/rfc/rfc1035#section-3.5, https://www.rfc-editor.org/rfc/rfc3596#section-2.5
function reverseName(ip, family) {
  if (family === 4) return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
  const { hostname } = new URL(`http://[${ip.split('%')[0]}]`);
  const [head, tail] = hostname.slice(1, -1).split('::');
  const groups = (text) => (text ? text.split(':') : []);
  const [first, last] = [groups(head), groups(tail)];
  const middle = tail === undefined ? [] : Array(8 - first.length - last.length).fill('0');
  const digits = [...first, ...middle, ...last].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

let theResolver;
const defaultResolver = () => theResolver ??= new Resolver();
const setServers = (servers) => {
  // Questions under way keep their servers: a new resolver takes the others.
  if (theResolver && theResolver[kPending].size > 0) {
    const next = new Resolver();
    next.setServers(servers);
    theResolver = next;
  } else {
    defaultResolver().setServers(servers);
  }
};

// The functions of a module are the default resolver's methods.
function bindDefault(target, Class = Resolver) {
  target.getServers = function getServers() { return defaultResolver().getServers(); };
  for (const name of METHODS) {
    target[name] = { [name](...args) { return Reflect.apply(Class.prototype[name], defaultResolver(), args); } }[name];
  }
}

module.exports = {
  ADDRCONFIG, ALL, METHODS, Resolver, ResolverBase, V4MAPPED, bindDefault, codes, getDefaultResultOrder, lookup,
  lookupOptions, lookupService, setDefaultResultOrder, setServers, validateService,
};
