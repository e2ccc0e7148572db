// Lines, columns and names of frames.
const show = (error) => console.log(error.stack.split('\n').slice(1).map((line) => line.trim().replaceAll(__dirname, '<dir>')).filter((line) => !line.includes('node:')).join('\n'));
class Shape {
  constructor() { this.error = new Error('constructor'); }
  method() { return new Error('method'); }
  static fixed() { return new Error('static'); }
  get area() { return new Error('getter'); }
}
const object = { plain() { return new Error('object method'); }, arrow: () => new Error('arrow') };
show(new Shape().error);
show(new Shape().method());
show(Shape.fixed());
show(object.plain());
show(object.arrow());
show([1].map(() => new Error('in map'))[0]);
(function named() {
  show(new Error('named'));
})();
(() => {
      show(new Error('anonymous'));
})();
async function later() {
  await null;
  return new Error('after await');
}
later().then(show);
