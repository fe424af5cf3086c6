"""The table of a benchmark run: one record per figure, written as CSV, and as Markdown with a table per section."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True)
class Record:
    """One figure: of which section, size and subject, what it measures, its median and spread over ``runs``.

    ``median`` is None where it could not be measured; ``remark`` says why.
    """

    section: str
    size: str
    subject: str
    figure: str
    unit: str
    median: float | None
    least: float | None = None
    most: float | None = None
    runs: int = 1
    remark: str = ""


def record(section: str, size: str, subject: str, figure: str, unit: str, values: Sequence[float | None]) -> Record:
    """The record of several runs; runs without a value are left out."""
    found = [value for value in values if value is not None]
    if not found:
        return Record(section, size, subject, figure, unit, None, runs=0, remark="not measured")
    return Record(section, size, subject, figure, unit, statistics.median(found), min(found), max(found), len(found))


def failed(section: str, size: str, subject: str, why: str) -> Record:
    """The record of something that did not come to an end."""
    return Record(section, size, subject, "failed", "", None, runs=0, remark=" ".join(why.split()))


def as_csv(records: Sequence[Record]) -> str:
    """Every record with every field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Record)])
    writer.writerows([["" if cell is None else cell for cell in astuple(each)] for each in records])
    return text.getvalue()


def as_markdown(records: Sequence[Record]) -> str:
    """A table per section: a row per size and subject, a column per figure."""
    sections = dict.fromkeys(each.section for each in records)
    return "\n".join(_section(name, [each for each in records if each.section == name]) for name in sections)


def _section(name: str, records: Sequence[Record]) -> str:
    figures = {each.figure: each.unit for each in records if each.figure != "failed"}
    heads = ["size", "subject", *(f"{figure} [{unit}]" if unit else figure for figure, unit in figures.items())]
    lines = [f"### {name}", "", _line(heads), _line(["---"] * len(heads))]
    for size, subject in dict.fromkeys((each.size, each.subject) for each in records):
        mine = {each.figure: each for each in records if (each.size, each.subject) == (size, subject)}
        cells = [_cell(mine[figure]) if figure in mine else "" for figure in figures]
        why = f" – failed: {mine['failed'].remark}" if "failed" in mine else ""
        lines.append(_line([size, subject + why, *cells]))
    return "\n".join([*lines, ""])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _cell(each: Record) -> str:
    if each.median is None:
        return each.remark
    text = digits(each.median)
    if each.runs > 1 and each.least is not None and each.most is not None and each.least != each.most:
        return f"{text} ({digits(each.least)} … {digits(each.most)})"
    return text


def digits(value: float) -> str:
    """Three significant digits; whole numbers in full, what is tiny as a power of ten."""
    if value == int(value):
        return f"{int(value):,}"
    size = abs(value)
    if size < 0.001:
        return f"{value:.1e}"
    return f"{value:,.0f}" if size >= 100 else f"{value:.3g}"
