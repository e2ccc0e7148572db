// by hand: Node 24 adds the name module.exports
// Codes of failing imports.
const show = async (specifier) => {
  try {
    console.log(specifier, Object.keys(await import(specifier)));
  } catch (error) {
    console.log(specifier, error.name, error.code, error.message.split('\n')[0].split(' imported from')[0]);
  }
};
await show('./no-such-file.mjs');
await show('no-such-package');
await show('node:no-such-builtin');
await show('./fixtures');
await show('./fixtures/no-extension');
await show('./fixtures/syntax-error.mjs');
await show('./fixtures/throws.mjs');
await show('./fixtures/throws.mjs');
await show('ftp://example.org/x.mjs');
await show('./fixtures/file%2Fname.mjs');
await show('/no/such/absolute.mjs');
await show('data:text/javascript,export const x = 1; export default 2');
await show('data:text/javascript;base64,ZXhwb3J0IGNvbnN0IHkgPSAz');
await show('data:text/plain,hello');
await show('./fixtures/live.mjs?query=1#hash');
