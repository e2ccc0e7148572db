// http.ClientRequest: https://nodejs.org/api/http.html#class-httpclientrequest

const { ConnResetException, codes } = require('internal/errors');
const { Buffer } = require('buffer');
const { defaultMaxHeaderSize, freeParser, isLenient, kResponse, newParser, prepareError } = require('_http_common');
const { OutgoingMessage, kNeedDrain, kOutHeaders, kUniqueHeaders, parseUniqueHeadersOption } =
  require('_http_outgoing');
const validators = require('internal/validators');
const { nextTick } = process;

const kError = Symbol('kError');
const kFrame = Symbol('kFrame');
const kPath = Symbol('kPath');
const invalidPath = /[^\u0021-\u00ff]/;
const noBodyByDefault = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

function validateHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function publish(name, message) {
  if (!ops.isLoaded('diagnostics_channel')) return;
  const channel = require('diagnostics_channel').channel(name);
  if (channel.hasSubscribers) channel.publish(message);
}

function emitError(req, error) {
  publish('http.client.request.error', { request: req, error });
  req.emit('error', error);
}

// The three ways to say where to: a URL as text or object, options, or both.
function optionsOf(input, options) {
  const { urlToHttpOptions } = require('url');
  if (typeof input === 'string') input = urlToHttpOptions(new URL(input));
  else if (input instanceof URL) input = urlToHttpOptions(input);
  else return [input, options];
  return [null, options, input];
}

function agentOf(options, defaultAgent) {
  const { agent } = options;
  if (agent === false) return new defaultAgent.constructor();
  if (agent === null || agent === undefined) {
    return typeof options.createConnection === 'function' ? undefined : defaultAgent;
  }
  if (typeof agent.addRequest !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

function ClientRequest(input, options, cb) {
  if (!(this instanceof ClientRequest)) return new ClientRequest(input, options, cb);
  OutgoingMessage.call(this);
  this[kFrame] = ops.frame();
  const { 2: fromUrl } = optionsOf(input, options);
  if (fromUrl === undefined) {
    cb = options;
    options = input;
    input = null;
  } else {
    input = fromUrl;
  }
  if (typeof options === 'function') {
    cb = options;
    options = input || {};
  } else {
    options = Object.assign(input || {}, options);
  }

  const defaultAgent = options._defaultAgent || require('_http_agent').globalAgent;
  const agent = this.agent = agentOf(options, defaultAgent);
  const protocol = options.protocol || defaultAgent.protocol;
  const expected = agent?.protocol || defaultAgent.protocol;
  if (options.path && invalidPath.test(String(options.path))) {
    throw new codes.ERR_UNESCAPED_CHARACTERS('Request path');
  }
  if (protocol !== expected) throw new codes.ERR_INVALID_PROTOCOL(protocol, expected);
  const defaultPort = options.defaultPort || agent?.defaultPort;
  const port = options.port = options.port || defaultPort || 80;
  const host = options.host =
    validateHost(options.hostname, 'hostname') || validateHost(options.host, 'host') || 'localhost';
  const setHost = options.setHost !== undefined ? !!options.setHost : true;
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = duration(options.timeout, 'timeout');
  const { signal } = options;
  if (signal) require('internal/streams/add-abort-signal').addAbortSignal(signal, this);

  let { method } = options;
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (method) {
    if (!ops.checkIsHttpToken(method)) throw new codes.ERR_INVALID_HTTP_TOKEN('Method', method);
    method = this.method = method.toUpperCase();
  } else {
    method = this.method = 'GET';
  }
  const { maxHeaderSize, insecureHTTPParser, joinDuplicateHeaders } = options;
  if (maxHeaderSize !== undefined) validators.validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  this.maxHeaderSize = maxHeaderSize;
  if (insecureHTTPParser !== undefined) validators.validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  this.insecureHTTPParser = insecureHTTPParser;
  if (joinDuplicateHeaders !== undefined) {
    validators.validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  }
  this.joinDuplicateHeaders = joinDuplicateHeaders;
  this[kPath] = options.path || '/';
  if (cb) this.once('response', cb);
  this.useChunkedEncodingByDefault = !noBodyByDefault.includes(method);
  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;

  if (agent) {
    // A connection that will not be used again is closed by the server rather than kept.
    const keep = agent.keepAlive || Number.isFinite(agent.maxSockets);
    this._last = !keep;
    this.shouldKeepAlive = !!keep;
  }
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
  const { headers } = options;
  if (Array.isArray(headers)) {
    this._storeHeader(`${method} ${this.path} HTTP/1.1\r\n`, headers);
  } else {
    if (headers) for (const key of Object.keys(headers)) this.setHeader(key, headers[key]);
    if (host && !this.getHeader('host') && setHost) {
      const colon = host.indexOf(':');
      let value = colon !== -1 && host.includes(':', colon + 1) && host[0] !== '[' ? `[${host}]` : host;
      if (port && +port !== defaultPort) value += `:${port}`;
      this.setHeader('Host', value);
    }
    if (options.auth && !this.getHeader('Authorization')) {
      this.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    }
    if (this.getHeader('expect')) {
      if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
      this._implicitHeader();
    }
  }

  if (signal) options = { ...options, signal: undefined };
  if (agent) agent.addRequest(this, options);
  else connect(this, options);
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

// Without an agent: one connection, one request.
function connect(req, options) {
  req._last = true;
  req.shouldKeepAlive = false;
  const connection = { ...options, path: options.socketPath || undefined };
  if (typeof options.createConnection !== 'function') {
    req.onSocket(require('net').createConnection(connection));
    return;
  }
  let called = false;
  const created = (err, socket) => {
    if (called) return;
    called = true;
    if (err) nextTick(() => emitError(req, err));
    else req.onSocket(socket);
  };
  try {
    const socket = options.createConnection(connection, created);
    if (socket) created(null, socket);
  } catch (err) {
    created(err);
  }
}

function duration(msecs, name) {
  validators.validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) throw new codes.ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  if (msecs <= 0x7fffffff) return msecs;
  process.emitWarning(`${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${0x7fffffff}.`,
                      'TimeoutOverflowWarning');
  return 0x7fffffff;
}

Object.defineProperty(ClientRequest.prototype, 'path', {
  __proto__: null, configurable: true, enumerable: true,
  get() { return this[kPath]; },
  set(value) {
    const path = String(value);
    if (invalidPath.test(path)) throw new codes.ERR_UNESCAPED_CHARACTERS('Request path');
    this[kPath] = path;
  },
});

Object.assign(ClientRequest.prototype, {
  _finish() {
    OutgoingMessage.prototype._finish.call(this);
    publish('http.client.request.start', { request: this });
  },

  _implicitHeader() {
    if (this._header) throw new codes.ERR_HTTP_HEADERS_SENT('render');
    this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this[kOutHeaders]);
  },

  abort() {
    if (this.aborted) return;
    this.aborted = true;
    nextTick(() => this.emit('abort'));
    this.destroy();
  },

  destroy(err) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.res?._dump();
    this[kError] = err;
    this.socket?.destroy(err);
    return this;
  },

  onSocket(socket, err) {
    // It may have waited for another request to end.
    ops.inFrame(this[kFrame], () => nextTick(takeSocket, this, socket, err));
  },

  _deferToConnect(method, args) {
    const call = () => {
      if (method) this.socket[method](...args);
    };
    const onSocket = () => {
      if (this.socket.writable) call();
      else this.socket.once('connect', call);
    };
    if (this.socket) onSocket();
    else this.once('socket', onSocket);
  },

  setTimeout(msecs, callback) {
    if (this._ended) return this;
    listenToTimeout(this);
    msecs = duration(msecs, 'msecs');
    if (callback) this.once('timeout', callback);
    if (this.socket) setSocketTimeout(this.socket, msecs);
    else this.once('socket', (socket) => setSocketTimeout(socket, msecs));
    return this;
  },

  setNoDelay(noDelay) {
    this._deferToConnect('setNoDelay', [noDelay]);
  },

  setSocketKeepAlive(enable, initialDelay) {
    this._deferToConnect('setKeepAlive', [enable, initialDelay]);
  },

  clearTimeout(cb) {
    this.setTimeout(0, cb);
  },
});

function setSocketTimeout(socket, msecs) {
  if (socket.connecting) socket.once('connect', () => socket.setTimeout(msecs));
  else socket.setTimeout(msecs);
}

function listenToTimeout(req) {
  if (req.timeoutCb) return;
  req.timeoutCb = onRequestTimeout;
  if (req.socket) req.socket.once('timeout', onRequestTimeout);
  else req.on('socket', (socket) => socket.once('timeout', onRequestTimeout));
}

function onRequestTimeout() {
  this._httpMessage?.emit('timeout');
}

function onResponseTimeout() {
  this._httpMessage?.res?.emit('timeout');
}

function takeSocket(req, socket, err) {
  if (!req.destroyed && !err) {
    begin(req, socket);
    req._flush();
    return;
  }
  const fail = (err) => {
    if (!req.aborted && !err) err = new ConnResetException('socket hang up');
    if (err) emitError(req, err);
    req._closed = true;
    req.emit('close');
  };
  if (socket) {
    if (!err && req.agent && !socket.destroyed) {
      socket.emit('free');
    } else {
      require('stream').finished(socket.destroy(err || req[kError]), (e) => {
        if (e?.code === 'ERR_STREAM_PREMATURE_CLOSE') e = null;
        fail(e || err);
      });
      return;
    }
  }
  fail(err || req[kError]);
}

// The request has its socket.
function begin(req, socket) {
  const lenient = req.insecureHTTPParser === undefined ? isLenient() : req.insecureHTTPParser;
  const parser = newParser(kResponse, lenient, req.maxHeaderSize || defaultMaxHeaderSize(), req[kFrame]);
  req.socket = socket;
  req.parser = parser;
  parser.socket = socket;
  parser.outgoing = req;
  socket.parser = parser;
  socket._httpMessage = req;
  if (typeof req.maxHeadersCount === 'number') parser.maxHeaderPairs = req.maxHeadersCount << 1;
  parser.joinDuplicateHeaders = req.joinDuplicateHeaders;
  parser.onIncoming = onIncoming;
  socket.on('error', onSocketError);
  socket.on('data', onSocketData);
  socket.on('end', onSocketEnd);
  socket.on('close', onSocketClose);
  socket.on('drain', onSocketDrain);
  if (req.timeout !== undefined || req.agent?.options?.timeout) listenToTimeout(req);
  req.emit('socket', socket);
}

function detach(socket) {
  socket.removeListener('data', onSocketData);
  socket.removeListener('end', onSocketEnd);
  socket.removeListener('drain', onSocketDrain);
}

function onSocketDrain() {
  const req = this._httpMessage;
  if (req && !req.finished && req[kNeedDrain]) {
    req[kNeedDrain] = false;
    req.emit('drain');
  }
}

function isInformational(status) {
  return status < 200 && status >= 100 && status !== 101;
}

function onSocketData(chunk) {
  const { parser, _httpMessage: req } = this;
  const result = parser.execute(chunk);
  if (result instanceof Error) {
    prepareError(result, parser, chunk);
    freeParser(parser, req, this);
    detach(this);
    this.destroy();
    req.socket._hadError = true;
    emitError(req, result);
  } else if (parser.incoming?.upgrade) {
    onUpgrade(this, req, parser, chunk.subarray(result));
  } else if (parser.incoming?.complete && !isInformational(parser.incoming.statusCode)) {
    detach(this);
    freeParser(parser, req, this);
  }
}

function onUpgrade(socket, req, parser, rest) {
  const res = req.res = parser.incoming;
  detach(socket);
  if (req.timeoutCb) socket.removeListener('timeout', req.timeoutCb);
  socket.removeListener('timeout', onResponseTimeout);
  parser.finish();
  freeParser(parser, req, socket);
  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (req.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  req.upgradeOrConnect = true;
  // It is the listener's from now on.
  socket.emit('agentRemove');
  socket.removeListener('close', onSocketClose);
  socket.removeListener('error', onSocketError);
  socket._httpMessage = null;
  socket.readableFlowing = null;
  req.emit(event, res, socket, rest);
  req.destroyed = true;
  req._closed = true;
  req.emit('close');
}

function onSocketEnd() {
  const { parser, _httpMessage: req } = this;
  if (!req.res && !req.socket._hadError) {
    req.socket._hadError = true;
    emitError(req, new ConnResetException('socket hang up'));
  }
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  this.destroy();
}

function onSocketError(err) {
  const { parser, _httpMessage: req } = this;
  if (req) {
    // What fails further is no news.
    req.socket._hadError = true;
    emitError(req, err);
  }
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  this.removeListener('data', onSocketData);
  this.removeListener('end', onSocketEnd);
  this.destroy();
}

function onSocketClose() {
  const { parser, _httpMessage: req } = this;
  // What is left of the socket's data first.
  this.read?.();
  const { res } = req;
  req.destroyed = true;
  if (res) {
    if (!res.complete) res.destroy(new ConnResetException('aborted'));
    req._closed = true;
    req.emit('close');
    if (!res.aborted && res.readable) res.push(null);
  } else {
    if (!req.socket._hadError) {
      req.socket._hadError = true;
      emitError(req, new ConnResetException('socket hang up'));
    }
    req._closed = true;
    req.emit('close');
  }
  // It will not be written.
  if (req.outputData) req.outputData.length = 0;
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
}

// The head of a response. What the parser does next: see onHead.
function onIncoming(res, keepAlive) {
  const { socket } = this;
  const req = socket._httpMessage;
  if (req.res) {
    // One answer to one request.
    socket.destroy();
    return 0;
  }
  req.res = res;
  if (res.upgrade) return 2;
  const { method } = req;
  if (method === 'CONNECT') {
    res.upgrade = true;
    return 2;
  }
  if (isInformational(res.statusCode)) {
    req.res = null;
    if (res.statusCode === 100) req.emit('continue');
    req.emit('information', {
      statusCode: res.statusCode,
      statusMessage: res.statusMessage,
      httpVersion: res.httpVersion,
      httpVersionMajor: res.httpVersionMajor,
      httpVersionMinor: res.httpVersionMinor,
      headers: res.headers,
      rawHeaders: res.rawHeaders,
    });
    return 1;
  }
  if (req.shouldKeepAlive && !keepAlive && !req.upgradeOrConnect) req.shouldKeepAlive = false;
  publish('http.client.response.finish', { request: req, response: res });
  res.req = req;
  // Before anybody else's, so that the socket is cleaned up.
  res.on('end', onResponseEnd);
  req.on('finish', onRequestFinish);
  socket.on('timeout', onResponseTimeout);
  // Nobody who listens, nobody who reads.
  if (req.aborted || !req.emit('response', res)) res._dump();
  if (method === 'HEAD') return 1;
  if (res.statusCode === 304) {
    res.complete = true;
    return 1;
  }
  return 0;
}

function onResponseEnd() {
  const { req } = this;
  const { socket } = req;
  if (socket) {
    if (req.timeoutCb) socket.removeListener('timeout', onRequestTimeout);
    socket.removeListener('timeout', onResponseTimeout);
  }
  req._ended = true;
  if (!req.shouldKeepAlive) {
    if (socket?.writable) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    }
  } else if (req.writableFinished && !this.aborted) {
    giveBack(req);
  }
}

function onRequestFinish() {
  if (this.shouldKeepAlive && this._ended) giveBack(this);
}

// The socket can have another request.
function giveBack(req) {
  const { socket } = req;
  if (req.timeoutCb) {
    socket.setTimeout(0, req.timeoutCb);
    req.timeoutCb = null;
  }
  socket.removeListener('close', onSocketClose);
  socket.removeListener('error', onSocketError);
  detach(socket);
  nextTick(emitFree, req);
  req.destroyed = true;
  // The response's end is not the socket's.
  if (req.res) req.res.socket = null;
}

function emitFree(req) {
  req._closed = true;
  req.emit('close');
  req.socket?.emit('free');
}

module.exports = { ClientRequest };
