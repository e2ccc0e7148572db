// run: --check ../exit/syntax-error.js
// exit: 1
