// The asynchronous-id stack and createHook's machinery: https://nodejs.org/api/async_hooks.html
// Nothing is tracked until somebody asks: `ops.setAsyncHooks(track, enter, leave)` then makes timers, ticks
// and requests report themselves.

const { codes: { ERR_ASYNC_CALLBACK } } = require('internal/errors');

const { newAsyncId } = ops;
const [kAsyncId, kTriggerId] = ops.symbols();
const kinds = ['init', 'before', 'after', 'destroy', 'promiseResolve'];

// What runs now, and below it what it interrupted.
let current = { id: 1, trigger: 0, resource: {} };
let stack = [];
// Replaced, never changed: a hook that is enabled or disabled inside a callback counts from the next event.
let hooks = [];
let tracking = false;

function startTracking() {
  if (tracking) return;
  tracking = true;
  ops.setAsyncHooks(track, enter, leave, destroy, promiseEvent);
  // In the middle of a callback, that is what runs.
  const [depth, resource] = ops.running();
  for (let i = 1; i <= depth; i++) enter(i === depth ? resource : undefined);
}

function executionAsyncId() {
  startTracking();
  return current.id;
}

function triggerAsyncId() {
  startTracking();
  return current.trigger;
}

function executionAsyncResource() {
  startTracking();
  return current.resource;
}

// A failing hook ends the process: no other code could be trusted with the ids.
function fatal(error) {
  process._rawDebug(error !== null && typeof error === 'object' && typeof error.stack === 'string' ?
    error.stack : `Error: ${String(error)}`);
  if (process.execArgv.includes('--abort-on-uncaught-exception')) process.abort();
  process._exiting = true;
  process.exitCode = 1;
  process.emit('exit', 1);
  process.reallyExit(1);
}

function call(kind, id, type, trigger, resource) {
  for (const hook of hooks) {
    const callback = hook[kind];
    if (callback === undefined) continue;
    try {
      callback.call(hook, id, type, trigger, resource);
    } catch (error) {
      fatal(error);
    }
  }
}

function emitInit(id, type, trigger, resource) { call('init', id, type, trigger ?? current.id, resource); }

function emitBefore(id, trigger, resource) {
  stack.push(current);
  current = { id, trigger, resource: resource ?? current.resource };
  if (hooks.length > 0) call('before', id);
}

function emitAfter(id) {
  if (hooks.length > 0) call('after', id);
  // An uncaught exception may have emptied the stack in between.
  if (stack.length > 0) current = stack.pop();
}

// destroy() comes later, never in the middle of what destroys.
let destroyed;

function emitDestroy(id) {
  if (!hooks.some((hook) => hook.destroy !== undefined) || id <= 0) return;
  if (destroyed !== undefined) {
    destroyed.push(id);
    return;
  }
  destroyed = [id];
  ops.later(() => {
    // Those that are added meanwhile are taken along.
    for (let i = 0; i < destroyed.length; i++) call('destroy', destroyed[i]);
    destroyed = undefined;
  });
}

// Of resources that are collected without having been destroyed.
let collected;

function destroyWhenCollected(resource, id, state) {
  if (!hooks.some((hook) => hook.destroy !== undefined)) return;
  collected ??= new FinalizationRegistry(({ id, state }) => { if (!state.destroyed) emitDestroy(id); });
  collected.register(resource, { id, state });
}

// The five functions the natives call //

// A native resource has been made.
function track(resource, type) {
  const id = resource[kAsyncId] ??= newAsyncId();
  resource[kTriggerId] = current.id;
  if (hooks.length > 0) call('init', id, type, current.id, resource);
}

// Its callback is about to run.
function enter(resource) {
  // Made before tracking began: it has an id from now on, but nobody heard of its init.
  resource ??= {};
  resource[kAsyncId] ??= newAsyncId();
  emitBefore(resource[kAsyncId], resource[kTriggerId] ?? 0, resource);
}

// Its callback has run.
function leave() {
  if (stack.length > 0) emitAfter(current.id);
}

// It will not be used again.
function destroy(resource) { emitDestroy(resource[kAsyncId]); }

function trackPromise(promise, parent) {
  if (promise[kAsyncId] !== undefined) return;
  promise[kAsyncId] = newAsyncId();
  if (parent !== undefined) trackPromise(parent);
  promise[kTriggerId] = parent === undefined ? current.id : parent[kAsyncId];
}

// Something happened to a promise; the events are named as the hooks are.
function promiseEvent(event, promise, parent) {
  trackPromise(promise, parent);
  const id = promise[kAsyncId];
  switch (event) {
    case 'init':
      if (hooks.length > 0) call('init', id, 'PROMISE', promise[kTriggerId], promise);
      break;
    case 'before':
      emitBefore(id, promise[kTriggerId], promise);
      break;
    case 'after':
      if (hooks.length > 0) call('after', id);
      // Hooks that were enabled in the middle of it did not enter it.
      if (current.id === id && stack.length > 0) current = stack.pop();
      if (hooks.length === 0 && stack.length === 0) ops.trackPromises(false);
      break;
    case 'promiseResolve':
      if (hooks.length > 0) call('promiseResolve', id);
  }
}

// After an uncaught exception nothing of what ran is left.
function clearStack() {
  if (stack.length > 0) current = stack[0];
  stack = [];
}

class AsyncHook {
  #callbacks;

  constructor(callbacks) {
    const own = this.#callbacks = {};
    for (const kind of kinds) {
      const callback = callbacks[kind];
      if (callback !== undefined && typeof callback !== 'function') throw new ERR_ASYNC_CALLBACK(`hook.${kind}`);
      own[kind] = callback?.bind(this);
    }
  }

  enable() {
    startTracking();
    if (!hooks.includes(this.#callbacks)) hooks = [...hooks, this.#callbacks];
    ops.trackPromises(true);
    return this;
  }

  disable() {
    hooks = hooks.filter((callbacks) => callbacks !== this.#callbacks);
    return this;
  }
}

module.exports = {
  AsyncHook,
  clearStack,
  destroyWhenCollected,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  executionAsyncId,
  executionAsyncResource,
  hasHooks: () => hooks.length > 0,
  kAsyncId,
  kTriggerId,
  newAsyncId,
  triggerAsyncId,
};
