// import() from CommonJS: a promise always, the same namespace each time.
(async () => {
  console.log('before');
  const promise = import('./fixtures/live.mjs');
  promise.then(() => console.log('loaded'));
  console.log('after', promise instanceof Promise);
  const one = await promise;
  console.log('same', one === (await import('./fixtures/live.mjs')), one.count);
  console.log((await import('./fixtures/assigned.cjs')).default);
  console.log((await import('../modules/fixtures/app/node_modules/mapped/index.mjs')).default);
  await import('./no-such.mjs').catch((error) => console.log(error.code));
  const symbol = Symbol('no string');
  await import({ toString() { throw symbol; } }).catch((error) => console.log(error === symbol));
})();
