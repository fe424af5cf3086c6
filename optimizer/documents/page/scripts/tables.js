// Tables are sorted by a click on a heading: up, down, and back to the order of the file.
const compareTexts = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

function sortKey(cell) {
  if (!cell) return null;
  const text = cell.dataset.v || cell.textContent.trim();
  if (!text) return null;
  const number = Number(text.replace(/,/g, "").replace(/%$/, ""));
  return Number.isNaN(number) ? text : number;
}

function compareKeys(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return compareTexts(one, other);
}

// Rows without a value come last in both directions; rows of sums stay at the end, headings of groups are hidden.
function sorted(table, column, direction) {
  const rows = rowsOf(table);
  if (!direction) return rows;
  const plain = rows.filter((row) => !row.classList.contains("total") && !row.classList.contains("group"));
  const keyed = plain.map((row, place) => ({ row, place, key: sortKey(row.cells[column]) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
    return direction * compareKeys(a.key, b.key) || a.place - b.place;
  });
  return [...keyed.map((each) => each.row), ...rows.filter((row) => row.classList.contains("total"))];
}

function sortBy(table, head, column) {
  const before = head.getAttribute("aria-sort");
  const direction = before === "ascending" ? -1 : before === "descending" ? 0 : 1;
  findAll("[aria-sort]", table).forEach((each) => each.removeAttribute("aria-sort"));
  if (direction) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  table.tBodies[0].replaceChildren(...sorted(table, column, direction));
}

function makeSortable(table) {
  const lines = [...table.tHead.rows];
  const first = lines[0].cells;
  const heads = lines.length === 1 ? [...first] : [...first].filter((head) => head.rowSpan > 1).concat([...lines[1].cells]);
  heads.forEach((head, column) => {
    const button = make("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head, column));
    head.append(button);
  });
}
