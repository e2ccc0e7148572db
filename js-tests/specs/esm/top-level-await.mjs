// Modules that await: siblings go on, dependents wait, order of ends.
import './fixtures/slow.mjs';
import './fixtures/fast.mjs';
console.log('main runs');
