// mocha: runs a suite by its command and another by its API.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
fs.mkdirSync('test');
fs.writeFileSync('test/sum.spec.js', `const assert = require('node:assert');
describe('sum', () => {
  let log = [];
  before(() => log.push('before'));
  beforeEach(() => log.push('each'));
  after(() => console.log(log.join()));
  it('adds', () => assert.strictEqual(1 + 1, 2));
  it('waits', (done) => setTimeout(done, 5));
  it('awaits', async () => { await new Promise((resolve) => setImmediate(resolve)); });
  it.skip('is skipped', () => {});
  it('is pending');
  context('nested', () => {
    it('fails', () => assert.deepStrictEqual({ a: [1, 2] }, { a: [1, 3] }));
    it('times out', function (done) { this.timeout(20); });
    it('throws later', (done) => { setTimeout(() => { throw new Error('late'); }, 1); });
  });
});
`);
fs.writeFileSync('test/module.spec.mjs', "import assert from 'node:assert';\nconst value = await Promise.resolve(3);\nit('is a module', () => assert.ok(value === 3));\n");
const command = path.join(process.env.MODULES, 'mocha/bin/mocha.js');
for (const words of [['--reporter', 'json', 'test/*.spec.*js'], ['--grep', 'adds|module', 'test/*.spec.*js']]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], { encoding: 'utf8' });
  if (words[1] === 'json') {
    const report = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const titles = (list) => list.map((test) => test.fullTitle).sort();
    console.log(status, report.stats.tests, titles(report.passes), titles(report.pending));
    console.log(report.failures.map((test) => [test.title, test.err.message.split('\n')[0].replace(/\(\/.*\)/, '')]), stderr);
  } else {
    console.log(status, stdout.replace(/\(\d+ms\)/g, '(<ms>)'), stderr);
  }
}
const Mocha = require('mocha');
const mocha = new Mocha({ reporter: 'min', timeout: 100 });
mocha.suite.addTest(new Mocha.Test('by the API', () => {}));
mocha.reporter(function (runner) { runner.on('pass', (test) => console.log('passed', test.title)).on('end', () => console.log('end', runner.stats.passes)); });
mocha.run((failures) => console.log('failures', failures));
