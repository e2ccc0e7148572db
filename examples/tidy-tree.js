// Tidies a folder: sorts files into folders by kind, removes duplicates by content, gives files plain names.
// Shows what it would do; --apply does it.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const HELP = `usage: tidy-tree.js [options] FOLDER

  -a, --apply       do it (without it, only show what would be done)
  -k, --kinds       sort files into folders by kind
  -d, --duplicates  remove files whose content another file has
  -n, --names       give files plain names: lower case, no spaces
  -q, --quiet       print only the summary
  -h, --help        print this

Without -k, -d or -n all three are done.`;

const KINDS = {
  pictures: ['.jpg', '.jpeg', '.png', '.gif', '.svg', '.webp'],
  texts: ['.txt', '.md', '.pdf', '.doc', '.rtf'],
  data: ['.json', '.csv', '.xml', '.yaml', '.yml', '.tsv'],
  programs: ['.js', '.mjs', '.ts', '.rs', '.py', '.sh', '.c'],
  sounds: ['.mp3', '.ogg', '.flac', '.wav'],
};
const kindOf = new Map(Object.entries(KINDS).flatMap(([kind, endings]) => endings.map((ending) => [ending, kind])));

/** Every plain file below a folder, sorted, without what begins with a dot. */
function* walk(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(file);
    else if (entry.isFile()) yield file;
  }
}

function hash(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

function plainName(name) {
  const { name: base, ext } = path.parse(name);
  const plain = base.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '');
  return (plain || 'unnamed') + ext.toLowerCase();
}

/** Groups of files with the same content; only files of the same size are read. */
function duplicates(files) {
  const bySize = groupBy(files, (file) => fs.statSync(file).size);
  const groups = [];
  for (const same of bySize.values()) {
    if (same.length < 2) continue;
    for (const group of groupBy(same, hash).values()) if (group.length > 1) groups.push(group);
  }
  return groups.sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const value = key(item);
    groups.has(value) ? groups.get(value).push(item) : groups.set(value, [item]);
  }
  return groups;
}

/** The path itself, or the first of `name-2`, `name-3` ... that is free. */
function free(target, taken) {
  const { dir, name, ext } = path.parse(target);
  let candidate = target;
  for (let number = 2; taken.has(candidate); number++) candidate = path.join(dir, `${name}-${number}${ext}`);
  return candidate;
}

function plan(root, { kinds, duplicates: removeDuplicates, names }) {
  const files = [...walk(root)];
  const steps = [];
  const gone = new Set();
  if (removeDuplicates) {
    for (const [first, ...others] of duplicates(files)) {
      for (const file of others) {
        steps.push({ action: 'remove', file, reason: `same as ${path.relative(root, first)}`, bytes: fs.statSync(file).size });
        gone.add(file);
      }
    }
  }
  const taken = new Set(files.filter((file) => !gone.has(file)));
  for (const file of [...taken]) {
    const folder = kinds ? path.join(root, kindOf.get(path.extname(file).toLowerCase()) ?? 'other') : path.dirname(file);
    const wanted = path.join(folder, names ? plainName(path.basename(file)) : path.basename(file));
    if (wanted === file) continue;
    taken.delete(file);
    const target = free(wanted, taken);
    taken.add(target);
    steps.push({ action: 'move', file, target });
  }
  return steps;
}

function apply(root, steps) {
  for (const { action, file, target } of steps) {
    if (action === 'remove') {
      fs.unlinkSync(file);
    } else {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.renameSync(file, target);
    }
  }
  removeEmpty(root, true);
}

function removeEmpty(folder, isRoot = false) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeEmpty(path.join(folder, entry.name));
  if (!isRoot && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function main() {
  const flag = (short) => ({ type: 'boolean', short, default: false });
  let options;
  try {
    options = parseArgs({
      allowPositionals: true,
      options: { apply: flag('a'), kinds: flag('k'), duplicates: flag('d'), names: flag('n'), quiet: flag('q'), help: flag('h') },
    });
  } catch (error) {
    console.error(`tidy-tree: ${error.message}`);
    process.exitCode = 2;
    return;
  }
  const { values, positionals } = options;
  if (values.help || positionals.length !== 1) {
    console[values.help ? 'log' : 'error'](HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const root = path.resolve(positionals[0]);
  if (!fs.existsSync(root) || !fs.statSync(root).isDirectory()) {
    console.error(`tidy-tree: not a folder: ${positionals[0]}`);
    process.exitCode = 1;
    return;
  }
  if (!values.kinds && !values.duplicates && !values.names) values.kinds = values.duplicates = values.names = true;

  const steps = plan(root, values);
  if (!values.quiet) {
    for (const { action, file, target, reason } of steps) {
      const from = path.relative(root, file);
      console.log(action === 'remove' ? `remove ${from} (${reason})` : `move   ${from} -> ${path.relative(root, target)}`);
    }
  }
  if (values.apply) apply(root, steps);
  const removed = steps.filter((step) => step.action === 'remove');
  const bytes = removed.reduce((sum, step) => sum + step.bytes, 0);
  const moved = steps.length - removed.length;
  console.log(`${moved} moved, ${removed.length} removed, ${bytes} bytes saved${values.apply ? '' : ' (nothing was changed: --apply does it)'}`);
}

main();
