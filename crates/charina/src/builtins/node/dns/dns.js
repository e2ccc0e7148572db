// node:dns, callbacks: https://nodejs.org/api/dns.html

const shared = require('internal/dns/resolver');
const { Resolver, bindDefault, codes, lookup, lookupService } = shared;

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder: shared.getDefaultResultOrder,
  setDefaultResultOrder: shared.setDefaultResultOrder,
  setServers: shared.setServers,
  ADDRCONFIG: shared.ADDRCONFIG,
  ALL: shared.ALL,
  V4MAPPED: shared.V4MAPPED,
  ...codes,
};
bindDefault(module.exports);
Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
