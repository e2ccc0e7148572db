// Cycles between import and require() are errors, never the end of the process; the place that closes them is named.
const attempt = (file) => {
  try {
    console.log(file, require(`./fixtures/cycles/${file}`));
  } catch (error) {
    console.log(file, error.code, error.message.replaceAll(__dirname, '<dir>').split('. ')[0]);
  }
};
attempt('a.mjs');
attempt('b.cjs');
attempt('self.mjs');
attempt('late.mjs');
import('./fixtures/cycles/c.mjs').catch((error) => console.log('c.mjs', error.code));
