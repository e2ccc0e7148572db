// Errors of system calls: SystemError, and the exceptions net, dns and fs make in glue. https://nodejs.org/api/errors.html#class-systemerror

/** https://nodejs.org/api/errors.html#class-systemerror : an error that carries what the system said. */
class SystemError extends Error {
  constructor(context, code = 'ERR_SYSTEM_ERROR', text = 'A system error occurred') {
    super();
    let message = `${text}: ${context.syscall} returned ${context.code} (${context.message})`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    this.code = code;
    const hidden = { writable: true, configurable: true, enumerable: false };
    Object.defineProperty(this, 'name', { value: 'SystemError', ...hidden });
    Object.defineProperty(this, 'message', { value: message, ...hidden });
    Object.defineProperty(this, 'info', { value: context, enumerable: true, configurable: true, writable: false });
    // errno and syscall read and write the context; path and dest are kept there as Buffers.
    for (const key of ['errno', 'syscall']) {
      Object.defineProperty(this, key, {
        get: () => context[key], set: (value) => { context[key] = value; }, enumerable: true, configurable: true,
      });
    }
    for (const key of ['path', 'dest']) {
      if (context[key] === undefined) continue;
      Object.defineProperty(this, key, {
        get: () => (context[key] != null ? context[key].toString() : context[key]),
        set: (value) => { context[key] = value ? Buffer.from(value.toString()) : undefined; },
        enumerable: true, configurable: true,
      });
    }
    ops.capture(this, `SystemError [${code}]: ${message}`);
  }
}
Object.defineProperties(SystemError.prototype, {
  constructor: { value: Error, writable: true, configurable: true },
  toString: {
    value: function toString() { return `${this.name} [${this.code}]: ${this.message}`; },
    writable: true, configurable: true,
  },
});

// Error subclasses that call themselves Error, as Node's do.
function plain(Class) {
  Object.defineProperty(Class.prototype, 'constructor', { value: Error, writable: true, configurable: true });
  return Class;
}

// "[ENOENT, no such file or directory]" of a negative errno.
function uvErrmapGet(errno) {
  return require('util').getSystemErrorMap().get(errno);
}
const unknownErrno = ['UNKNOWN', 'unknown error'];

const UVException = plain(class UVException extends Error {
  constructor(ctx) {
    const [code, description] = uvErrmapGet(ctx.errno) ?? unknownErrno;
    let message = `${code}: ${ctx.message || description}, ${ctx.syscall}`;
    let path;
    let dest;
    if (ctx.path) message += ` '${path = ctx.path.toString()}'`;
    if (ctx.dest) message += ` -> '${dest = ctx.dest.toString()}'`;
    super(message);
    for (const key of Object.keys(ctx)) {
      if (key !== 'message' && key !== 'path' && key !== 'dest') this[key] = ctx[key];
    }
    this.code = code;
    if (path) this.path = path;
    if (dest) this.dest = dest;
  }
});

const UVExceptionWithHostPort = plain(class UVExceptionWithHostPort extends Error {
  constructor(err, syscall, address, port) {
    const [code, description] = uvErrmapGet(err) ?? unknownErrno;
    super(`${syscall} ${code}: ${description}${details(address, port)}`);
    this.code = code;
    this.errno = err;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }
});

function details(address, port) {
  return port && port > 0 ? ` ${address}:${port}` : address ? ` ${address}` : '';
}

const ErrnoException = plain(class ErrnoException extends Error {
  constructor(err, syscall, original) {
    const code = require('util').getSystemErrorName(err);
    super(original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`);
    this.errno = err;
    this.code = code;
    this.syscall = syscall;
  }
});

const ExceptionWithHostPort = plain(class ExceptionWithHostPort extends Error {
  constructor(err, syscall, address, port, additional) {
    const code = require('util').getSystemErrorName(err);
    super(`${syscall} ${code}${details(address, port)}${additional ? ` - Local (${additional})` : ''}`);
    this.errno = err;
    this.code = code;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }
});

const DNSException = plain(class DNSException extends Error {
  constructor(code, syscall, hostname) {
    let errno;
    if (typeof code === 'number') {
      errno = code;
      // getaddrinfo's own "no such name" answers are ENOTFOUND to users.
      code = code === -3007 || code === -3008 ? 'ENOTFOUND' : require('util').getSystemErrorName(code);
    }
    super(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    if (hostname) this.hostname = hostname;
  }
});

const ConnResetException = plain(class ConnResetException extends Error {
  constructor(message) {
    super(message);
    this.code = 'ECONNRESET';
  }
});

const NodeAggregateError = plain(class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(errors, message);
    this.code = errors[0]?.code;
  }
});
Object.defineProperty(NodeAggregateError.prototype, 'constructor', { value: AggregateError });

Object.assign(exports, {
  SystemError, UVException, UVExceptionWithHostPort, ErrnoException, ExceptionWithHostPort, DNSException,
  ConnResetException, NodeAggregateError, uvErrmapGet,
});
