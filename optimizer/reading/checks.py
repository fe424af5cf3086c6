"""Whether the tables of an instance fit together: references, hierarchies, coordinates, bounds, parts and wholes.

Each check is a generator of problems over tables whose cells have already been checked one by one. A value that is
missing there because its cell was faulty is passed over here, so that one fault is reported once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from models.instance import CANDIDATE, LEVELS, REGION
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.tables import Record, Records

_MOST_HINTS = 20
"""Unknown words of one column that get a suggestion."""

_MOST_LOOKS = 1_000_000
"""Known ids that are compared with the unknown words of one column, all words together; each word needs them all."""

Sheets = Mapping[str, Records]
"""Table name → its checked rows; tables that could not be read are left out."""


def cross_problems(sheets: Sheets) -> Iterator[Problem]:
    """Every fault that shows only when rows and tables are held against each other."""
    for check in _CHECKS:
        yield from check(sheets)


def _rows(sheets: Sheets, table: str) -> Iterable[Record]:
    return sheets[table].rows.values() if table in sheets else ()


def _check_reserved_area(sheets: Sheets) -> Iterator[Problem]:
    for record in _rows(sheets, "areas"):
        if record.key == (REGION,):
            expected = f"another id: {REGION} means the whole instance"
            yield Problem("reserved-id", sheets["areas"].file, f'"{REGION}"', expected, record.row, "area")


def _check_references(sheets: Sheets) -> Iterator[Problem]:
    for table, column, target in _REFERENCES:
        if table in sheets and target in sheets and sheets[target].complete:
            yield from _unknown_references(sheets[table], column, sheets[target])


_REFERENCES = (
    ("areas", "parent", "areas"),
    ("facilities", "area", "areas"),
    ("resources", "part_of", "resources"),
    ("stock", "facility", "facilities"),
    ("stock", "resource", "resources"),
    ("travel", "area", "areas"),
    ("travel", "facility", "facilities"),
)


def _unknown_references(records: Records, column: str, target: Records) -> Iterator[Problem]:
    hints: dict[str, str | None] = {}
    most = min(_MOST_HINTS, max(1, _MOST_LOOKS // max(1, len(target.mentioned))))
    for record in records.rows.values():
        word = record.texts.get(column)
        if word is None or word in target.mentioned:
            continue
        if word not in hints and len(hints) < most:
            hints[word] = did_you_mean(word, target.mentioned)
        expected = f"an id that {target.file} has"
        place = (record.row, column)
        yield Problem("unknown-reference", records.file, f'"{word}"', expected, *place, hint=hints.get(word))


def _check_area_levels(sheets: Sheets) -> Iterator[Problem]:
    if "areas" not in sheets:
        return
    areas = sheets["areas"]
    links = _links(areas, "parent")
    yield from _cycle_problems(areas, "parent", links)
    in_cycle = {member for cycle in _cycles(links) for member in cycle}
    for record in areas.rows.values():
        above = areas.rows.get((record.texts.get("parent", ""),))
        if above is None or record.key[0] in in_cycle:
            continue
        level, higher = record.texts.get("level"), above.texts.get("level")
        if level in LEVELS and higher in LEVELS and LEVELS.index(higher) >= LEVELS.index(level):
            found = f'the parent "{above.key[0]}" of level {higher} for a {level}'
            expected = f"a parent of a higher level ({', '.join(LEVELS)}: the highest first)"
            yield Problem("parent-level", areas.file, found, expected, record.row, "parent")


def _check_part_cycles(sheets: Sheets) -> Iterator[Problem]:
    if "resources" in sheets:
        resources = sheets["resources"]
        yield from _cycle_problems(resources, "part_of", _links(resources, "part_of"))


def _links(records: Records, column: str) -> dict[str, str]:
    return {record.key[0]: record.texts[column] for record in records.rows.values() if column in record.texts}


def _cycle_problems(records: Records, column: str, links: Mapping[str, str]) -> Iterator[Problem]:
    for cycle in _cycles(links):
        found = " → ".join((*cycle, cycle[0]))
        row = records.rows[(cycle[0],)].row
        yield Problem("cycle", records.file, found, f"a {column} that does not lead back to itself", row, column)


def _cycles(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every cycle once, beginning with its smallest id."""
    done: set[str] = set()
    for start in sorted(links):
        path: list[str] = []
        step = start
        while step in links and step not in done:
            done.add(step)
            path.append(step)
            step = links[step]
        if step in path:
            cycle = path[path.index(step) :]
            first = cycle.index(min(cycle))
            yield (*cycle[first:], *cycle[:first])


def _check_coordinates(sheets: Sheets) -> Iterator[Problem]:
    for table in ("areas", "facilities"):
        for record in _rows(sheets, table):
            absent = [column for column in ("lon", "lat") if column not in record.texts]
            if len(absent) == 1:
                expected = "both lon and lat, or neither"
                yield Problem("half-coordinate", sheets[table].file, f"no {absent[0]}", expected, record.row, absent[0])


def _check_groups(sheets: Sheets) -> Iterator[Problem]:
    for record in _rows(sheets, "resources"):
        if "group" in record.texts and "part_of" not in record.texts:
            found = f'the group "{record.texts["group"]}" without a part_of'
            expected = "part_of: a group divides one whole"
            yield Problem("group-without-whole", sheets["resources"].file, found, expected, record.row, "group")


def _check_bounds(sheets: Sheets) -> Iterator[Problem]:
    for record in _rows(sheets, "stock"):
        facility = _lookup(sheets, "facilities", record.key[0])
        resource = _lookup(sheets, "resources", record.key[1])
        limit = resource.whole("max_per_facility") if resource else None
        place = (sheets["stock"].file, record.row)
        yield from _candidate_problems(record, facility, place)
        yield from _bound_problems(record, limit, place)


def _lookup(sheets: Sheets, table: str, key: str) -> Record | None:
    return sheets[table].rows.get((key,)) if table in sheets else None


def _candidate_problems(record: Record, facility: Record | None, place: tuple[str, int]) -> Iterator[Problem]:
    file, row = place
    current = record.whole("current")
    if facility is not None and facility.texts.get("status") == CANDIDATE and current:
        expected = f'0, because "{record.key[0]}" is a candidate that does not exist yet'
        yield Problem("candidate-stock", file, str(current), expected, row, "current")


def _bound_problems(record: Record, limit: int | None, place: tuple[str, int]) -> Iterator[Problem]:
    file, row = place
    current, low, high = record.whole("current"), record.whole("min"), record.whole("max")
    name = "max"
    if "max" not in record.texts:
        high, name = limit, "max_per_facility"
    if high is None:
        return
    if low is not None and low > high:
        yield Problem("bounds", file, f"min {low} above {name} {high}", "a min not above the max", row, "min")
    elif current is not None and current > high and "min" not in record.texts:
        found = f"{name} {high} below current {current}, without a min"
        hint = "write the min that is meant; without one a facility is not cut"
        column = "max" if name == "max" else "current"
        yield Problem("bounds", file, found, f"a {name} of at least current, or a written min", row, column, hint=hint)


def _check_parts(sheets: Sheets) -> Iterator[Problem]:
    if "resources" not in sheets or "stock" not in sheets:
        return
    stock = sheets["stock"]
    sums: dict[tuple[str, str, str], list[Record]] = {}
    for record in stock.rows.values():
        resource = _lookup(sheets, "resources", record.key[1])
        whole = resource.texts.get("part_of") if resource else None
        if resource is None or whole is None or (whole,) not in sheets["resources"].rows:
            continue
        if "group" in resource.texts:
            sums.setdefault((record.key[0], whole, resource.texts["group"]), []).append(record)
        yield from _part_problems(stock, record, whole)
    for (facility, whole, group), parts in sorted(sums.items()):
        yield from _group_problems(stock, parts, stock.rows.get((facility, whole)), group)


def _part_problems(stock: Records, record: Record, whole: str) -> Iterator[Problem]:
    facility, part = record.key
    above = stock.rows.get((facility, whole))
    if above is None:
        if stock.complete and not {facility, whole} <= stock.fragments:
            found = f'a row for "{part}" and none for "{whole}", of which it is a part'
            expected = f'a row for "{whole}" at "{facility}" too'
            yield Problem("missing-whole", stock.file, found, expected, record.row, "resource")
        return
    current, total = record.whole("current"), above.whole("current")
    if current is not None and total is not None and current > total:
        expected = f'at most the {total} of "{whole}", of which "{part}" is a part (row {above.row})'
        yield Problem("part-above-whole", stock.file, str(current), expected, record.row, "current")


def _group_problems(stock: Records, parts: list[Record], whole: Record | None, group: str) -> Iterator[Problem]:
    total = whole.whole("current") if whole else None
    values = [part.whole("current") or 0 for part in parts]
    if whole is None or total is None or sum(values) <= total or max(values) > total:
        return
    terms = " + ".join(f"{part.key[1]} {value}" for part, value in zip(parts, values, strict=True))
    found = f'{terms} = {sum(values)} in the group "{group}"'
    expected = f'together at most the {total} of "{whole.key[1]}" (row {whole.row})'
    yield Problem("group-above-whole", stock.file, found, expected, parts[0].row, "current")


_CHECKS: tuple[Callable[[Sheets], Iterator[Problem]], ...] = (
    _check_reserved_area,
    _check_references,
    _check_area_levels,
    _check_part_cycles,
    _check_coordinates,
    _check_groups,
    _check_bounds,
    _check_parts,
)
