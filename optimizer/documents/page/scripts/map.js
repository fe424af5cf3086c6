// The map shows one indicator in one state; a place that is pointed at is told, one that is clicked is chosen.
function startMap(choose) {
  const map = data.map;
  if (!map) return null;
  const select = document.getElementById("indicator");
  const states = findAll("#states input");
  const reading = document.getElementById("reading");
  const marks = new Map(findAll("#places .place").map((mark) => [Number(mark.dataset.i), mark]));
  const indicator = () => map.indicators[select.value];
  let last = null;

  function told(place) {
    const shown = indicator();
    const parts = [];
    if (map.people[place]) parts.push(filled(words.residents, { count: map.people[place] }));
    if (shown.units[place]) parts.push(`${shown.name} ${shown.units[place]} (${shown.changes[place]})`);
    if (shown.rates[place]) parts.push(`${shown.scale || shown.name} ${shown.rates[place]}`);
    return filled(words.reading, { name: map.names[place], parts: parts.join(words.separator) });
  }

  function tell(place) {
    last = place;
    reading.textContent = place === null ? "" : told(place);
  }

  function showLegend(shown, state) {
    const list = document.getElementById("legend");
    const model = list.firstElementChild;
    list.replaceChildren(...shown.legends[state].map(([shade, text]) => {
      const item = model.cloneNode(true);
      find(".place", item).setAttribute("class", `place ${shade}`);
      find("span", item).textContent = text;
      return item;
    }));
    const name = find(`#states input[value=${state}]`).parentElement.textContent.trim();
    document.getElementById("legend-title").textContent = [shown.name, shown.scale, name].filter(Boolean).join(" · ");
  }

  function recolour() {
    const shown = indicator();
    states.forEach((input) => { input.disabled = !(input.value in shown.classes); });
    if (states.find((input) => input.checked).disabled) states.find((input) => !input.disabled).checked = true;
    const state = states.find((input) => input.checked).value;
    for (const [place, mark] of marks) {
      const kept = ["hollow", "chosen"].filter((name) => mark.classList.contains(name)).join(" ");
      mark.setAttribute("class", `place ${shown.classes[state][place]} ${kept}`);
      mark.setAttribute("aria-label", told(place));
      find("title", mark).textContent = told(place);
    }
    showLegend(shown, state);
    tell(last);
  }

  // One place at a time can be reached with the tab key; arrows go to the next in the order of the file.
  const order = [...marks.keys()].sort((a, b) => a - b);
  function step(place, by) {
    const next = order[(order.indexOf(place) + by + order.length) % order.length];
    marks.get(place).setAttribute("tabindex", "-1");
    marks.get(next).setAttribute("tabindex", "0");
    marks.get(next).focus();
  }

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const [place, mark] of marks) {
    mark.setAttribute("role", "button");
    mark.setAttribute("tabindex", place === order[0] ? "0" : "-1");
    mark.addEventListener("pointerenter", () => tell(place));
    mark.addEventListener("focus", () => tell(place));
    mark.addEventListener("click", () => choose(place));
    mark.addEventListener("keydown", (event) => {
      if (event.key in STEPS) step(place, STEPS[event.key]);
      else if (event.key === "Enter" || event.key === " ") choose(place, true);
      else return;
      event.preventDefault();
    });
  }
  document.getElementById("map-controls").hidden = false;
  document.getElementById("map-controls").addEventListener("change", recolour);
  recolour();
  return {
    mark(place) {
      marks.forEach((mark, each) => mark.classList.toggle("chosen", each === place));
      if (place in map.names) tell(place);
    },
    indicatorName: () => indicator().name,
    onChange(act) { document.getElementById("map-controls").addEventListener("change", act); },
  };
}
