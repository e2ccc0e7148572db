// ejs: templates with code, escaping, includes, functions, errors.
const ejs = require('ejs');
const fs = require('node:fs');
const path = require('node:path');
fs.writeFileSync('item.ejs', '<li><%= item.name.toUpperCase() %></li>');
fs.writeFileSync('page.ejs', '<%# comment %><ul>\n<%_ for (const item of items) { _%>\n  <%- include("item", { item }) %>\n<%_ } _%>\n</ul>\n');
console.log(ejs.render('<% if (user) { %>Hello <%= user.name %>, <%- raw %> <%% literal %><% } else { %>nobody<% } %>', { user: { name: '<A & "B">' }, raw: '<b>' }));
ejs.renderFile('page.ejs', { items: [{ name: 'one' }, { name: 'two' }] }, (error, text) => {
  console.log(error, text);
  ejs.renderFile(path.resolve('page.ejs'), { items: [] }).then((empty) => console.log(JSON.stringify(empty)));
});
const compiled = ejs.compile('[<?= list.map((x) => x * 2).join() ?>]', { delimiter: '?' });
console.log(compiled({ list: [1, 2, 3] }), ejs.render('<%- await value %>', { value: 1 }, { async: true }) instanceof Promise);
for (const bad of ['<% if (x { %>', '<%= missing.property %>', '<%= unclosed']) {
  try {
    ejs.render(bad, {});
  } catch (error) {
    console.log(error.name, error.message.split('\n').pop());
  }
}
