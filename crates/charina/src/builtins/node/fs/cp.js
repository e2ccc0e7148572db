// fs.cp in its three forms: copying trees (https://nodejs.org/api/fs.html#fscpsrc-dest-options-callback).
const { codes: {
  ERR_FS_CP_DIR_TO_NON_DIR, ERR_FS_CP_EEXIST, ERR_FS_CP_EINVAL, ERR_FS_CP_FIFO_PIPE, ERR_FS_CP_NON_DIR_TO_DIR,
  ERR_FS_CP_SOCKET, ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY, ERR_FS_CP_UNKNOWN, ERR_FS_EISDIR, ERR_INVALID_RETURN_VALUE,
} } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');
const fs = require('fs');
const path = require('path');

function toPath(value, name) {
  if (value instanceof URL) value = require('url').fileURLToPath(value);
  else if (value instanceof Uint8Array) value = Buffer.from(value).toString();
  if (typeof value !== 'string') {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }
  if (value.includes('\0')) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return value;
}

const DEFAULTS = {
  dereference: false, errorOnExist: false, filter: undefined, force: true, preserveTimestamps: false, recursive: false,
  verbatimSymlinks: false, mode: 0,
};
function validateOptions(options) {
  if (options === undefined) return { ...DEFAULTS };
  validateObject(options, 'options');
  options = { ...DEFAULTS, ...options };
  for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) {
    validateBoolean(options[name], `options.${name}`);
  }
  options.mode ??= 0;
  validateInteger(options.mode, 'mode', 0, 7);
  if (options.dereference && options.verbatimSymlinks) {
    const { codes: { ERR_INCOMPATIBLE_OPTION_PAIR } } = require('internal/errors');
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
}

function fail(Code, message, source, destination, errno, code) {
  return new Code({ message, path: destination, syscall: 'cp', errno, code });
}

function same(a, b) {
  return b !== undefined && a.ino && a.dev && a.ino === b.ino && a.dev === b.dev;
}

function isInside(source, destination) {
  const from = path.resolve(source).split(path.sep).filter(Boolean);
  const to = path.resolve(destination).split(path.sep).filter(Boolean);
  return from.every((part, index) => to[index] === part);
}

function stats(source, destination, options) {
  const stat = options.dereference ? fs.statSync : fs.lstatSync;
  const from = stat(source, { bigint: true });
  const to = stat(destination, { bigint: true, throwIfNoEntry: false });
  return { from, to };
}

function checkPaths(source, destination, options) {
  const { from, to } = stats(source, destination, options);
  if (to !== undefined) {
    if (same(from, to)) {
      throw fail(ERR_FS_CP_EINVAL, 'src and dest cannot be the same', source, destination, 22, 'EINVAL');
    }
    if (from.isDirectory() && !to.isDirectory()) {
      throw fail(ERR_FS_CP_DIR_TO_NON_DIR, `cannot overwrite non-directory ${destination} with directory ${source}`,
                 source, destination, 21, 'EISDIR');
    }
    if (!from.isDirectory() && to.isDirectory()) {
      throw fail(ERR_FS_CP_NON_DIR_TO_DIR, `cannot overwrite directory ${destination} with non-directory ${source}`,
                 source, destination, 20, 'ENOTDIR');
    }
  }
  if (from.isDirectory() && isInside(source, destination)) {
    throw fail(ERR_FS_CP_EINVAL, `cannot copy ${source} to a subdirectory of self ${destination}`, source, destination,
               22, 'EINVAL');
  }
  return { from, to };
}

function checkParents(source, from, destination) {
  const sourceParent = path.resolve(path.dirname(source));
  let parent = path.resolve(path.dirname(destination));
  while (parent !== sourceParent && parent !== path.parse(parent).root) {
    const stat = fs.statSync(parent, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return;
    if (same(from, stat)) {
      throw fail(ERR_FS_CP_EINVAL, `cannot copy ${source} to a subdirectory of self ${destination}`, source,
                 destination, 22, 'EINVAL');
    }
    parent = path.dirname(parent);
  }
}

function copyLeaf(source, destination, from, to, options) {
  if (from.isSymbolicLink()) return copyLink(source, destination, to, options);
  if (from.isSocket()) {
    throw fail(ERR_FS_CP_SOCKET, `cannot copy a socket file: ${destination}`, source, destination, 22, 'EINVAL');
  }
  if (from.isFIFO()) {
    throw fail(ERR_FS_CP_FIFO_PIPE, `cannot copy a FIFO pipe: ${destination}`, source, destination, 22, 'EINVAL');
  }
  if (!from.isFile() && !from.isCharacterDevice() && !from.isBlockDevice()) {
    throw fail(ERR_FS_CP_UNKNOWN, `cannot copy an unknown file type: ${destination}`, source, destination, 22, 'EINVAL');
  }
  if (to !== undefined) {
    if (options.force) {
      fs.unlinkSync(destination);
    } else if (options.errorOnExist) {
      throw fail(ERR_FS_CP_EEXIST, `${destination} already exists`, source, destination, 17, 'EEXIST');
    } else {
      return;
    }
  }
  fs.copyFileSync(source, destination, options.mode);
  if (options.preserveTimestamps) {
    const current = fs.statSync(source);
    if ((current.mode & 0o200) === 0) fs.chmodSync(destination, current.mode | 0o200);
    fs.utimesSync(destination, current.atime, current.mtime);
  }
  fs.chmodSync(destination, Number(from.mode) & 0o7777);
}

function copyLink(source, destination, to, options) {
  let target = fs.readlinkSync(source);
  if (!options.verbatimSymlinks && !path.isAbsolute(target)) target = path.resolve(path.dirname(source), target);
  if (to === undefined) return fs.symlinkSync(target, destination);
  let old;
  try {
    old = fs.readlinkSync(destination);
  } catch (error) {
    if (error.code === 'EINVAL' || error.code === 'UNKNOWN') return fs.symlinkSync(target, destination);
    throw error;
  }
  if (!path.isAbsolute(old)) old = path.resolve(path.dirname(destination), old);
  const isDirectory = fs.statSync(source, { throwIfNoEntry: false })?.isDirectory();
  if (isDirectory && isInside(target, old)) {
    throw fail(ERR_FS_CP_EINVAL, `cannot copy ${target} to a subdirectory of self ${old}`, source, destination, 22,
               'EINVAL');
  }
  if (isDirectory && isInside(old, target)) {
    throw fail(ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY, `cannot overwrite ${old} with ${target}`, source, destination, 22,
               'EINVAL');
  }
  fs.unlinkSync(destination);
  return fs.symlinkSync(target, destination);
}

// One walk serves both forms: it yields what the filter must be asked, and is told the answer.
function* walk(source, destination, options, refusal) {
  const first = checkPaths(source, destination, options);
  checkParents(source, first.from, destination);
  if (options.filter && !(yield [source, destination])) return;
  const parent = path.dirname(destination);
  if (!fs.existsSync(parent)) fs.mkdirSync(parent, { recursive: true });
  const waiting = [[source, destination, first]];
  const modes = [];
  while (waiting.length > 0) {
    const [from, to, checked] = waiting.shift();
    const found = checked || checkPaths(from, to, options);
    if (!found.from.isDirectory()) {
      copyLeaf(from, to, found.from, found.to, options);
      continue;
    }
    if (!options.recursive) {
      throw new ERR_FS_EISDIR({
        message: refusal(from), path: from, syscall: 'cp',
        errno: 21, code: 'EISDIR',
      });
    }
    if (found.to === undefined) {
      fs.mkdirSync(to);
      modes.push([to, Number(found.from.mode) & 0o7777]);
    }
    for (const name of fs.readdirSync(from)) {
      const childFrom = path.join(from, name);
      const childTo = path.join(to, name);
      if (options.filter && !(yield [childFrom, childTo])) continue;
      waiting.push([childFrom, childTo, undefined]);
    }
  }
  for (const [directory, mode] of modes) fs.chmodSync(directory, mode);
}

function cpSync(source, destination, options) {
  options = validateOptions(options);
  source = toPath(source, 'src');
  destination = toPath(destination, 'dest');
  const steps = walk(source, destination, options,
                     (directory) => `Recursive option not enabled, cannot copy a directory: ${directory}`);
  let step = steps.next();
  while (!step.done) {
    const answer = options.filter(...step.value);
    if (typeof answer?.then === 'function') throw new ERR_INVALID_RETURN_VALUE('boolean', 'filter', answer);
    step = steps.next(answer);
  }
}

async function cp(source, destination, options) {
  const steps = walk(source, destination, options, (directory) => `${directory} is a directory (not copied)`);
  let step = steps.next();
  while (!step.done) step = steps.next(await options.filter(...step.value));
}

module.exports = { cp, cpSync, toPath, validateOptions };
