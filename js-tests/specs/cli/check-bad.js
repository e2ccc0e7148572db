// by hand: the engine's wording
// run: --check ../exit/syntax-error.js
// exit: 1
