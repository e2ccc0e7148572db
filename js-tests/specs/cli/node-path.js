// env: NODE_PATH=../modules/fixtures/app/node_modules
console.log(require('plain'));
