// navigator: https://nodejs.org/api/globals.html#navigator

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');

const kCreate = Symbol('kCreate');
let languages;

function platformName() {
  const { arch, platform } = process;
  if (platform === 'darwin') return 'MacIntel';
  if (platform === 'win32') return 'Win32';
  if (platform === 'linux') {
    if (arch === 'ia32') return 'Linux i686';
    return arch === 'x64' ? 'Linux x86_64' : `Linux ${arch}`;
  }
  const machine = { ia32: 'i386', x64: 'amd64' }[arch] ?? arch;
  return `${platform[0].toUpperCase()}${platform.slice(1)} ${machine}`;
}

// Private fields stand for the brand checks.
class Navigator {
  #concurrency;

  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() { return this.#concurrency ??= require('os').availableParallelism(); }

  get language() {
    this.#concurrency;
    return ops.language?.() ?? 'en-US';
  }

  get languages() { return languages ??= Object.freeze([this.language]); }

  get userAgent() {
    this.#concurrency;
    return `Node.js/${/\d+/.exec(process.version)[0]}`;
  }

  get platform() {
    this.#concurrency;
    return platformName();
  }
}
for (const name of ['hardwareConcurrency', 'language', 'languages', 'userAgent', 'platform']) {
  Object.defineProperty(Navigator.prototype, name, { __proto__: null, enumerable: true });
}

module.exports = { Navigator, navigator: new Navigator(kCreate) };
