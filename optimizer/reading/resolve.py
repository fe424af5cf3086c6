"""What the names in a clause mean in one instance: resources, columns, and the numbers that stand in those columns.

A standard name that the instance lacks makes the clause inapplicable (``Clause.missing``); any other unknown name, a
name with two meanings, and a cell that cannot be used as the clause uses it are problems.
"""

from __future__ import annotations

from models.clause import (
    AreaColumn,
    Base,
    Clause,
    Constant,
    DecidedBase,
    FacilityColumn,
    Measure,
)
from models.grammar import GrammarError, parse_measure
from models.instance import FACILITY, MEASURES_WITHOUT_RESOURCE, Instance
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.clause_cells import CellCheck
from optimizer.reading.clause_keys import Written, read_keys
from optimizer.reading.clause_together import check_base, check_together
from optimizer.reading.clause_values import Findings
from optimizer.reading.columns import AREAS, FACILITIES, Columns
from optimizer.reading.policy_file import RawClause


class Resolver:
    """Turns clauses as written into clauses of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.columns = {kind: Columns(instance, kind) for kind in (AREAS, FACILITIES)}

    def resolve(self, raw: RawClause) -> tuple[Clause | None, tuple[Problem, ...], tuple[str, ...]]:
        """The clause, None if it has problems; all its problems; its warnings.

        Codes: those of :func:`~optimizer.reading.clause_keys.read_keys`, ``unknown-name``, ``ambiguous-name``,
        ``contradiction`` and those of :class:`~optimizer.reading.clause_cells.CellCheck`.
        """
        findings = Findings(raw)
        written = read_keys(raw, findings)
        check_together(raw, written, findings)
        names = _Names(self, findings)
        names.measure("require", written.measure)
        base = names.base(written)
        names.weigh_by(written)
        names.filters(written)
        clause = _clause(raw, written, base, tuple(dict.fromkeys(names.missing)))
        check_base(clause, findings)
        if not findings.problems and not clause.missing:
            CellCheck(self.instance, self.columns, clause, findings).run()
        return None if findings.problems else clause, tuple(findings.problems), tuple(findings.warnings)


def _clause(raw: RawClause, written: Written, base: Base, missing: tuple[str, ...]) -> Clause:
    return Clause(
        id=raw.id,
        name=written.name,
        name_en=written.name_en,
        cite=written.cite,
        measure=written.measure,
        comparator=written.comparator,
        value=written.value,
        upper=written.upper,
        per=written.per,
        base=base,
        where=written.where,
        per_where=written.per_where,
        levels=written.levels,
        areas=written.areas,
        reach=written.reach,
        nature=written.nature,
        tolerance=written.tolerance,
        weight=written.weight,
        weigh_by=written.weigh_by,
        reason=written.reason,
        partner=written.partner,
        share=written.share,
        mean=written.mean,
        by=written.by,
        missing=missing,
        raw=dict(raw.table),
    )


class _Names:
    """Looks up the names of one clause; ``missing`` collects the standard ones that the instance lacks."""

    def __init__(self, resolver: Resolver, findings: Findings) -> None:
        self.instance = resolver.instance
        self.areas, self.facilities = resolver.columns[AREAS], resolver.columns[FACILITIES]
        self.findings = findings
        self.missing: list[str] = []

    def measure(self, key: str, measure: Measure, also: frozenset[str] = frozenset()) -> None:
        """Check the resources of a measure; names in ``also`` are suggested too where one is unknown."""
        standard = self.instance.vocabulary.resources
        known = self.instance.resources.keys() | set(MEASURES_WITHOUT_RESOURCE)
        for term in measure.terms:
            if term.name in standard and term.name not in known:
                self.missing.append(term.name)
            elif term.name not in known:
                expected = "a resource or column of this instance" if also else "a resource of this instance"
                self._unknown(key, term.name, f"{expected}, or a standard one", known | standard | also)

    def base(self, written: Written) -> Base:
        """What ``per`` counts; the constant 1 where there is none or it cannot be told."""
        text = written.base
        if text is None:
            return Constant()
        found = [
            meaning
            for meaning, names in (
                ("a column of areas", self.areas.data),
                ("a column of facilities", self.facilities.data),
                ("a resource", self.instance.resources.keys() | set(MEASURES_WITHOUT_RESOURCE)),
            )
            if text in names
        ]
        if len(found) > 1:
            expected = "a name with one meaning"
            self.findings.add("ambiguous-name", "per", f'"{text}", {" and ".join(found)}', expected)
        elif text in self.areas.data:
            self._refuse_beside_area_column(written)
            return AreaColumn(text)
        elif text in self.facilities.data:
            return FacilityColumn(text)
        else:
            return self._measured_base(text)
        return Constant()

    def _refuse_beside_area_column(self, written: Written) -> None:
        if FACILITY in written.levels:
            expected = "a column of facilities or a measure"
            found = f'"{written.base}", a column of areas, beside in = "facility"'
            self.findings.add("contradiction", "per", found, expected)
        if "per_where" in self.findings.raw.table and written.per_where:
            found = f'per_where beside the base "{written.base}", a column of areas'
            self.findings.add("contradiction", "per_where", found, "a base that facilities have")

    def _measured_base(self, text: str) -> Base:
        vocabulary = self.instance.vocabulary
        present = self.areas.present | self.facilities.present
        if text in vocabulary.columns - vocabulary.resources - present:
            self.missing.append(text)
            return Constant()
        columns = self.areas.data | self.facilities.data | vocabulary.columns
        try:
            measure = parse_measure(text)
        except GrammarError as error:
            self.findings.grammar("bad-measure", "per", error)
            return Constant()
        self.measure("per", measure, frozenset(columns))
        return DecidedBase(measure)

    def weigh_by(self, written: Written) -> None:
        """Check that the weights are a column of areas."""
        column = written.weigh_by
        if column is not None and column not in self.areas.data:
            self._column("weigh_by", column, self.areas, self.areas.data)

    def filters(self, written: Written) -> None:
        """Check the columns of all three filters."""
        same = written.per_where is written.where
        for key, conditions, columns in (
            ("where", written.where, self.facilities),
            ("per_where", () if same else written.per_where, self.facilities),
            ("areas", written.areas, self.areas),
        ):
            for condition in (each for alternative in conditions for each in alternative):
                if condition.column not in columns.present:
                    self._column(key, condition.column, columns, columns.present)

    def _column(self, key: str, column: str, columns: Columns, known: frozenset[str]) -> None:
        if column in columns.standard and column not in columns.present:
            self.missing.append(column)
        else:
            self._unknown(key, column, f"a column of {columns.kind}", known | columns.standard)

    def _unknown(self, key: str, name: str, expected: str, known: frozenset[str] | set[str]) -> None:
        self.findings.add("unknown-name", key, f'"{name}"', expected, did_you_mean(name, known))
