// module.registerHooks and module.register: the chains of resolve and load hooks.
// https://nodejs.org/api/module.html#customization-hooks

const { codes: {
  ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_RETURN_VALUE,
  ERR_LOADER_CHAIN_INCOMPLETE,
} } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');

const IMPORT = ['node', 'import', 'module-sync', 'node-addons'];
const REQUIRE = ['require', 'node', 'node-addons', 'module-sync'];
const conditions = (isRequire) => [...(isRequire ? REQUIRE : IMPORT), ...ops.userConditions()];

// Registered last, run first.
const syncHooks = [];
const asyncHooks = { resolve: [], load: [] };
let count = 0;

const kId = Symbol('kModuleHooksIdKey');

class ModuleHooks {
  constructor(resolve, load) {
    this.resolve = resolve;
    this.load = load;
    this[kId] = Symbol(`module-hook-${count++}`);
    syncHooks.push(this);
    ops.setActive(true);
  }

  deregister() {
    const index = syncHooks.indexOf(this);
    if (index < 0) return;
    syncHooks.splice(index, 1);
    ops.setActive(isActive());
  }
}

const isActive = () => syncHooks.length > 0 || asyncHooks.resolve.length > 0 || asyncHooks.load.length > 0;

/** https://nodejs.org/api/module.html#moduleregisterhooksoptions */
function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validateFunction(resolve, 'hooks.resolve');
  if (load) validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

// The outermost step of a chain. Each step gets the context as the steps before it have changed it, and must call the
// next one or say that it means not to.
function build(name, last, check, context) {
  let ran = Infinity;
  let next = (value, changed) => {
    ran = 0;
    if (changed && changed !== context) Object.assign(context, changed);
    return check(last(value, context));
  };
  let index = 0;
  for (const hooks of syncHooks) {
    const hook = hooks[name];
    if (!hook) continue;
    const own = ++index;
    const following = next;
    next = (value, changed) => {
      ran = own;
      if (changed && changed !== context) Object.assign(context, changed);
      const result = hook(value, context, following);
      if (ran === own && !result.shortCircuit) {
        throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', name, 'shortCircuit', result.shortCircuit);
      }
      return check(result);
    };
  }
  return next;
}

function checkResolved(result) {
  const { url, format, importAttributes } = result;
  if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', 'resolve', 'url', url);
  if (format && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'resolve', 'format', format);
  }
  if (importAttributes && typeof importAttributes !== 'object') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('an object', 'resolve', 'importAttributes', importAttributes);
  }
  return { __proto__: null, url, format, importAttributes };
}

const isBytes = (source) => ArrayBuffer.isView(source) || require('util/types').isAnyArrayBuffer(source);

function checkLoaded(result) {
  const { source, format } = result;
  const needless = format === 'builtin' || format === 'commonjs' && source == null;
  if (!needless && typeof source !== 'string' && !isBytes(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  if (format && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'format', format);
  }
  return result;
}

class ModuleResolveContext {
  constructor(parentURL, importAttributes, conditions) {
    this.parentURL = parentURL;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
  }
}

class ModuleLoadContext {
  constructor(format, importAttributes, conditions) {
    this.format = format;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
  }
}

/** What `import specifier` or `require(specifier)` names: { url, format, importAttributes }. */
function resolve(specifier, parentURL, attributes, requirer) {
  const isRequire = requirer !== undefined;
  const last = isRequire ?
    (specifier) => {
      if (typeof specifier !== 'string') throw new ERR_INVALID_ARG_TYPE('path', 'string', specifier);
      return { url: ops.resolveRequire(specifier, requirer) };
    } :
    (specifier, context) => {
      if (asyncHooks.resolve.length) return ops.wait(runAsync('resolve', specifier, plain(context)));
      return ops.resolveImport(specifier, context.parentURL);
    };
  const context = new ModuleResolveContext(parentURL, attributes, conditions(isRequire));
  return build('resolve', last, checkResolved, context)(specifier, context);
}

/** What is at a URL: { format, source }. */
function load(url, format, attributes, isRequire) {
  const context = new ModuleLoadContext(format, attributes, conditions(isRequire));
  const last = (url, context) => {
    if (!isRequire && asyncHooks.load.length) {
      const { format, importAttributes } = plain(context);
      return ops.wait(runAsync('load', url, { format, importAttributes }));
    }
    return ops.load(url, context.format, context.importAttributes, isRequire);
  };
  return build('load', last, checkLoaded, context)(url, context);
}

// What crosses to the hooks of module.register is copied there.
const plain = (context) => ({ ...context, importAttributes: { ...context.importAttributes } });

// The chain of module.register: like the one above, with promises between the steps.
function runAsync(name, value, context) {
  const hooks = asyncHooks[name];
  const step = async (index, value, context) => {
    if (index < 0) {
      if (name === 'load') {
        const loaded = ops.load(value, context.format, context.importAttributes, false);
        // The loader of CommonJS reads the file itself.
        if (loaded.format === 'commonjs') loaded.source = null;
        return loaded;
      }
      return ops.resolveImport(value, context.parentURL);
    }
    const { fn, url } = hooks[index];
    let called = false;
    const who = `${url} '${name}' hook's next${name === 'load' ? 'Load' : 'Resolve'}()`;
    const result = await fn(value, context, async (next, changed) => {
      called = true;
      if (name === 'resolve') validateString(next, `${who} specifier`);
      else if (typeof next !== 'string') throw new ERR_INVALID_ARG_TYPE(`${who} url`, ['string'], next);
      else if (!URL.canParse(next)) throw new ERR_INVALID_ARG_VALUE(`${who} url`, next, 'should be a URL string');
      if (changed !== undefined && (typeof changed !== 'object' || changed === null)) {
        throw new ERR_INVALID_ARG_TYPE(`${who} context`, ['object'], changed);
      }
      return step(index - 1, next, { ...context, ...changed });
    });
    if (result === null || typeof result !== 'object') {
      throw new ERR_INVALID_RETURN_VALUE('an object', `${url} '${name}' hook's next${name === 'load' ? 'Load' : 'Resolve'}()`, result);
    }
    if (!called && !result.shortCircuit) throw new ERR_LOADER_CHAIN_INCOMPLETE(`${url} '${name}'`);
    return result;
  };
  return step(hooks.length - 1, value, context);
}

/** https://nodejs.org/api/module.html#moduleregisterspecifier-parenturl-options */
function register(specifier, parentURL = undefined, options) {
  if (parentURL != null && typeof parentURL === 'object' && !(parentURL instanceof URL)) {
    options = parentURL;
    parentURL = options.parentURL;
  }
  const data = options?.data === undefined ? undefined : structuredClone(options.data, { transfer: options.transferList });
  const base = parentURL === undefined ? 'data:' : `${parentURL}`;
  const namespace = ops.importNow(`${specifier}`, base);
  const result = namespace.initialize?.(data);
  ops.wait(Promise.resolve(result));
  for (const name of ['resolve', 'load']) {
    const fn = namespace[name];
    if (fn) asyncHooks[name].push({ fn, url: `${specifier}` });
  }
  ops.setActive(isActive());
}

module.exports = { registerHooks, register, resolve, load };
