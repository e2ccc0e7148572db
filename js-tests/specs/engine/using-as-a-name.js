// `using` is a name where it declares nothing.
const using = (a) => a + 1;
console.log(using(1), using (2), typeof using);
const o = { using, a: { using: 3 } };
console.log(o.using(3), o.a.using, 'using' in o, using in o);
function f(using) { return using; }
function using2() { let using = 4; using = 5; using++; return using; }
console.log(f(6), using2(), ((using) => using)(7), [using].length);
class C { using() { return 8; } static using = 9; #using = 10; get p() { return this.#using; } }
console.log(new C().using(), C.using, new C().p);
const { using: renamed } = o; console.log(renamed === using);
{ using: for (const x of [1]) break using; }
for (var using3 of [using]) console.log(using3 === using);
try { using
undefinedThing } catch (e) { console.log(e.message); }
