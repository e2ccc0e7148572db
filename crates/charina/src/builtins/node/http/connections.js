// The life of a connection to a server, from its first byte to its end, as http.Server has it.
// https://nodejs.org/api/http.html#event-connection

const { ConnResetException, codes } = require('internal/errors');
const { continueExpression, defaultMaxHeaderSize, freeParser, isLenient, kRequest, newParser, prepareError } = require('_http_common');
const { dump } = require('_http_incoming');
const { kInternalFinish, kNeedDrain, kSocket, kUniqueHeaders } = require('_http_outgoing');
const { Socket, kTimeout } = require('internal/net/socket');
const { nextTick } = process;

const kParsers = Symbol('http.server.connections');
const kServerResponse = Symbol('ServerResponse');
// What the parser says is there without that the headers are made.
const HAS_HOST = 1, HAS_EXPECT = 2;
// The connection a response belongs to.
const kConnection = Symbol('kConnection');

const statusTexts = {
  __proto__: null,
  400: 'Bad Request', 408: 'Request Timeout', 413: 'Payload Too Large', 431: 'Request Header Fields Too Large',
};

function nop() {}

function connectionListener(socket) {
  const server = this;
  socket.server = server;
  if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
  socket.on('timeout', onTimeout);

  const lenient = server.insecureHTTPParser === undefined ? isLenient() : server.insecureHTTPParser;
  const parser = newParser(kRequest, lenient, server.maxHeaderSize || defaultMaxHeaderSize());
  parser.socket = socket;
  socket.parser = parser;
  if (typeof server.maxHeadersCount === 'number') parser.maxHeaderPairs = server.maxHeadersCount << 1;
  server[kParsers]?.add(parser);

  const state = {
    // Responses that wait for those before them, and requests that are not answered.
    server, socket, outgoing: [], incoming: [], outgoingData: 0, requestsCount: 0,
    // The connection waits for the next request: by the socket's own timer, or by `timer` while `idle`.
    keepAliveTimeoutSet: false, idle: false, timer: null, idleFor: 0,
    onPendingData: (delta) => updateOutgoingData(socket, state, delta),
    onData: (chunk) => {
      if (socket.parser !== parser) return;
      executed(server, socket, parser, state, parser.execute(chunk), chunk);
    },
    onEnd: () => onEnd(server, socket, parser, state),
    onClose: () => {
      server[kParsers]?.delete(parser);
      freeParser(parser, null, socket);
      abortIncoming(state.incoming);
      clearTimeout(state.timer);
    },
    onDrain: () => onDrain(socket, state),
  };
  socket.on('error', onError);
  socket.on('data', state.onData);
  socket.on('end', state.onEnd);
  socket.on('close', state.onClose);
  // For all responses, one after the other.
  socket.on('close', onSocketClose);
  socket.on('drain', state.onDrain);
  parser.onIncoming = (req, keepAlive, there) => onIncoming(server, socket, state, req, keepAlive, there);
  socket.on('resume', onResume);
  socket.on('pause', onPause);

  // Whoever listens to the socket's data gets it from then on.
  const { prependListener } = socket;
  socket.on = socket.addListener = listen(socket.on);
  socket.prependListener = listen(prependListener);
  socket.setEncoding = refuseEncoding;

  if (socket._handle && !socket._handle._consumed && parser.consume(socket._handle)) {
    parser._consumed = true;
    socket._handle._consumed = true;
  }
  parser.onExecute = (result, upgraded) => {
    socket._unrefTimer();
    if (state.idle) state.timer.refresh();
    executed(server, socket, parser, state, result, undefined, upgraded);
  };
  socket._paused = false;
}

function listen(original) {
  return function(name, listener) {
    if (name === 'data' || name === 'readable') unconsume(this.parser, this);
    return original.call(this, name, listener);
  };
}

function refuseEncoding() {
  throw new codes.ERR_HTTP_SOCKET_ENCODING();
}

function unconsume(parser, socket) {
  if (!socket._handle) return;
  if (parser?._consumed) parser.unconsume();
  if (parser) parser._consumed = false;
  socket.removeListener('pause', onPause);
  socket.removeListener('resume', onResume);
}

function onResume() {
  // It may be told to go on while responses still wait.
  if (this._paused) {
    this.pause();
  } else if (this._handle && !this._handle.reading) {
    this._handle.reading = true;
    this._handle.readStart();
  }
}

function onPause() {
  if (this._handle?.reading) {
    this._handle.reading = false;
    this._handle.readStop();
  }
}

function onTimeout() {
  const req = this.parser?.incoming;
  const reqTimeout = req && !req.complete && req.emit('timeout', this);
  const resTimeout = this._httpMessage?.emit('timeout', this);
  const serverTimeout = this.server.emit('timeout', this);
  if (!reqTimeout && !resTimeout && !serverTimeout) this.destroy();
}

function abortIncoming(incoming) {
  while (incoming.length) incoming.shift().destroy(new ConnResetException('aborted'));
}

function onEnd(server, socket, parser, state) {
  const result = socket.parser === parser ? parser.finish() : undefined;
  if (result instanceof Error) {
    onError.call(socket, result);
  } else if (!server.httpAllowHalfOpen) {
    socket.end();
  } else if (state.outgoing.length) {
    state.outgoing[state.outgoing.length - 1]._last = true;
  } else if (socket._httpMessage) {
    socket._httpMessage._last = true;
  } else {
    socket.end();
  }
}

function onDrain(socket, state) {
  const tooMuch = state.outgoingData > socket.writableHighWaterMark;
  if (socket._paused && !tooMuch) {
    socket._paused = false;
    socket.parser?.resume();
    socket.resume();
  }
  const message = socket._httpMessage;
  if (message && !message.finished && message[kNeedDrain]) {
    message[kNeedDrain] = false;
    message.emit('drain');
  }
}

function updateOutgoingData(socket, state, delta) {
  state.outgoingData += delta;
  if (socket._paused && state.outgoingData < socket.writableHighWaterMark) onDrain(socket, state);
}

// The parser is through with some input.
function executed(server, socket, parser, state, result, chunk) {
  if (result instanceof Error) {
    prepareError(result, parser, chunk);
    onError.call(socket, result);
  } else if (parser.incoming?.upgrade) {
    const req = parser.incoming;
    const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
    if (server.listenerCount(event) === 0) {
      socket.destroy();
      return;
    }
    socket.removeListener('data', state.onData);
    socket.removeListener('end', state.onEnd);
    socket.removeListener('close', state.onClose);
    socket.removeListener('close', onSocketClose);
    socket.removeListener('drain', state.onDrain);
    socket.removeListener('error', onError);
    socket.removeListener('timeout', onTimeout);
    unconsume(parser, socket);
    const rest = (chunk ?? parser.getCurrentBuffer()).subarray(result);
    server[kParsers]?.delete(parser);
    freeParser(parser, req, socket);
    delete socket.on;
    delete socket.addListener;
    delete socket.prependListener;
    delete socket.setEncoding;
    socket.readableFlowing = null;
    server.emit(event, req, socket, rest);
    return;
  }
  if (socket._paused && socket.parser) socket.parser.pause();
}

function onError(err) {
  // What fails further is no news.
  this.removeListener('error', onError);
  if (this.listenerCount('error', nop) === 0) this.on('error', nop);
  if (this.server.emit('clientError', err, this)) return;
  // An answer that has begun cannot be taken back.
  if (this.writable && (!this._httpMessage || !this._httpMessage._headerSent)) {
    let status = 400;
    if (err.code === 'HPE_HEADER_OVERFLOW') status = 431;
    else if (err.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') status = 413;
    else if (err.code === 'ERR_HTTP_REQUEST_TIMEOUT') status = 408;
    this.write(`HTTP/1.1 ${status} ${statusTexts[status]}\r\nConnection: close\r\n\r\n`, 'latin1');
  }
  this.destroy(err);
}

function publish(name, message) {
  if (!ops.isLoaded('diagnostics_channel')) return;
  const channel = require('diagnostics_channel').channel(name);
  if (channel.hasSubscribers) channel.publish(message);
}

// A request has come. What the parser does next: see onHead.
function onIncoming(server, socket, state, req, keepAlive, there) {
  if (state.keepAliveTimeoutSet) {
    if (state.idle) {
      state.idle = false;
      socket.timeout = 0;
    }
    if (server.timeout || socket[kTimeout] !== null) socket.setTimeout(server.timeout || 0);
    state.keepAliveTimeoutSet = false;
  } else {
    socket._unrefTimer?.();
  }
  if (req.upgrade) {
    req.upgrade = req.method === 'CONNECT' || server.shouldUpgradeCallback(req);
    if (req.upgrade) return 2;
  }
  state.incoming.push(req);
  // A flood of requests whose answers nobody takes would fill the memory.
  if (!socket._paused) {
    if (socket._writableState.needDrain || state.outgoingData >= socket.writableHighWaterMark) {
      socket._paused = true;
      socket.pause();
      // The rest of what was read is still parsed.
      socket.parser.pause();
    }
  }

  const res = new server[kServerResponse](req, {
    highWaterMark: socket.writableHighWaterMark,
    rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
  });
  res._keepAliveTimeout = server.keepAliveTimeout;
  res._maxRequestsPerSocket = server.maxRequestsPerSocket;
  res._onPendingData = state.onPendingData;
  res.shouldKeepAlive = keepAlive;
  res[kUniqueHeaders] = server[kUniqueHeaders];
  publish('http.server.request.start', { request: req, response: res, socket, server });
  if (socket._httpMessage) state.outgoing.push(res);
  else assign(res, socket);
  res[kConnection] = state;
  res[kInternalFinish] = onFinish;

  if (req.httpVersionMajor === 1 && req.httpVersionMinor === 1) {
    if (server.requireHostHeader && !(there & HAS_HOST)) {
      res.writeHead(400, ['Connection', 'close']);
      res.end();
      return 0;
    }
    const limit = server.maxRequestsPerSocket;
    const limited = typeof limit === 'number' && limit > 0;
    if (limited) {
      state.requestsCount++;
      res.maxRequestsOnConnectionReached = limit <= state.requestsCount;
      if (limit < state.requestsCount) {
        server.emit('dropRequest', req, socket);
        res.writeHead(503);
        res.end();
        return 0;
      }
    }
    if (there & HAS_EXPECT) {
      expect(server, req, res);
      return 0;
    }
  }
  server.emit('request', req, res);
  return 0;
}

function expect(server, req, res) {
  if (continueExpression.test(req.headers.expect)) {
    res._expect_continue = true;
    if (server.listenerCount('checkContinue') > 0) {
      server.emit('checkContinue', req, res);
    } else {
      res.writeContinue();
      server.emit('request', req, res);
    }
  } else if (server.listenerCount('checkExpectation') > 0) {
    server.emit('checkExpectation', req, res);
  } else {
    res.writeHead(417);
    res.end();
  }
}

function clearIncoming(req, ended) {
  const parser = req.socket?.parser;
  if (parser?.incoming !== req) return;
  if (ended || req.readableEnded) parser.incoming = null;
  else req.on('end', () => clearIncoming(req));
}

// The connection went before the response was written.
function onSocketClose() {
  if (this._httpMessage) emitClose(this._httpMessage);
}

function emitClose(res) {
  if (res._closed) return;
  res.destroyed = true;
  res._closed = true;
  if (res._eventsCount !== 0) res.emit('close');
}

let usual;

// What res.assignSocket() does, for a response that nobody listens to yet: the connection looks after its end.
function assign(res, socket) {
  usual ??= require('_http_server').ServerResponse.prototype.assignSocket;
  if (res._eventsCount !== 0 || res.assignSocket !== usual) {
    res.assignSocket(socket);
    return;
  }
  socket._httpMessage = res;
  res[kSocket] = socket;
  if (res.outputData.length !== 0 || res.finished) res._flush();
}

// Waits for the next request. A timer of its own, which is wound up again instead of set anew, unless somebody has set
// the socket's.
function waitForNext(socket, state, msecs) {
  state.keepAliveTimeoutSet = true;
  if (socket[kTimeout] !== null || socket.setTimeout !== Socket.prototype.setTimeout) {
    socket.setTimeout(msecs);
    return;
  }
  if (state.timer !== null && state.idleFor === msecs) {
    state.timer.refresh();
  } else {
    clearTimeout(state.timer);
    state.timer = setTimeout(onIdle, msecs, state).unref();
    state.idleFor = msecs;
  }
  state.idle = true;
  socket.timeout = msecs;
}

function onIdle(state) {
  if (state.idle && state.socket[kTimeout] === null) state.socket._onTimeout();
}

// A response is written: the next one has the socket, or the connection waits or ends.
function onFinish(res) {
  const state = res[kConnection];
  const { req } = res;
  const { server, socket } = state;
  publish('http.server.response.finish', { request: req, response: res, socket, server });
  state.incoming.shift();
  const dumped = !req._consuming && dump(req);
  res.detachSocket(socket);
  clearIncoming(req, dumped);
  nextTick(emitClose, res);
  if (res._last) {
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  } else if (state.outgoing.length === 0) {
    if (server.keepAliveTimeout && typeof socket.setTimeout === 'function') {
      waitForNext(socket, state, server.keepAliveTimeout + server.keepAliveTimeoutBuffer);
    }
  } else {
    assign(state.outgoing.shift(), socket);
  }
}

module.exports = { connectionListener, emitClose, kParsers, kServerResponse, onError, onSocketClose };
