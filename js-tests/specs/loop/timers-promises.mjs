// timers/promises: values, abort, interval iteration, the scheduler.
import { setTimeout as sleep, setImmediate as immediate, setInterval as every, scheduler } from 'node:timers/promises';
import { promisify } from 'node:util';
console.log(await sleep(1, 'slept'));
console.log(await immediate('at once'));
const controller = new AbortController();
const late = sleep(100000, null, { signal: controller.signal });
controller.abort(new Error('because'));
try {
  await late;
} catch (error) {
  console.log(error.name, error.code, error.message, error.cause?.message);
}
let count = 0;
for await (const value of every(1, 'tick')) {
  console.log(value, ++count);
  if (count === 3) break;
}
await scheduler.wait(1);
await scheduler.yield();
console.log(promisify(setTimeout) === sleep, promisify(setImmediate) === immediate);
await sleep('1').catch((error) => console.log(error.code));
