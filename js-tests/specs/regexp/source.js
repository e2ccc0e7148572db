// RegExp.prototype.source escapes what needs it and nothing twice: packages build patterns out of each other's sources.
const patterns = ['/', '\\/', '\\\\/', '[/\\]/]', '\n', '\\\n', '[\\\n]', '\r\u2028\u2029', '', 'a/b/c', '\\[/', '\\\u2028'];
for (const pattern of patterns) {
  const regexp = new RegExp(pattern);
  console.log(JSON.stringify(regexp.source), JSON.stringify(String(regexp)), new RegExp(regexp.source).source === regexp.source);
}
const scheme = /(?:https?|ftp):\/\//;
console.log(scheme.source, new RegExp(`^${scheme.source}[^\\s/]+`).exec('https://example.org/x')[0]);
console.log(RegExp.prototype.source, Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get.name);
try {
  Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get.call({});
} catch (error) {
  console.log(error.name);
}
