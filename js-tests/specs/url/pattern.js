// URLPattern: what patterns are made of, what they match, what is refused.
const attempt = (label, action) => {
  try {
    console.log(label, action());
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
};
const parts = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'hasRegExpGroups'];
const list = [
  [], [{}], [undefined], ['https://example.com/:kind/*?q=(\\d+)#end'], ['/books/:id', 'https://example.com/a/b'],
  ['../x', 'https://example.com/a/b/c'], [{ pathname: '/:a{/:b}?' }], [{ hostname: '{*.}?example.com' }],
  [{ pathname: '/é/:x' }], [{ protocol: 'http{s}?', port: '80' }], ['https://a.b:443/x'], [{ pathname: '/([a-z]+)' }, { ignoreCase: true }],
  [{ pathname: './:x', baseURL: 'https://example.com/d/e' }], [{ pathname: '/([[a-z]--[b]])' }], ['data\\:*'], [{ pathname: 1 }],
];
const urls = [
  ['https://example.com/shoes/1/2?q=12#end'], ['https://example.com/books/7'], ['https://www.example.com/a/B'], [{ pathname: '/a' }],
  [{ pathname: '/b/c' }], ['http://example.com:80/%C3%A9/é'], ['../f', 'https://example.com/d/e/g'], ['https://a.b/x'], ['data:text/plain,x'],
  [{ protocol: 'bad protocol' }], [],
];
for (const args of list) {
  const pattern = new URLPattern(...args);
  console.log(JSON.stringify(args), JSON.stringify(parts.map((name) => pattern[name])));
  console.log(' ', urls.map((url) => pattern.test(...url)).join(' '));
}
for (const url of urls) console.log(url, new URLPattern({ pathname: '/:first{/*}?' }).exec(...url));
attempt('a function', () => URLPattern());
attempt('number', () => new URLPattern(1));
attempt('no base', () => new URLPattern('/a'));
attempt('bad base', () => new URLPattern('/a', 'nothing'));
attempt('base of parts', () => new URLPattern({}, 'https://x.y'));
attempt('second', () => new URLPattern('https://a.b', 1));
attempt('second of three', () => new URLPattern('https://a.b', 1, {}));
attempt('options', () => new URLPattern('https://a.b', 'https://a.b', 1));
attempt('twice', () => new URLPattern({ pathname: '/:a/:a' }));
attempt('open group', () => new URLPattern({ pathname: '/(' }));
attempt('look', () => new URLPattern({ pathname: '/(?:a)' }));
attempt('bad escape', () => new URLPattern({ pathname: '/(\\m)' }));
attempt('not ASCII', () => new URLPattern({ pathname: '/(é)' }));
attempt('a getter', () => new URLPattern({ get search() { throw new TypeError('mine'); } }));
const pattern = new URLPattern({ pathname: '/:x' });
attempt('test number', () => pattern.test(1));
attempt('test base', () => pattern.test('/a', 1));
attempt('test parts with base', () => pattern.test({}, 'https://a.b'));
attempt('exec parts with base', () => pattern.exec({}, 'https://a.b'));
attempt('this', () => pattern.test.call({}));
attempt('this of a getter', () => URLPattern.prototype.hash);
attempt('subclass', () => new (class Mine extends URLPattern { get double() { return this.pathname + this.pathname; } })({ pathname: '/q' }).double);
attempt('deep', () => new URLPattern({ pathname: '/('+'(?:'.repeat(50000) }));
console.log(require('url').URLPattern === URLPattern, Object.keys(URLPattern.prototype));
