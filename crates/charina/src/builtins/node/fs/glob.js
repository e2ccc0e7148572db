// fs.glob in its three forms, over path.matchesGlob's language (https://nodejs.org/api/fs.html#fsglobpattern-options-callback).
const { validateObject, validateString, validateStringArray } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const fs = require('fs');
const path = require('path');

// `{a,b}` and `{1..3}` written out.
function expand(pattern) {
  let depth = 0;
  let start = -1;
  const commas = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') {
      i++;
    } else if (c === '{') {
      if (depth++ === 0) start = i;
    } else if (c === ',' && depth === 1) {
      commas.push(i);
    } else if (c === '}' && depth > 0 && --depth === 0) {
      const head = pattern.slice(0, start);
      const tail = pattern.slice(i + 1);
      const body = pattern.slice(start + 1, i);
      const range = /^(-?\d+)\.\.(-?\d+)$/.exec(body);
      let parts;
      if (commas.length > 0) {
        parts = [];
        let from = start + 1;
        for (const comma of [...commas, i]) {
          parts.push(pattern.slice(from, comma));
          from = comma + 1;
        }
      } else if (range) {
        parts = [];
        const [low, high] = [Number(range[1]), Number(range[2])];
        const step = low <= high ? 1 : -1;
        for (let n = low; step > 0 ? n <= high : n >= high; n += step) parts.push(String(n));
      } else {
        commas.length = 0;
        continue;
      }
      const all = [];
      for (const part of parts) for (const rest of expand(head + part + tail)) all.push(rest);
      return all;
    }
  }
  return [pattern];
}

const MAGIC = /[*?[\]!+@(){}]/;

// One path segment of a pattern as a function of a name.
function segmentMatcher(segment) {
  if (segment === '**') return segment;
  if (!MAGIC.test(segment)) {
    const literal = segment.replace(/\\(.)/g, '$1');
    return { literal, test: (name) => name === literal };
  }
  return { literal: null, test: (name) => (name[0] !== '.' || segment[0] === '.') && path.matchesGlob(name, segment) };
}

function compile(pattern) {
  const absolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((part) => part !== '' && part !== '.').map(segmentMatcher);
  return { absolute, segments, slash: pattern.endsWith('/') };
}

function options_(options) {
  if (options === undefined) options = {};
  validateObject(options, 'options');
  const { exclude, withFileTypes = false } = options;
  let cwd = options.cwd ?? process.cwd();
  if (cwd instanceof URL) cwd = require('url').fileURLToPath(cwd);
  validateString(cwd, 'options.cwd');
  let excluded = () => false;
  if (exclude !== undefined && exclude !== null) {
    if (Array.isArray(exclude)) {
      validateStringArray(exclude, 'options.exclude');
      // What `x/**` excludes is x with all that is in it.
      const patterns = exclude.flatMap((pattern) => (pattern.endsWith('/**') ? [pattern, pattern.slice(0, -3)] : [pattern]));
      excluded = (relative) => patterns.some((pattern) => path.matchesGlob(relative, pattern));
    } else if (typeof exclude === 'function') {
      excluded = (relative, dirent) => exclude(withFileTypes ? dirent : dirent.name);
    } else {
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['Function', 'string[]'], exclude);
    }
  }
  return { cwd, excluded, withFileTypes };
}

// Checks the arguments and makes ready for search().
function prepare(patterns, options) {
  if (Array.isArray(patterns)) validateStringArray(patterns, 'patterns');
  else validateString(patterns, 'patterns');
  return [typeof patterns === 'string' ? [patterns] : patterns, options_(options)];
}

function* search([patterns, { cwd, excluded, withFileTypes }]) {
  const seen = new Set();
  const listed = new Map();
  const list = (directory) => {
    let entries = listed.get(directory);
    if (entries === undefined) {
      try {
        entries = fs.readdirSync(directory, { withFileTypes: true });
      } catch {
        entries = [];
      }
      listed.set(directory, entries);
    }
    return entries;
  };
  for (const pattern of patterns.flatMap(expand)) {
    const { absolute, segments, slash } = compile(pattern);
    // A pattern that names only where the search starts finds nothing.
    if (!absolute && segments.every((segment) => segment.literal === '..')) continue;
    const root = absolute ? '/' : cwd;
    const waiting = [['', 0, null]];
    const visited = new Set();
    while (waiting.length > 0) {
      const [relative, index, dirent] = waiting.shift();
      const mark = `${index}:${relative}`;
      if (visited.has(mark)) continue;
      visited.add(mark);
      const full = path.join(root, relative);
      if (index === segments.length) {
        if (slash && dirent && !dirent.isDirectory()) continue;
        const shown = absolute ? full : relative || '.';
        if (seen.has(shown)) continue;
        seen.add(shown);
        if (!withFileTypes) yield shown;
        else if (dirent) yield dirent;
        continue;
      }
      const segment = segments[index];
      if (segment === '**') {
        waiting.push([relative, index + 1, dirent]);
        for (const entry of list(full)) {
          if (entry.name[0] === '.') continue;
          const child = relative ? `${relative}/${entry.name}` : entry.name;
          if (excluded(child, entry)) continue;
          if (entry.isDirectory()) waiting.push([child, index, entry]);
          else if (index + 1 === segments.length) waiting.push([child, index + 1, entry]);
        }
      } else if (segment.literal === '..') {
        const above = path.join(relative, '..');
        waiting.push([above === '.' ? '' : above, index + 1, dirent]);
      } else {
        for (const entry of list(full)) {
          if (!segment.test(entry.name)) continue;
          const child = relative ? `${relative}/${entry.name}` : entry.name;
          if (excluded(child, entry)) continue;
          waiting.push([child, index + 1, entry]);
        }
      }
    }
  }
}

function globSync(patterns, options) {
  return [...search(prepare(patterns, options))];
}
// The arguments are checked by prepare() before anything is awaited.
async function* glob(prepared) {
  yield* search(prepared);
}
async function* globOf(patterns, options) {
  yield* search(prepare(patterns, options));
}
module.exports = { glob, globOf, globSync, prepare };
