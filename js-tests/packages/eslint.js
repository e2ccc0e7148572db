// eslint: lints a file by its command, fixes, and by its API.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
fs.writeFileSync('eslint.config.js', `module.exports = [{
  files: ['**/*.js'],
  languageOptions: { sourceType: 'commonjs', globals: { console: 'readonly' } },
  rules: { 'no-unused-vars': 'error', 'no-undef': 'error', eqeqeq: 'warn', 'prefer-const': 'error', 'no-var': 'error', semi: ['error', 'always'], complexity: ['warn', 2] },
}];`);
fs.writeFileSync('bad.js', 'var unused = 1\nlet never = 2;\nif (never == missing) console.log(never)\nfunction f(a, b) { return a && b || !a ? 1 : 2 }\nf();\n');
fs.writeFileSync('good.js', "'use strict';\nconsole.log('fine');\n");
const command = path.join(process.env.MODULES, 'eslint/bin/eslint.js');
const run = (...words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], { encoding: 'utf8' });
  console.log(words.join(' '), status, stdout.replaceAll(process.cwd(), '<dir>'), stderr.replaceAll(process.cwd(), '<dir>'));
};
run('bad.js');
run('good.js');
run('--fix', 'bad.js');
console.log(fs.readFileSync('bad.js', 'utf8'));
const { ESLint, Linter } = require('eslint');
(async () => {
  const results = await new ESLint().lintFiles(['*.js']);
  console.log(results.map(({ filePath, errorCount, warningCount, messages }) => [path.basename(filePath), errorCount, warningCount, messages.map((message) => message.ruleId)]));
  console.log(new Linter().verify('let x = ;', {}).map(({ message, line, column, fatal }) => [message, line, column, fatal]));
})();
