// What all parts use: the data, the words, and how elements are found and made. Texts enter as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

// The rows of a table in the order in which the file has them, whatever they are sorted by now.
const originals = new WeakMap();
function rowsOf(table) {
  if (!originals.has(table)) originals.set(table, [...table.tBodies[0].rows]);
  return originals.get(table);
}
