"""Measures everything and writes one table: ``python -m tests.benchmarks.run [--sizes S,M] [--out FOLDER]``.

Into FOLDER go ``benchmarks.md`` and ``benchmarks.csv`` (the same figures) and a drawing of bound, plan and gap over
time for every proposal. Every measurement is a process of its own. One that fails or takes too long leaves a row that
says so. Seconds drift with the machine; the ratios are what to compare.

- Handing over: our compile + build + transfer, and the rivals' build + transfer, on the same clauses (``rivals``), as
  CPU seconds, medians for small sizes; ratios to the bare arrays and to a seventh of Pyomo's rule functions with
  appsi_highs.
- Proposals: the whole command by each method, on one worker and on two, with the proven gap of each goal.
- Growth: the same from XL4 to XL; two workers against one.
- Commands: Shulan and ``--help`` against their imports.

``--parts handing-over,proposals,commands`` chooses among them. S and M take a quarter of an hour; L, XL and china
longer.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks import commands, handing_over, proposals
from tests.benchmarks.provinces import SIZES, write_size
from tests.benchmarks.records import Record, as_csv, as_markdown

PARTS = ("handing-over", "proposals", "commands")


def collect(sizes: Sequence[str], parts: Sequence[str], drawings: Path, limit: float) -> Iterator[Record]:
    """Every record, as soon as it is known. Regions are generated into a passing folder."""
    if "commands" in parts:
        yield from commands.measure(runs=5)
    with tempfile.TemporaryDirectory() as name:
        folders = {size: Path(name) / size for size in sizes}
        for size, folder in folders.items():
            write_size(size, folder)
            if "handing-over" in parts:
                yield from handing_over.measure(size, folder, limit)
        if "proposals" in parts:
            yield from proposals.measure(folders, drawings, limit)


def main(words: Sequence[str] | None = None) -> None:
    """The command line. The files are written anew after every record, so that nothing is lost on the way."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="S,M", help=f"of {', '.join(SIZES)}; default: S,M")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--out", type=Path, default=Path("benchmarks"), help="folder for the files")
    parser.add_argument("--limit", type=float, default=1200.0, help="seconds after which one measurement is killed")
    asked = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is being measured is ended too
    sizes, parts = asked.sizes.split(","), asked.parts.split(",")
    if set(sizes) - set(SIZES) or set(parts) - set(PARTS):
        parser.error(f"sizes are {', '.join(SIZES)}; parts are {', '.join(PARTS)}")
    asked.out.mkdir(parents=True, exist_ok=True)
    records: list[Record] = []
    for record in collect(sizes, parts, asked.out, asked.limit):
        records.append(record)
        print(record.section, record.size, record.subject, record.figure, record.median, record.unit, record.remark)
        (asked.out / "benchmarks.md").write_text(as_markdown(records), encoding="utf-8")
        (asked.out / "benchmarks.csv").write_text(as_csv(records), encoding="utf-8")


if __name__ == "__main__":
    main()
