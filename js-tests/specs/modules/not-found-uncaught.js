// by hand: where Node itself throws
// exit: 1
require('./fixtures/requires-missing');
