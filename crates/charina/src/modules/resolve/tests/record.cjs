// Records cases.txt with a real Node: `node --expose-internals --no-warnings record.cjs > cases.txt`, Node 24.
// Each line: loader, parent, request, outcome. `$R` is the directory of the tree; `\n` stands for a line's end.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createRequire, _nodeModulePaths } = require('node:module');
const { defaultResolve } = require('internal/modules/esm/resolve');
const { pathToFileURL } = require('node:url');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tree-')));
process.on('exit', () => fs.rmSync(root, { recursive: true }));
process.chdir(root);
for (const line of fs.readFileSync(path.join(__dirname, 'tree.txt'), 'utf8').split('\n')) {
  if (!line || line[0] === '#') continue;
  const [, file, sign, rest] = /^(.*?)(?: (:|->) (.*))?$/.exec(line);
  const full = path.join(root, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  if (sign === '->') fs.symlinkSync(rest, full);
  else fs.writeFileSync(full, (rest ?? '').replace('\\0', '\0'));
}

const notes = [];
process.emitWarning = (message, type, code) => notes.push(`${code} ${message}`);
const show = (text) => text.replaceAll(root, '$R').replaceAll('\n', '\\n');
function attempt(loader, parent, request, run) {
  notes.length = 0;
  let outcome;
  try {
    outcome = `ok ${run()}`;
  } catch (error) {
    const { code, ...own } = error;
    outcome = `${error.name} ${code} ${error.message} ${JSON.stringify(own)}`;
  }
  for (const note of notes) outcome += ` NOTE ${note}`;
  console.log([loader, parent, request, show(outcome)].join('\t'));
}

const requests = [
  './lib/a', './lib/a.js', './lib/b', './lib/b.mjs', './lib/c', './lib/d', './lib/sub', './lib/sub/', './lib/sub/.',
  './lib/sub/..', './lib/only', './lib/none', './lib/', './lib', '.', './', '..', './lib/link', './lib/link.js',
  './lib/linkdir', './lib/linkdir/index.js', './lib/loop', './lib/dangling', './lib/dot.dir', './lib/a.js/',
  './lib/with space #%', './lib/with space #%.js', './lib/with%20space%20%23%25.js', './lib/noext', './lib//a.js',
  './lib/../lib/a.js', './lib/a.js?q=1', './lib/a.js#h', './lib/link.js?q#h', './lib/%61.js', './lib/x%2fa.js',
  './lib/x%5Ca.js', './lib/a%', '$R/lib/a.js', '$R/lib/a', '$R/lib/sub', '$R/none', 'file://$R/lib/a.js',
  'file://$R/lib/none.js', 'file://host/lib/a.js', 'file:///%2fx', 'fs', 'node:fs', 'fs/promises', 'node:test', 'test',
  'node:nope', 'fs/', 'lone', 'lone.js', 'dep', 'dep/', 'dep/.', 'dep/lib/x', 'dep/lib/x.js', 'dep/none', 'dep/esm',
  'dep/main.js?q', 'noindex', 'badmain', 'dirmain', 'nomain', 'extmain', 'nopkg', 'empty', 'empty/readme.txt',
  'invalid', 'invalid/index.js', '@scope/pkg', '@scope/pkg/', '@scope/pkg/x', '@scope/pkg/x.js',
  '@scope/pkg/package.json', '@scope/noexp', '@scope/none', '@scope', '@scope/', '@/x', 'exp', 'exp/', 'exp/none',
  'exp/main.js', 'exp/feat/a', 'exp/feat/c/d', 'exp/feat/none', 'exp/feat/special/s', 'exp/feat/private/x',
  'exp/feat/', 'exp/feat/../main', 'exp/feat/c//d', 'exp/feat/node_modules/x', 'exp/feat/%2e%2e/x', 'exp/feat/a%2fb',
  'exp/trail/', 'exp/trail/a.js', 'exp/staraend', 'exp/starend', 'exp/dir', 'exp/missing', 'exp/up', 'exp/nm',
  'exp/NM', 'exp/dot', 'exp/bare', 'exp/abs', 'exp/num', 'exp/bool', 'exp/obj', 'exp/objnull', 'exp/nest', 'exp/arr',
  'exp/arrbad', 'exp/arrnull', 'exp/arrempty', 'exp/arrcond', 'exp/numkey', 'exp/dbl', 'exp/dbl/a.js', 'exp/dbl//a.js',
  'exp/enc', 'exp/sep', 'exp/emptyt', 'exp/slash', 'exp/mods', 'exp/addon', 'exp/custom', 'exp/order', 'exp/two/a/b',
  'exp/q', 'exp/pq/a.js?x', 'exp/pq/*', 'exp/space', 'exp/pq/a b.js', 'mixed', 'sugar', 'sugar/a.js', 'sugar/',
  'condsugar', 'arrsugar', 'badsugar', 'emptyexp', 'emptyexp/a.js', 'falseexp', 'brokenexp', 'linked', 'linked/l.js',
  'linked2', 'linked/other', 'dual', 'dual/', 'a.b', '.hidden', 'odd', 'node_modules/odd', 'nested', 'root', 'root/b',
  'root/gone', 'root/dir', 'root/p/a.js', 'root/p/', 'root/none', 'rootx', '#', '#dep', '#fs', '#nodefs', '#http',
  '#own', '#sub/lib/x.js', '#sub/lib/x', '#pat/a.js', '#pat/.js', '#nul', '#missing', '#enc', '#cond', '#up', '#abs',
  '#num', '#obj', '#arr', '#nopkg', '#/slash', '#dir', '#pat2/x', '#none', '#none/', '', '..x', '...', './', 'a%2fb',
  'a\\b', 'x:y', 'data:text/javascript,1', 'http://x/y', 'C:\\x', 'np', 'np2', 'not/installed', '../x',
];
const expand = (request) => request.replaceAll('$R', root);
for (const parent of ['index.js', 'node_modules/exp/self.cjs', 'node_modules/nested/index.js', 'lib/deep/er/x.js',
                      'scoped/a.js', 'node_modules/invalid/inner.cjs']) {
  const list = parent === 'index.js' ? requests :
    ['exp', 'exp/none', 'exp/missing', 'exp/feat/a', 'exp/bare', 'exp/numkey', 'exp/feat//', 'dep', './self', 'root',
     'nested', '#dep', '#own', '@s/c', '@s/c/x', '#self', '#x', '../x', 'none', './none', 'odd', './index', 'mixed'];
  const file = path.join(root, parent);
  const require_ = createRequire(file);
  for (const request of list) {
    attempt('cjs', parent, request, () => require_.resolve(expand(request)));
  }
  const parentURL = pathToFileURL(file.replace(/index\.js$/, 'main.mjs')).href;
  for (const request of list) {
    attempt('esm', parent.replace(/index\.js$/, 'main.mjs'), request,
            () => defaultResolve(expand(request), { parentURL }).url);
  }
}
for (const parentURL of ['data:text/javascript,x', 'node:fs', 'http://a/b', `${pathToFileURL(root)}/main.mjs?q=1#h`]) {
  for (const request of ['./x.js', 'dep', 'fs', 'node:fs', '#dep', '/x.js', pathToFileURL(`${root}/lib/a.js`).href,
                         pathToFileURL(`${root}/lib/none.js`).href, 'data:text/javascript,1']) {
    // Node itself is at a loss here.
    if (/^(http|node)/.test(parentURL) && /^[d#]/.test(request)) continue;
    attempt('url', show(parentURL), show(request), () => defaultResolve(request, { parentURL }).url);
  }
}
const { defaultGetFormat } = require('internal/modules/esm/get_format');
for (const file of ['index.js', 'main.mjs', 'lib/c.json', 'lib/d.node', 'lib/noext', 'esm/a.js', 'esm/noext',
                    'esm/wasm', 'esm/x.unknown', 'esm/t.ts', 'esm/.dot', 'typeless/a.js', 'typeless/noext',
                    'typeless/w.wasm', 'node_modules/exp/self.cjs', 'scoped/a.js', 'esm/y.node', 'x.d/']) {
  attempt('format', file, '', () => defaultGetFormat(pathToFileURL(path.join(root, file)), {}));
}
for (const url of ['node:fs', 'data:text/javascript,x', 'data:Text/JavaScript;charset=utf-8,x', 'data:application/json,{}',
                   'data:application/wasm;base64,', 'data:text/plain,x', 'data:,x', 'data:text/javascript', 'http://x/y',
                   'data:application/JSON,x', 'data:text/javascript;a=b;base64,x', 'data:/javascript,']) {
  attempt('format', url, '', () => defaultGetFormat(new URL(url), {}));
}
for (const dir of ['/', '/a', '/a/b/', '/a/node_modules/b', '/a/node_modules', '/node_modules/x/../y', 'rel/x',
                   '/usr/lib/node_modules/npm/node_modules/glob/node_modules/minimatch', '/a/foo_node_modules/x']) {
  attempt('paths', dir, '', () => _nodeModulePaths(dir).join(','));
}
