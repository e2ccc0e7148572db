// Circular requires see what was exported so far; a missing property warns only in sloppy spots, never throws.
const a = require('./fixtures/cycle-a');
console.log(a.done, a.seen, a.b.seen);
