// Each form narrows the table that it is for: by words in any cell, by the text of a column, by status, by change.
function filterOf(form) {
  const table = document.getElementById(form.dataset.for);
  const search = find("input[type=search]", form);
  const choices = findAll("select[data-column]", form);
  const mark = find("select[data-mark]", form);
  const hide = find("input[data-hide]", form);
  const output = find("output", form);
  const before = table.parentElement.previousElementSibling;
  const note = before.classList.contains("printed") ? before : null;
  const texts = new WeakMap();

  function textOf(row) {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  }

  function passes(row, wanted) {
    if (mark && mark.value && !row.classList.contains(mark.value)) return false;
    if (hide && hide.checked && row.classList.contains(hide.dataset.hide)) return false;
    if (choices.some((each) => each.value && row.cells[each.dataset.column - 1].textContent.trim() !== each.value)) return false;
    return wanted.every((word) => textOf(row).includes(word));
  }

  function apply() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = rowsOf(table);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !passes(row, wanted);
      shown += !row.hidden;
    }
    const tooLong = shown > data.mostPrinted;
    table.parentElement.classList.toggle("screen", tooLong);
    if (note) note.hidden = !tooLong;
    output.textContent = filled(words.rows, { shown: shown.toLocaleString("en"), all: rows.length.toLocaleString("en") });
  }

  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  return { form, search, choices, apply };
}
