// require() of a graph with a top-level await runs none of it; import() can still load it.
const attempt = () => {
  try {
    require('./fixtures/waits.mjs');
  } catch (error) {
    console.log(error.code, error.message.split('\n')[0], error.requireStack.length);
  }
};
attempt();
import('./fixtures/waits.mjs').then(({ value }) => {
  console.log(value);
  attempt();
});
