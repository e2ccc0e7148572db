// flags: -r ./fixtures/preload.js --import ./fixtures/preload.mjs
console.log('main', globalThis.preloaded);
