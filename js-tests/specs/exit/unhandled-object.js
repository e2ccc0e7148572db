// by hand: where Node itself throws
// exit: 1
Promise.reject({ a: 1, b: ['c'] });
