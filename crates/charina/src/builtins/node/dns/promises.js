// node:dns/promises: https://nodejs.org/api/dns.html#dns-promises-api

const shared = require('internal/dns/resolver');
const { METHODS, codes } = shared;

// The promise of what a callback gets: `shape` makes one value of several. What is wrong with arguments is thrown.
function promised(start, shape = (value) => value) {
  const { promise, resolve, reject } = Promise.withResolvers();
  start((error, ...values) => (error ? reject(error) : resolve(shape(...values))));
  return promise;
}

function lookup(hostname, options) {
  const { all } = shared.lookupOptions(hostname, options);
  return promised(
    (callback) => shared.lookup(hostname, options ?? {}, callback),
    (address, family) => (all ? address : { address, family }));
}

function lookupService(address, port) {
  if (arguments.length !== 2) throw new (require('internal/errors').codes.ERR_MISSING_ARGS)('address', 'port');
  shared.validateService(address, port);
  return promised(
    (callback) => shared.lookupService(address, port, callback), (hostname, service) => ({ hostname, service }));
}

class Resolver extends shared.ResolverBase {}
for (const name of METHODS) {
  // The callback form throws what is wrong with the arguments, and so does this.
  const { [name]: method } = shared.Resolver.prototype;
  const own = {
    [name](...args) {
      return promised((callback) => Reflect.apply(method, this, [...args, callback]));
    },
  };
  Resolver.prototype[name] = own[name];
}

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder: shared.getDefaultResultOrder,
  setDefaultResultOrder: shared.setDefaultResultOrder,
  setServers: shared.setServers,
  ...codes,
};
shared.bindDefault(module.exports, Resolver);
