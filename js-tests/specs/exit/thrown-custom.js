// exit: 1
// Custom inspection is not asked.
class Odd {
  [Symbol.for('nodejs.util.inspect.custom')]() { return 'custom'; }
  toString() { return 'odd'; }
}
const odd = new Odd();
if (odd) throw odd;
