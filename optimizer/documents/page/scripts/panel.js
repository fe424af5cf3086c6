// The panel tells of one county what decides there and what it has, from the rows of the tables below.
function startPanel(tables) {
  const panel = document.getElementById("panel");
  if (!panel || !data.counties.length) return null;
  const title = document.getElementById("panel-title");

  function clauseItem(row) {
    const [, clause, nature, required, attained, result] = [...row.cells].map((cell) => cell.textContent);
    const item = make("li", undefined, row.className);
    item.append(make("strong", clause), ` (${nature}) ${required}`, attained ? ` → ${attained} ` : " ");
    item.append(make("span", result, "status"));
    return item;
  }

  function resourceRow(row) {
    const line = make("tr");
    const cells = tables.columns.map((column) => row.cells[column].textContent);
    line.append(...cells.map((text, place) => make(place ? "td" : "th", text)));
    line.firstChild.setAttribute("scope", "row");
    return line;
  }

  return function show(county, moveFocus) {
    const known = data.counties[county];
    title.textContent = known.name;
    document.getElementById("panel-hint").hidden = true;
    document.getElementById("panel-body").hidden = false;
    const decisive = rowsOf(tables.clauses).slice(...known.clauses).map(clauseItem);
    document.getElementById("panel-clauses").replaceChildren(...(decisive.length ? decisive : [make("li", words.nothing)]));
    const held = rowsOf(tables.counties).slice(...known.rows).map(resourceRow);
    find("#panel-resources tbody").replaceChildren(...held);
    document.getElementById("panel-facilities").onclick = () => tables.showFacilities(known.name);
    panel.scrollTop = 0;
    if (moveFocus) panel.focus();
  };
}
