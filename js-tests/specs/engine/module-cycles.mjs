// Modules that are required while they are being evaluated, and modules that do not link, end in errors.
import './fixtures/d.mjs';
for (const name of ['bad', 'bad', 'bad2']) {
  try { await import(`./fixtures/${name}.mjs`); } catch (error) { console.log(error.name); }
}
