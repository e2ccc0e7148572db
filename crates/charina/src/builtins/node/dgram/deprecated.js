// What node:dgram never meant to show (DEP0112): https://nodejs.org/api/deprecations.html#dep0112-dgram-private-apis

exports.define = (dgram, { kState, createSocketHandle, healthCheck, stopReceiving }) => {
  const { deprecate } = require('util');
  const { prototype } = dgram.Socket;
  for (const name of ['handle', 'receiving', 'bindState', 'queue', 'reuseAddr']) {
    const text = `Socket.prototype._${name} is deprecated`;
    Object.defineProperty(prototype, `_${name}`, {
      configurable: true,
      get: deprecate(function() { return this[kState][name]; }, text, 'DEP0112'),
      set: deprecate(function(value) { this[kState][name] = value; }, text, 'DEP0112'),
    });
  }
  prototype._healthCheck = deprecate(function() {
    healthCheck(this);
  }, 'Socket.prototype._healthCheck() is deprecated', 'DEP0112');
  prototype._stopReceiving = deprecate(function() {
    stopReceiving(this);
  }, 'Socket.prototype._stopReceiving() is deprecated', 'DEP0112');
  Object.defineProperty(dgram, '_createSocketHandle', {
    configurable: true, enumerable: false, writable: true,
    value: deprecate(createSocketHandle, 'dgram._createSocketHandle() is deprecated', 'DEP0112'),
  });
};
