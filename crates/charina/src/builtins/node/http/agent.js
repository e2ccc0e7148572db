// http.Agent: https://nodejs.org/api/http.html#class-httpagent

const EE = require('events');
const validators = require('internal/validators');

const kRequestOptions = Symbol('requestOptions');

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EE.call(this);
  this.options = { __proto__: null, ...options };
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // The path of a request is no socket's.
  this.options.path = null;
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  this.agentKeepAliveTimeoutBuffer =
    typeof this.options.agentKeepAliveTimeoutBuffer === 'number' && this.options.agentKeepAliveTimeoutBuffer >= 0 &&
    Number.isFinite(this.options.agentKeepAliveTimeoutBuffer) ? this.options.agentKeepAliveTimeoutBuffer : 1000;
  validators.validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets !== undefined) validators.validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);
  else this.maxTotalSockets = Infinity;
  this.on('free', onFree);
}
Object.setPrototypeOf(Agent.prototype, EE.prototype);
Object.setPrototypeOf(Agent, EE);
Agent.defaultMaxSockets = Infinity;

// A request is through with its socket.
function onFree(socket, options) {
  const name = this.getName(options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const requests = this.requests[name];
  if (requests?.length) {
    const req = requests.shift();
    setRequestSocket(this, req, socket);
    if (requests.length === 0) delete this.requests[name];
    return;
  }
  const req = socket._httpMessage;
  if (!req?.shouldKeepAlive || !this.keepAlive) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] || [];
  const count = free.length + (this.sockets[name]?.length ?? 0);
  if (this.totalSocketCount > this.maxTotalSockets || count > this.maxSockets || free.length >= this.maxFreeSockets ||
      !this.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  this.freeSockets[name] = free;
  socket._httpMessage = null;
  this.removeSocket(socket, options);
  socket.once('error', onFreeSocketError);
  free.push(socket);
}

// It is not clear whose error that would be.
function onFreeSocketError() {
  this.destroy();
  this.emit('agentRemove');
}

function setRequestSocket(agent, req, socket) {
  req.onSocket(socket);
  const timeout = agent.options.timeout || 0;
  if (req.timeout === undefined || req.timeout === timeout) return;
  socket.setTimeout(req.timeout);
}

// The server name of TLS is the host that is asked for.
function setServerName(options, req) {
  if (options.servername || options.servername === '') return;
  options.servername = options.host;
  const host = req.getHeader('host');
  if (!host) return;
  validators.validateString(host, 'options.headers.host');
  if (host.startsWith('[')) {
    const end = host.indexOf(']');
    options.servername = end === -1 ? host : host.slice(1, end);
  } else {
    options.servername = host.split(':', 1)[0];
  }
  if (require('net').isIP(options.servername)) options.servername = '';
}

function listen(agent, socket, options) {
  const free = () => agent.emit('free', socket, options);
  const gone = () => {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  };
  const timeout = () => {
    for (const list of Object.values(agent.freeSockets)) if (list.includes(socket)) socket.destroy();
  };
  // An upgraded socket is not the agent's any more.
  const remove = () => {
    gone();
    socket.removeListener('close', gone);
    socket.removeListener('free', free);
    socket.removeListener('timeout', timeout);
    socket.removeListener('agentRemove', remove);
  };
  socket.on('free', free);
  socket.on('close', gone);
  socket.on('timeout', timeout);
  socket.on('agentRemove', remove);
}

Object.assign(Agent.prototype, {
  createConnection(...args) {
    return require('net').createConnection(...args);
  },

  getName(options = {}) {
    let name = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`;
    if (options.family === 4 || options.family === 6) name += `:${options.family}`;
    if (options.socketPath) name += `:${options.socketPath}`;
    return name;
  },

  addRequest(req, options, port, localAddress) {
    if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
    options = { __proto__: null, ...options, ...this.options };
    if (options.socketPath) options.path = options.socketPath;
    setServerName(options, req);
    const name = this.getName(options);
    this.sockets[name] ||= [];
    const free = this.freeSockets[name];
    let socket;
    if (free) {
      while (free.length && free[0].destroyed) free.shift();
      socket = this.scheduling === 'fifo' ? free.shift() : free.pop();
      if (!free.length) delete this.freeSockets[name];
    }
    const count = (free ? free.length : 0) + this.sockets[name].length;
    if (socket) {
      this.reuseSocket(socket, req);
      setRequestSocket(this, req, socket);
      this.sockets[name].push(socket);
    } else if (count < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
      this.createSocket(req, options, (err, socket) => {
        if (err) req.onSocket(socket, err);
        else setRequestSocket(this, req, socket);
      });
    } else {
      req[kRequestOptions] = options;
      (this.requests[name] ||= []).push(req);
    }
  },

  createSocket(req, options, cb) {
    options = { __proto__: null, ...options, ...this.options };
    if (options.socketPath) options.path = options.socketPath;
    setServerName(options, req);
    const timeout = req.timeout || this.options.timeout || undefined;
    if (timeout) options.timeout = timeout;
    const name = this.getName(options);
    options._agentKey = name;
    options.encoding = null;
    let called = false;
    const created = (err, socket) => {
      if (called) return;
      called = true;
      if (err) {
        cb(err);
        return;
      }
      (this.sockets[name] ||= []).push(socket);
      this.totalSocketCount++;
      listen(this, socket, options);
      cb(null, socket);
    };
    if (this.keepAlive) {
      options.keepAlive = this.keepAlive;
      options.keepAliveInitialDelay = this.keepAliveMsecs;
    }
    const socket = this.createConnection(options, created);
    if (socket) created(null, socket);
  },

  removeSocket(socket, options) {
    const name = this.getName(options);
    const tables = socket.writable ? [this.sockets] : [this.sockets, this.freeSockets];
    for (const table of tables) {
      const index = table[name]?.indexOf(socket) ?? -1;
      if (index === -1) continue;
      table[name].splice(index, 1);
      if (table[name].length === 0) delete table[name];
    }
    // Somebody who waits can have a socket in its place.
    let req;
    if (this.requests[name]?.length) {
      req = this.requests[name][0];
    } else {
      for (const other of Object.keys(this.requests)) {
        if (this.sockets[other]?.length) break;
        req = this.requests[other][0];
        options = req[kRequestOptions];
        break;
      }
    }
    if (!req || !options) return;
    req[kRequestOptions] = undefined;
    this.createSocket(req, options, (err, socket) => {
      if (err) req.onSocket(socket, err);
      else socket.emit('free');
    });
  },

  keepSocketAlive(socket) {
    socket.setKeepAlive(true, this.keepAliveMsecs);
    socket.unref();
    let timeout = this.options.timeout || 0;
    const hint = /^timeout=(\d+)/.exec(socket._httpMessage?.res?.headers['keep-alive'])?.[1];
    if (hint) {
      // A little less than the server has announced, so that no request meets its end.
      const announced = Math.max(0, Number.parseInt(hint, 10) * 1000 - this.agentKeepAliveTimeoutBuffer);
      if (announced === 0) return false;
      if (timeout === 0 || announced < timeout) timeout = announced;
    }
    if (socket.timeout !== timeout) socket.setTimeout(timeout);
    return true;
  },

  reuseSocket(socket, req) {
    socket.removeListener('error', onFreeSocketError);
    req.reusedSocket = true;
    socket.ref();
  },

  destroy() {
    for (const table of [this.freeSockets, this.sockets]) {
      for (const list of Object.values(table)) for (const socket of [...list]) socket.destroy();
    }
  },
});

let globalAgent;
module.exports = {
  Agent,
  get globalAgent() { return globalAgent ??= new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }); },
  set globalAgent(value) { globalAgent = value; },
};
