"""What the charts of a document are drawn from: few enough values to be seen, from the same tables as everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from optimizer.documents.content.indicators import indicators
from optimizer.documents.content.money import by_county, by_resource
from optimizer.documents.content.places import county_tables
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.words import say

MOST_PLACES = 30
"""More counties than this are drawn by city."""

MOST_INDICATORS = 24
LABEL_LENGTH = 26
BY_RATE, BY_PERCENT, BY_NUMBER = range(3)


@remembered
def places_drawn(dossier: Dossier, lang: str) -> Sheet:
    """The rates (or units, without residents) of the main resources in each county, or city where there are many.

    Of a single county, a row for each resource.
    """
    table = county_tables(dossier, lang)[-1]
    known = [row for number, row in enumerate(table.rows) if not table.mark(number)]
    plain = tuple(row for row in known if any(cell is not None for cell in row[1:]))
    cities = tuple(row for number, row in enumerate(table.rows) if table.mark(number) == "group")
    if len(plain) == 1:
        return _by_resource(table, plain[0], say("doc_main_of", lang, place=str(plain[0][0])))
    rows = cities if len(plain) > MOST_PLACES and len(cities) > 1 else plain
    return Sheet("drawn-places", table.title, table.fields, rows)


def _by_resource(table: Sheet, row: Sequence[Cell], title: str) -> Sheet:
    """The one row of a table with a pair of columns for each resource, turned: a row for each pair."""
    pairs = range(1, len(table.fields), 2)
    rows = tuple((table.fields[column].top, *row[column : column + 2]) for column in pairs)
    fields = tuple(Field(each.key, each.under, each.kind) for each in table.fields[1:3])
    return Sheet("drawn-places", title, (Field("resource", title), *fields), rows)


@remembered
def costs_drawn(dossier: Dossier, lang: str) -> Sheet:
    """The cost of each county, or city where there are many; by resource where there is one county."""
    table = by_county(dossier, lang)
    if len(table.rows) <= 2:
        table = by_resource(dossier, lang)
    rows = [row for number, row in enumerate(table.rows) if table.mark(number) != "total"]
    fields = table.fields
    if fields[0].key == "city":
        rows = _by_city(rows) if len(rows) > MOST_PLACES else [row[1:] for row in rows]
        fields = fields[1:]
    return Sheet("drawn-costs", table.title, fields, tuple(rows))


def _by_city(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The sums of each city; a county in no city stands for itself."""
    sums: dict[Cell, list[Fraction | None]] = defaultdict(lambda: [None] * (len(rows[0]) - 2))
    for city, county, *amounts in rows:
        total = sums[city or county]
        for place, amount in enumerate(amounts):
            if amount is not None and not isinstance(amount, str):
                total[place] = (total[place] or Fraction(0)) + amount
    return [(name, *amounts) for name, amounts in sums.items()]


@remembered
def attainment(dossier: Dossier, lang: str) -> Sheet:
    """How much of the target of each main indicator is reached, now and planned; rates first, the first of many."""
    table = indicators(dossier, lang)
    index = {field.key: number for number, field in enumerate(table.fields)}
    drawn: list[tuple[int, int, str, tuple[Cell, ...]]] = []
    for number, row in enumerate(table.rows):
        target, now, attained = (row[index[key]] for key in ("target", "now", "attained"))
        if isinstance(target, str) or not target:
            continue
        shares = tuple(None if value is None else Fraction(value) / target for value in (now, attained))
        unit, name = str(row[index["unit"]]), str(row[index["indicator"]])
        label = f"{row[index['clause']]} {_short(name)} {row[index['sign']]}"
        drawn.append((_rank(unit, lang), number, table.mark(number), (label, *shares)))
    chosen = sorted(sorted(drawn)[:MOST_INDICATORS], key=lambda each: each[1])
    fields = (
        Field("indicator", say("doc_indicator", lang)),
        Field("now", say("now", lang), Kind.SHARE),
        Field("planned", say("planned", lang), Kind.SHARE),
    )
    rows = tuple(cells for *_, cells in chosen)
    left_out = len(table.rows) - len(rows)
    notes = (say("doc_attainment_note", lang, count=str(left_out)),) if left_out else ()
    return Sheet("attainment", say("doc_attainment", lang), fields, rows, tuple(each[2] for each in chosen), notes)


def _rank(unit: str, lang: str) -> int:
    if unit == "%":
        return BY_PERCENT
    return BY_RATE if ("/" if lang == "zh" else " per ") in unit else BY_NUMBER


def _short(name: str) -> str:
    """A name as long as a chart has room for: Chinese characters count twice."""
    width = 0
    for position, letter in enumerate(name):
        width += 1 + (ord(letter) > 0x10FF)
        if width > 2 * LABEL_LENGTH:
            return f"{name[:position]}…"
    return name
