// node:http: https://nodejs.org/api/http.html

const { validateInteger } = require('internal/validators');

let maxHeaderSize;

if (/(?:^|,)\s*(?:http|\*)\s*(?:,|$)/i.test(process.env.NODE_DEBUG)) {
  process.emitWarning('Setting the NODE_DEBUG environment variable to \'http\' can expose sensitive data ' +
    '(such as passwords, tokens and authentication headers) in the resulting log.');
}

function createServer(options, requestListener) {
  const { Server } = require('_http_server');
  return new Server(options, requestListener);
}

function request(url, options, cb) {
  const { ClientRequest } = require('_http_client');
  return new ClientRequest(url, options, cb);
}

function get(url, options, cb) {
  const req = request(url, options, cb);
  req.end();
  return req;
}

function lazy(name, from) {
  Object.defineProperty(exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = require(from)[name];
      Object.defineProperty(exports, name, { __proto__: null, configurable: true, enumerable: true, writable: true, value });
      return value;
    },
    set(value) {
      Object.defineProperty(exports, name, { __proto__: null, configurable: true, enumerable: true, writable: true, value });
    },
  });
}

lazy('_connectionListener', '_http_server');
exports.METHODS = ops.methods();
lazy('STATUS_CODES', '_http_server');
lazy('Agent', '_http_agent');
lazy('ClientRequest', '_http_client');
lazy('IncomingMessage', '_http_incoming');
lazy('OutgoingMessage', '_http_outgoing');
lazy('Server', '_http_server');
lazy('ServerResponse', '_http_server');
exports.createServer = createServer;
lazy('validateHeaderName', '_http_outgoing');
lazy('validateHeaderValue', '_http_outgoing');
exports.get = get;
exports.request = request;
exports.setMaxIdleHTTPParsers = function setMaxIdleHTTPParsers(max) {
  validateInteger(max, 'max', 1);
  require('_http_common').parsers.max = max;
};
Object.defineProperty(exports, 'maxHeaderSize', {
  __proto__: null, configurable: true, enumerable: true,
  get() { return maxHeaderSize ??= ops.maxHeaderSize(); },
});
Object.defineProperty(exports, 'globalAgent', {
  __proto__: null, configurable: true, enumerable: true,
  get() { return require('_http_agent').globalAgent; },
  set(value) { require('_http_agent').globalAgent = value; },
});
