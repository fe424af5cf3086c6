"""Whether what one clause says makes sense together, and beside the clause that may hold instead of it."""

from __future__ import annotations

from collections.abc import Mapping

from models.clause import (
    ABOUT,
    AT_LEAST,
    BINDING,
    REFERENCE,
    SPREAD_AT_MOST,
    AreaColumn,
    Clause,
    DecidedBase,
    FacilityColumn,
)
from models.instance import FACILITY, LEVELS, REGION
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.clause_keys import Written
from optimizer.reading.clause_values import Findings
from optimizer.reading.policy_file import RawClause


def check_together(raw: RawClause, written: Written, findings: Findings) -> None:
    """Note keys that make no sense beside each other. Code: ``contradiction``."""
    if written.comparator == ABOUT and written.nature == BINDING:
        findings.add(
            "contradiction", ABOUT, "about in a binding clause", "at_least, at_most or exactly, or a soft nature"
        )
    if REGION in written.levels and written.areas:
        findings.add("contradiction", "areas", 'areas beside in = "region"', "no areas: the region is one row")
    alone = [level for level in written.levels if level in (REGION, FACILITY)]
    expected = f"a level of areas: {', '.join(LEVELS)}"
    if alone and len(written.levels) > 1:
        findings.add("contradiction", "in", f'"{alone[0]}" in a list', expected)
    if alone:
        for key in ("within", "share", SPREAD_AT_MOST):
            if key in raw.table:
                findings.add("contradiction", key, f'{key} beside in = "{alone[0]}"', expected)
    if "per" not in raw.table and "per_where" in raw.table and written.per_where:
        findings.add("contradiction", "per_where", "per_where without per", "a base that facilities have")
    for key in ("weight", "weigh_by"):
        if (
            key in raw.table
            and written.nature in (BINDING, REFERENCE)
            and not (key == "weigh_by" and (written.mean or written.share))
        ):
            findings.warn(f"{key} has no effect on a {written.nature} clause, which is no goal")
    _check_special(written, findings)


def _check_special(written: Written, findings: Findings) -> None:
    """``or``, ``share`` and ``mean`` stand beside at_least alone, and not beside each other."""
    given = {"or": written.partner, "share": written.share, "mean": written.mean}
    used = [key for key, value in given.items() if value]
    if written.mean and written.reach is None:
        findings.add("contradiction", "mean", "mean without within", 'within = "11 minutes", the mean that is allowed')
    if written.mean and written.measure.is_money:
        findings.add("contradiction", "mean", "mean of a sum of money", "facilities or a resource that serve an area")
    if written.comparator == SPREAD_AT_MOST and written.weigh_by is not None:
        found = f"weigh_by beside {SPREAD_AT_MOST}"
        findings.add("contradiction", "weigh_by", found, "no weigh_by: every area counts alike, for its rate")
    for key in used[:1]:
        if written.comparator not in ("", AT_LEAST):
            findings.add("contradiction", key, f"{key} beside {written.comparator}", AT_LEAST)
    for key in used[1:]:
        findings.add("contradiction", key, f"{key} beside {used[0]}", "one of or, share and mean")


def check_base(clause: Clause, findings: Findings) -> None:
    """Note a base that ``or``, ``share``, ``mean`` or ``spread_at_most`` cannot have. Code: ``contradiction``."""
    is_told = any(problem.column == "per" for problem in findings.problems)
    if clause.is_spread and not isinstance(clause.base, AreaColumn) and not clause.missing and not is_told:
        expected = 'a column of areas, like per = "1000 residents": rates are what is compared'
        findings.add("contradiction", "per", f"{SPREAD_AT_MOST} without a column of areas as base", expected)
    if isinstance(clause.base, DecidedBase):
        for key, used in (("or", clause.partner), ("share", clause.share), ("mean", clause.mean)):
            if used:
                found = f"{key} beside a base that the plan decides"
                findings.add("contradiction", key, found, "no per, or a column as base")
    if clause.mean and isinstance(clause.base, FacilityColumn):
        expected = "no per, or a column of areas, whose people the facilities serve"
        findings.add("contradiction", "mean", "mean beside a column of facilities", expected)


def check_partners(clauses: Mapping[str, Clause], raws: Mapping[str, RawClause]) -> list[Problem]:
    """What is wrong with clauses that may hold instead of each other. Codes: ``unknown-clause``, ``contradiction``."""
    problems = []
    named: dict[str, str] = {}
    for clause in clauses.values():
        if clause.partner is None:
            continue
        findings = Findings(raws[clause.id])
        if clause.partner not in raws:
            expected = "the id of another clause of this policy"
            hint = did_you_mean(clause.partner, raws.keys() - {clause.id})
            findings.add("unknown-clause", "or", f'"{clause.partner}"', expected, hint)
        elif clause.partner in clauses:
            _check_pair(clause, clauses[clause.partner], named, findings)
        problems += findings.problems
    return problems


def _check_pair(clause: Clause, other: Clause, named: dict[str, str], findings: Findings) -> None:
    if other.id == clause.id or other.partner is not None:
        findings.add("contradiction", "or", f'"{other.id}"', "another clause, one that has no or itself")
    if other.id in named:
        findings.add("contradiction", "or", f'"{other.id}", which {named[other.id]} names too', "every clause once")
    named.setdefault(other.id, clause.id)
    if other.comparator != AT_LEAST or other.pooled or isinstance(other.base, DecidedBase):
        findings.add("contradiction", "or", f'"{other.id}"', "an at_least with no base or a column, share or mean")
    for key, one, two in (
        ("in", set(clause.levels), set(other.levels)),
        ("nature", clause.nature, other.nature),
        ("weight", clause.weight, other.weight),
        ("weigh_by", clause.weigh_by, other.weigh_by),
    ):
        if one != two:
            findings.add("contradiction", "or", f"another {key} than {other.id}", f"the same {key} in both clauses")
