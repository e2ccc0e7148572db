// JSON: parsed, cached, with a byte order mark; a broken file names itself.
console.log(require('./fixtures/data.json'), require('./fixtures/data') === require('./fixtures/data.json'));
console.log(require('./fixtures/bom.json'));
try {
  require('./fixtures/broken.json');
} catch (error) {
  console.log(error.name, error.message.split('\n')[0].startsWith(require.resolve('./fixtures/broken.json') + ': '));
}
