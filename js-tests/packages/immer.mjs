// immer: drafts, structural sharing, patches, maps and sets, freezing.
import { produce, produceWithPatches, applyPatches, enablePatches, enableMapSet, current, original, isDraft, createDraft, finishDraft } from 'immer';
enablePatches();
enableMapSet();
const base = { todos: [{ title: 'a', done: false }, { title: 'b', done: true }], settings: { deep: { value: 1 } }, map: new Map([['k', { n: 1 }]]), set: new Set([1, 2]) };
const next = produce(base, (draft) => {
  draft.todos[0].done = true;
  draft.todos.push({ title: 'c' });
  draft.map.get('k').n++;
  draft.set.add(3);
  console.log(isDraft(draft.todos), original(draft).todos.length, current(draft).todos.length);
});
console.log(next, next.settings === base.settings, next.todos[1] === base.todos[1], base.todos.length, Object.isFrozen(next.todos));
const [changed, patches, inverse] = produceWithPatches(base, (draft) => {
  delete draft.settings.deep;
  draft.todos.splice(0, 1);
  draft.map.set('new', 1);
});
console.log(JSON.stringify(patches), JSON.stringify(inverse), JSON.stringify(applyPatches(changed, inverse)) === JSON.stringify(base));
try {
  next.todos[0].done = 5;
} catch (error) {
  console.log(error.name);
}
const draft = createDraft(base);
draft.settings.deep.value = 99;
console.log(finishDraft(draft).settings.deep.value, produce(base, () => {}) === base, produce((state, by) => { state.settings.deep.value += by; })(base, 5).settings.deep.value);
let state = { list: [] };
for (let i = 0; i < 500; i++) state = produce(state, (d) => { d.list.push(i); });
console.log(state.list.length, state.list[499]);
