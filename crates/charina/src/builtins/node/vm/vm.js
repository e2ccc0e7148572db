// node:vm: https://nodejs.org/api/vm.html

const { genericNodeError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  validateArray, validateBoolean, validateInt32, validateObject, validateOneOf, validateString, validateStringArray,
  validateUint32, kValidateObjectAllowObjects, kValidateObjectAllowNullable,
} = require('internal/validators');

// A sandbox and the realm over it.
const contexts = new WeakMap();
const scripts = new WeakMap();

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

function notYet(what) {
  throw genericNodeError(`${what} is not implemented yet`, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
}

// Which imports a script may make: none without a callback, none with one, or those of a file.
function importsOf(importModuleDynamically) {
  if (importModuleDynamically === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) return 2;
  if (importModuleDynamically === undefined) return 0;
  if (typeof importModuleDynamically !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.importModuleDynamically', 'function', importModuleDynamically);
  }
  return 1;
}

function validateCachedData(cachedData) {
  if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
    throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
  }
}

// The engine compiles nothing ahead: the data only tells whether it was made for the same text.
function cachedDataOf(source) {
  const { createHash } = require('crypto');
  return Buffer.concat([
    Buffer.from(`charina ${process.versions.charina}\0`), createHash('sha256').update(source).digest(),
  ]);
}

function takeCachedData(target, source, cachedData, produce) {
  if (cachedData !== undefined) {
    const expected = cachedDataOf(source);
    const bytes = Buffer.from(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength);
    target.cachedDataRejected = !expected.equals(bytes);
  } else if (produce) {
    target.cachedDataProduced = true;
    target.cachedData = cachedDataOf(source);
  }
}

const sourceMapPattern = /^[ \t]*\/\/[#@] sourceMappingURL=(\S*)[ \t]*$/gm;
const kHome = Symbol('home');

/** https://nodejs.org/api/vm.html#class-vmscript */
class Script {
  constructor(code, options = {}) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
      importModuleDynamically,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    validateCachedData(cachedData);
    validateBoolean(produceCachedData, 'options.produceCachedData');
    const imports = importsOf(importModuleDynamically);
    const script = ops.newScript(code, filename, lineOffset, columnOffset, imports, options[kHome]);
    scripts.set(this, { script, code });
    if (cachedData !== undefined || produceCachedData) takeCachedData(this, code, cachedData, produceCachedData);
    this.sourceMapURL = undefined;
    if (code.includes('sourceMappingURL=')) {
      for (const [, url] of code.matchAll(sourceMapPattern)) this.sourceMapURL = url;
    }
  }

  createCachedData() {
    return cachedDataOf(scripts.get(this).code);
  }

  runInThisContext(options) {
    const { displayErrors } = validateRunOptions(options);
    return ops.runScript(scripts.get(this).script, null, displayErrors);
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    const { displayErrors } = validateRunOptions(options);
    return ops.runScript(scripts.get(this).script, contexts.get(contextifiedObject), displayErrors);
  }

  runInNewContext(contextObject, options) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }
}

function validateRunOptions(options = {}) {
  validateObject(options, 'options');
  const { timeout, displayErrors = true, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  if (timeout !== undefined) notYet('The option "timeout" of node:vm');
  if (breakOnSigint) notYet('The option "breakOnSigint" of node:vm');
  return { displayErrors };
}

function validateContext(contextifiedObject) {
  if (!isContext(contextifiedObject)) {
    throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', contextifiedObject);
  }
}

function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowObjects);
  return contexts.has(object);
}

// What createContext gets of the options of the functions that make a context on the way.
function contextOptions(options) {
  if (!options) return {};
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  const result = {
    name: contextName, origin: contextOrigin, codeGeneration: undefined, microtaskMode,
  };
  if (contextName !== undefined) validateString(contextName, 'options.contextName');
  if (contextOrigin !== undefined) validateString(contextOrigin, 'options.contextOrigin');
  if (contextCodeGeneration) {
    validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
    result.codeGeneration = { strings, wasm };
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return result;
}

/** https://nodejs.org/api/vm.html#vmcreatecontextcontextobject-options */
function createContext(contextObject = {}, options = {}) {
  const plain = contextObject === constants.DONT_CONTEXTIFY;
  if (!plain && isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name = 'VM Context', origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  const { strings = true, wasm = true } = codeGeneration ?? {};
  validateBoolean(strings, 'options.codeGeneration.strings');
  validateBoolean(wasm, 'options.codeGeneration.wasm');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  importsOf(importModuleDynamically);
  if (microtaskMode !== undefined) notYet('The option "microtaskMode" of node:vm');
  const context = ops.newContext(plain ? undefined : contextObject, strings);
  if (plain) contextObject = ops.globalOf(context);
  contexts.set(contextObject, context);
  return contextObject;
}

function createScript(code, options) {
  return new Script(code, options);
}

// The script will run in one context only: there it is parsed.
function at(options, context) {
  if (typeof options === 'string') return { filename: options, [kHome]: context };
  return { ...options, [kHome]: context };
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  options = at(options, contexts.get(contextifiedObject));
  return createScript(code, options).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  if (typeof options === 'string') options = { filename: options };
  contextObject = createContext(contextObject, contextOptions(options));
  options = at(options, contexts.get(contextObject));
  return createScript(code, options).runInContext(contextObject, options);
}

function runInThisContext(code, options) {
  options = at(options, null);
  return createScript(code, options).runInThisContext(options);
}

/** https://nodejs.org/api/vm.html#vmcompilefunctioncode-params-options */
function compileFunction(code, params, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const {
    filename = '', columnOffset = 0, lineOffset = 0, cachedData, produceCachedData = false, parsingContext,
    contextExtensions = [], importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  validateCachedData(cachedData);
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined && (typeof parsingContext !== 'object' || !isContext(parsingContext))) {
    throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, i) => {
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowNullable);
  });
  const context = parsingContext === undefined ? null : contexts.get(parsingContext);
  const fn = ops.compileFunction(
    code, params, contextExtensions, filename, lineOffset, columnOffset, importsOf(importModuleDynamically), context);
  if (cachedData !== undefined || produceCachedData) takeCachedData(fn, code, cachedData, produceCachedData);
  return fn;
}

module.exports = {
  Script, createContext, createScript, runInContext, runInNewContext, runInThisContext, isContext, compileFunction,
  constants,
};
Object.defineProperty(module.exports, require('internal/interface').kContextOf,
  { __proto__: null, value: (object) => contexts.get(object) });
