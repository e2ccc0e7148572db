// by hand: where Node itself throws
// exit: 1
Promise.reject('just text');
