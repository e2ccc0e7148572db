// net.BlockList: https://nodejs.org/api/net.html#class-netblocklist

const { SocketAddress } = require('internal/socketaddress');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateInt32, validateString } = require('internal/validators');

function toAddress(address, family, name) {
  if (SocketAddress.isSocketAddress(address)) return address;
  validateString(address, name);
  validateString(family, 'family');
  return new SocketAddress({ address, family });
}

const rulePattern = /^(Address|Range|Subnet): IP(v[46]) ([^-/]+)(?:-(.+)|\/(\d+))?$/;

const kHandle = Symbol('kHandle');

class BlockList {
  constructor() {
    this[kHandle] = ops.newList();
  }

  static isBlockList(value) {
    return typeof value === 'object' && value !== null && kHandle in value;
  }

  addAddress(address, family = 'ipv4') {
    ops.addAddress(this[kHandle], toAddress(address, family, 'address').address);
  }

  addRange(start, end, family = 'ipv4') {
    start = toAddress(start, family, 'start');
    end = toAddress(end, family, 'end');
    if (!ops.addRange(this[kHandle], start.address, end.address)) {
      throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    }
  }

  addSubnet(network, prefix, family = 'ipv4') {
    network = toAddress(network, family, 'network');
    validateInt32(prefix, 'prefix', 0, network.family === 'ipv4' ? 32 : 128);
    ops.addSubnet(this[kHandle], network.address, prefix);
  }

  check(address, family = 'ipv4') {
    if (!SocketAddress.isSocketAddress(address)) {
      validateString(address, 'address');
      validateString(family, 'family');
      try {
        address = new SocketAddress({ address, family });
      } catch {
        // What is no address is not blocked.
        return false;
      }
    }
    return ops.check(this[kHandle], address.address);
  }

  get rules() { return ops.rules(this[kHandle]); }

  toJSON() { return this.rules; }

  fromJSON(data) {
    if (typeof data === 'string') data = JSON.parse(data);
    if (!Array.isArray(data)) throw new ERR_INVALID_ARG_TYPE('json', ['string', 'string[]'], data);
    for (const rule of data) if (typeof rule !== 'string') throw new ERR_INVALID_ARG_TYPE('json', 'string[]', data);
    // The oldest rule is the last.
    for (const rule of data.toReversed()) {
      const [, kind, version, start, end, prefix] = rulePattern.exec(rule) ?? [];
      const family = `ip${version}`;
      if (kind === 'Address') this.addAddress(start, family);
      else if (kind === 'Range' && end) this.addRange(start, end, family);
      else if (kind === 'Subnet' && prefix) this.addSubnet(start, Number(prefix), family);
    }
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (depth < 0) return this;
    const deeper = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, deeper)}`;
  }
}

module.exports = { BlockList };
