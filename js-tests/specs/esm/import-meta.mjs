// import.meta: url, filename, dirname, resolve.
import { fileURLToPath } from 'node:url';
console.log(import.meta.url.startsWith('file:///'), fileURLToPath(import.meta.url) === import.meta.filename);
console.log(import.meta.filename.slice(import.meta.dirname.length));
console.log(import.meta.resolve('./x.mjs') === new URL('./x.mjs', import.meta.url).href);
console.log(import.meta.resolve('fs'), import.meta.resolve('node:fs'));
console.log(Object.getPrototypeOf(import.meta), import.meta === import.meta);
try {
  import.meta.resolve('no-such-package');
} catch (error) {
  console.log(error.code);
}
