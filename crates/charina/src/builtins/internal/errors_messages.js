// The coded errors whose message is more than a template, or which carry properties. https://nodejs.org/api/errors.html
const { determineSpecificType: specific } = require('internal/errors');

// "a, b, or c"
function formatList(array, type = 'and') {
  if (array.length < 3) return array.join(` ${type} `);
  return `${array.slice(0, -1).join(', ')}, ${type} ${array[array.length - 1]}`;
}

// Where the base is not named in `bases` it is TypeError. `this` takes the error's properties.
const messages = {
  __proto__: null,
  ERR_ACCESS_DENIED(message, permission = '', resource = '') {
    this.permission = permission;
    this.resource = resource;
    return message;
  },
  ERR_BUFFER_OUT_OF_BOUNDS(name) {
    return name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds';
  },
  ERR_ENCODING_INVALID_ENCODED_DATA(encoding, errno) {
    this.errno = errno;
    return `The encoded data was not valid for encoding ${encoding}`;
  },
  ERR_FALSY_VALUE_REJECTION(reason) {
    this.reason = reason;
    return 'Promise was rejected with falsy value';
  },
  ERR_HTTP2_INVALID_SETTING_VALUE(name, actual, min, max) {
    this.actual = actual;
    if (min !== undefined) {
      this.min = min;
      this.max = max;
    }
    return `Invalid value for setting "${name}": ${actual}`;
  },
  ERR_HTTP2_STREAM_CANCEL(error) {
    let message = 'The pending stream has been canceled';
    if (error) {
      if (typeof error.message === 'string') message += ` (caused by: ${error.message})`;
      this.cause = error;
    }
    return message;
  },
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(name, value, url = undefined) {
    return `Import attribute "${name}" with value "${value}" is not supported${url === undefined ? '' : ` in ${url}`}`;
  },
  ERR_INTERNAL_ASSERTION(message) {
    const suffix = 'This is caused by either a bug in Node.js or incorrect usage of Node.js internals.\n' +
      'Please open an issue with this stack trace at https://github.com/nodejs/node/issues\n';
    return message === undefined ? suffix : `${message}\n${suffix}`;
  },
  ERR_INVALID_ADDRESS_FAMILY(type, host, port) {
    this.host = host;
    this.port = port;
    return `Invalid address family: ${type} ${host}:${port}`;
  },
  ERR_INVALID_CHAR(name, field = undefined) {
    return `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`;
  },
  ERR_INVALID_FILE_URL_PATH(message, input) {
    this.input = input;
    return `File URL path ${message}`;
  },
  ERR_INVALID_MIME_SYNTAX(production, str, at) {
    return `The MIME syntax for a ${production} in "${str}" is invalid${at === -1 ? '' : ` at ${at}`}`;
  },
  ERR_INVALID_MODULE_SPECIFIER(request, reason, base = undefined) {
    return `Invalid module "${request}" ${reason}${base ? ` imported from ${base}` : ''}`;
  },
  ERR_INVALID_RETURN_PROPERTY(input, name, prop, value) {
    return `Expected a valid ${input} to be returned for the "${prop}" from the "${name}" hook but got ${specific(value)}.`;
  },
  ERR_INVALID_RETURN_PROPERTY_VALUE(input, name, prop, value) {
    return `Expected ${input} to be returned for the "${prop}" from the "${name}" hook but got ${specific(value)}.`;
  },
  ERR_INVALID_RETURN_VALUE(input, name, value) {
    return `Expected ${input} to be returned from the "${name}" function but got ${specific(value)}.`;
  },
  ERR_INVALID_URL(input, base = null) {
    this.input = input;
    if (base != null) this.base = base;
    return 'Invalid URL';
  },
  ERR_INVALID_URL_SCHEME(expected) {
    if (typeof expected === 'string') expected = [expected];
    return `The URL must be ${expected.length > 1 ? 'one of' : 'of'} scheme ${expected.join(' or ')}`;
  },
  ERR_IP_BLOCKED(ip) {
    return `IP(${ip}) is blocked by net.BlockList`;
  },
  ERR_MISSING_ARGS(...args) {
    const names = args.map((a) => (Array.isArray(a) ? a.map((b) => `"${b}"`).join(' or ') : `"${a}"`));
    return `The ${formatList(names)} argument${args.length > 1 ? 's' : ''} must be specified`;
  },
  ERR_PARSE_ARGS_UNKNOWN_OPTION(option, allowPositionals) {
    const hint = allowPositionals ?
      `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "${option}"` :
      '';
    return `Unknown option '${option}'${hint}`;
  },
  ERR_SOCKET_BAD_PORT(name, port, allowZero = true) {
    return `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${specific(port)}.`;
  },
  ERR_TEST_FAILURE(error, failureType) {
    this.failureType = failureType;
    this.cause = error;
    const message = (typeof error === 'object' && error !== null ? error.message : undefined) ?? error;
    return typeof message === 'string' ? message : require('internal/util/inspect').inspect(message);
  },
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(value, protocols) {
    return `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols (${
      protocols.join(', ')})`;
  },
  ERR_TLS_CERT_ALTNAME_INVALID(reason, host, cert) {
    this.reason = reason;
    this.host = host;
    this.cert = cert;
    return `Hostname/IP does not match certificate's altnames: ${reason}`;
  },
  ERR_UNHANDLED_ERROR(err = undefined) {
    return err === undefined ? 'Unhandled error.' : `Unhandled error. (${err})`;
  },
  ERR_VM_MODULE_LINK_FAILURE(message, cause) {
    this.cause = cause;
    return message;
  },
  ERR_WORKER_INVALID_EXEC_ARGV(errors, message = 'invalid execArgv flags') {
    return `Initiated Worker with ${message}: ${errors.join(', ')}`;
  },
};
const bases = {
  __proto__: null,
  ERR_ACCESS_DENIED: 'Error', ERR_BUFFER_OUT_OF_BOUNDS: 'RangeError', ERR_FALSY_VALUE_REJECTION: 'Error',
  ERR_HTTP2_STREAM_CANCEL: 'Error', ERR_INTERNAL_ASSERTION: 'Error', ERR_INVALID_ADDRESS_FAMILY: 'RangeError',
  ERR_IP_BLOCKED: 'Error', ERR_SOCKET_BAD_PORT: 'RangeError', ERR_TEST_FAILURE: 'Error',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Error', ERR_UNHANDLED_ERROR: 'Error', ERR_VM_MODULE_LINK_FAILURE: 'Error',
  ERR_WORKER_INVALID_EXEC_ARGV: 'Error',
};

// SystemErrors: their one argument is the context.
const systemErrors = {
  __proto__: null,
  ERR_FS_CP_DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'Target already exists',
  ERR_FS_CP_EINVAL: 'Invalid src or dest',
  ERR_FS_CP_FIFO_PIPE: 'Cannot copy a FIFO pipe',
  ERR_FS_CP_NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  ERR_FS_CP_SOCKET: 'Cannot copy a socket file',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
  ERR_FS_CP_UNKNOWN: 'Cannot copy an unknown file type',
  ERR_FS_EISDIR: 'Path is a directory',
  ERR_SOCKET_BUFFER_SIZE: 'Could not get or set buffer size',
  ERR_SYSTEM_ERROR: 'A system error occurred',
  ERR_TTY_INIT_FAILED: 'TTY initialization failed',
};

exports.create = (code, args, base) => {
  if (code in systemErrors) {
    const { SystemError } = require('internal/errors_system');
    return new SystemError(args[0], code, systemErrors[code]);
  }
  const properties = {};
  const message = messages[code]?.apply(properties, args) ?? `Unknown error code ${code}`;
  return Object.assign(ops.make(base ?? bases[code] ?? 'TypeError', code, message), properties);
};
