// handlebars: helpers, blocks, partials, escaping, precompilation.
const Handlebars = require('handlebars');
Handlebars.registerHelper('upper', (text) => text.toUpperCase());
Handlebars.registerHelper('list', (items, options) => `<ul>${items.map((item, index) => `<li>${options.fn(item, { data: { index } })}</li>`).join('')}</ul>`);
Handlebars.registerHelper('link', (text, options) => new Handlebars.SafeString(`<a href="${options.hash.href}">${Handlebars.escapeExpression(text)}</a>`));
Handlebars.registerPartial('person', '{{name}} ({{age}}){{#if @partial-block}}: {{> @partial-block}}{{/if}}');
const template = Handlebars.compile(`
<h1>{{upper title}}</h1>{{!-- comment --}}
{{#each people as |person key|}}
  {{key}}{{#unless @last}},{{/unless}} {{> person person}} {{#if admin}}admin{{else if guest}}guest{{else}}user{{/if}}
{{else}}
  nobody
{{/each}}
{{#list tags}}{{@index}}={{this}}{{/list}} {{{raw}}} {{raw}} {{link "a & b" href="/x"}}
{{#with nested.deep}}{{value}} {{../title}}{{/with}} {{lookup map key}} {{missing}} {{~ "trimmed" ~}}
{{#> person name="block" age=1}}inner{{/person}}
`);
console.log(template({ title: 'hello', people: [{ name: 'A & B', age: 3, admin: true }, { name: 'C', age: 4, guest: true }, { name: 'D', age: 5 }], tags: ['x', '<y>'], raw: '<b>', nested: { deep: { value: 7 } }, map: { k: 'looked up' }, key: 'k' }));
console.log(Handlebars.compile('{{#each none}}x{{else}}empty{{/each}}')({}), typeof Handlebars.precompile('{{a}}'));
for (const bad of ['{{#if x}}', '{{', '{{unknown 1}}']) {
  try {
    Handlebars.compile(bad)({});
  } catch (error) {
    console.log(error.message.split('\n')[0]);
  }
}
