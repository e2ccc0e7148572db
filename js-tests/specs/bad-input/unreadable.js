// Files that cannot be read or parsed: errors with codes.
const fs = require('node:fs');
const path = require('node:path');
const scratch = process.env.SCRATCH;
const attempt = (name, action) => {
  try {
    action();
    console.log(name, 'came back');
  } catch (error) {
    console.log(name, error.name, error.code);
  }
};
attempt('truncated', () => require('./fixtures/truncated.js'));
fs.symlinkSync('loop.js', path.join(scratch, 'loop.js'));
attempt('symlink loop', () => require(path.join(scratch, 'loop.js')));
fs.symlinkSync('gone.js', path.join(scratch, 'dangling.js'));
attempt('dangling', () => require(path.join(scratch, 'dangling.js')));
fs.mkdirSync(path.join(scratch, 'folder.js'));
attempt('folder', () => require(path.join(scratch, 'folder.js')));
attempt('too long', () => require(`./${'x'.repeat(5000)}`));
attempt('nul', () => require('./a\0b'));
attempt('read folder', () => fs.readFileSync(scratch));
attempt('not a folder', () => fs.readdirSync(__filename));
attempt('full disk', () => fs.writeFileSync('/dev/full', 'x'));
fs.writeFileSync(path.join(scratch, 'package.json'), '{ broken');
fs.writeFileSync(path.join(scratch, 'plain.js'), 'module.exports = 1');
attempt('broken package.json', () => require(path.join(scratch, 'plain.js')));
console.log('alive');
