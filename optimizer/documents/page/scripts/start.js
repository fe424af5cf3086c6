// Everything that needs the script is started here; without it the tables and the map stand as they are.
findAll("table[data-sort]").forEach(makeSortable);
const filters = new Map(findAll("form[data-for]").map((form) => [form.dataset.for, filterOf(form)]));

function showFacilities(name) {
  const filter = filters.get("t-facilities");
  const choice = filter.choices.find((each) => [...each.options].some((option) => option.value === name));
  if (choice) choice.value = name;
  filter.apply();
  filter.form.scrollIntoView();
  filter.search.focus({ preventScroll: true });
}

const countyTable = document.getElementById("t-counties");
const columns = data.columns;
const show = startPanel({ counties: countyTable, clauses: document.getElementById("t-local"), columns, showFacilities });
const countyAt = new Map(data.counties.map((each, number) => [each.place, number]));

function choose(place, moveFocus) {
  map.mark(place);
  if (show && countyAt.has(place)) show(countyAt.get(place), moveFocus);
}

function chooseCounty(county) {
  if (map) map.mark(data.counties[county].place);
  show(county, true);
}

const map = startMap(choose);
if (show) {
  document.getElementById("panel").hidden = false;
  if (data.counties.length === 1) show(0, false);
  // The first cell of each county's row becomes a button that opens its panel.
  data.tableCounties.forEach(({ table, rows }) => rows.forEach((county, line) => {
    if (county < 0) return;
    const head = rowsOf(document.getElementById(table))[line].cells[0];
    const button = make("button", head.textContent, "place-link");
    button.type = "button";
    button.addEventListener("click", () => chooseCounty(county));
    head.replaceChildren(button);
  }));
  rowsOf(countyTable).forEach((row, line) => row.addEventListener("click", () => {
    chooseCounty(data.counties.findIndex(({ rows: [from, until] }) => line >= from && line < until));
  }));
}

// The table of counties follows the map, so that its numbers stand beside its colours.
const resourceChoice = filters.get("t-counties").choices[0];
function follow() {
  const name = map.indicatorName();
  if ([...resourceChoice.options].some((option) => option.value === name)) resourceChoice.value = name;
  filters.get("t-counties").apply();
}
if (map && data.counties.length > 1) {
  map.onChange(follow);
  follow();
}
filters.forEach((filter) => filter.apply());
