// console.table(): https://console.spec.whatwg.org/#table

const { getStringWidth } = require('internal/util/inspect');
const types = require('util/types');

function cell(value, inspect) {
  const nested = value !== null && typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value) &&
    Object.keys(value).length > 2;
  return inspect(value, { depth: nested ? -1 : 0, maxArrayLength: 3, breakLength: Infinity });
}

// The entries of an iterator, without using it up: from the native.
function preview(iterator) { return require('internal/util/inspect').previewEntries(iterator, true); }

function render(head, columns) {
  const widths = head.map((title, i) => {
    let width = getStringWidth(title);
    for (const text of columns[i]) width = Math.max(width, getStringWidth(text ?? ''));
    return width;
  });
  const row = (texts) => `│ ${texts.map((text, i) => text + ' '.repeat(widths[i] - getStringWidth(text))).join(' │ ')} │`;
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;

  const lines = [rule('┌', '┬', '┐'), row(head), rule('├', '┼', '┤')];
  const height = Math.max(...columns.map((column) => column.length));
  for (let i = 0; i < height; i++) lines.push(row(columns.map((column) => column[i] ?? '')));
  lines.push(rule('└', '┴', '┘'));
  return lines.join('\n');
}

module.exports = (data, properties, inspect) => {
  const show = (value) => cell(value, inspect);
  const indices = (list) => list.map((_, i) => show(i));

  let entries;
  if (types.isMap(data)) {
    entries = [...data];
  } else if (types.isMapIterator(data)) {
    const [list, isKeyValue] = preview(data);
    if (isKeyValue) {
      entries = [];
      for (let i = 0; i < list.length; i += 2) entries.push([list[i], list[i + 1]]);
    } else {
      return render(['(iteration index)', 'Values'], [indices(list), list.map(show)]);
    }
  }
  if (entries !== undefined) {
    return render(['(iteration index)', 'Key', 'Values'],
                  [indices(entries), entries.map(([key]) => show(key)), entries.map(([, value]) => show(value))]);
  }

  if (types.isSet(data) || types.isSetIterator(data)) {
    const list = types.isSet(data) ? [...data] : preview(data)[0];
    return render(['(iteration index)', 'Values'], [indices(list), list.map(show)]);
  }

  const rows = Object.keys(data);
  const columns = new Map();
  const values = [];
  rows.forEach((row, i) => {
    const item = data[row];
    const primitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (primitive && properties === undefined) {
      values[i] = show(item);
      return;
    }
    for (const key of properties ?? Object.keys(item)) {
      let column = columns.get(key);
      if (column === undefined) columns.set(key, column = []);
      column[i] = primitive || !Object.hasOwn(item, key) ? '' : show(item[key]);
    }
  });
  const head = ['(index)', ...columns.keys()];
  const body = [rows, ...columns.values()];
  if (values.length > 0) {
    head.push('Values');
    body.push(values);
  }
  return render(head, body);
};
