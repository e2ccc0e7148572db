// Live bindings, cycles, namespace objects, evaluation order.
import { count, increment } from './fixtures/live.mjs';
import * as live from './fixtures/live.mjs';
import { a } from './fixtures/circle-a.mjs';
console.log(count, live.count);
increment();
console.log(count, live.count, a);
try {
  live.count = 9;
} catch (error) {
  console.log(error.name);
}
console.log(typeof require, typeof module, typeof exports, typeof __filename, this);
console.log(await import('./fixtures/live.mjs') === live, Reflect.ownKeys(live));
