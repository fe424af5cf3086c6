"""Sentences about what cannot hold or does not: the rows of a conflict, and hard facts that a plan breaks."""

from __future__ import annotations

from collections.abc import Iterable

from models.clause import ABOUT, AT_MOST, BETWEEN, EXACTLY, Clause
from models.instance import Instance
from optimizer.impossible import ConflictRow
from optimizer.reporting.naming import area_name, facility_label, place_label, resource_name, row_amount
from optimizer.reporting.numbers import grouped
from optimizer.reporting.requirements import ENDLESS, between_text, required_number
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import Breach


def conflict_sentences(
    instance: Instance, clauses: Iterable[Clause], conflict: Iterable[ConflictRow], lang: str
) -> list[str]:
    """What each row of a conflict requires, where, and how near to it a plan can come, in the clause's unit."""
    by_id = {clause.id: clause for clause in clauses}
    named = {clause.partner: clause.id for clause in by_id.values() if clause.partner in by_id}
    return [
        _conflict_sentence(instance, by_id[row.clause], by_id[row.clause].partner or named.get(row.clause), row, lang)
        for row in conflict
    ]


def _conflict_sentence(instance: Instance, clause: Clause, alternative: str | None, row: ConflictRow, lang: str) -> str:
    comparator = AT_MOST if clause.mean else EXACTLY if clause.comparator == ABOUT else clause.comparator
    if row.required is None:
        required = say("unknown", lang)
    elif comparator == BETWEEN:
        required = between_text(instance, clause, row.area, row.required, lang)
    else:
        required = row_amount(instance, clause, required_number(clause, row.required), lang)
    if alternative is not None:
        required = say("rule_or", lang, rule=required, clause=alternative)
    return say(
        f"conflict_{comparator}",
        lang,
        clause=row.clause,
        name=name_of(clause, lang),
        area=place_label(instance, clause, row.area, lang),
        required=required,
        reachable=ENDLESS if row.reachable is None else row_amount(instance, clause, row.reachable, lang),
    )


def breach_sentence(instance: Instance, breach: Breach, lang: str) -> str:
    """Which hard fact is broken, where, by name and id."""
    if breach.key == "keep":
        place = f"{area_name(instance, breach.facility, lang)} ({breach.facility})"
    else:
        place = facility_label(instance, breach.facility, lang)
    return say(
        f"breach_{breach.key}",
        lang,
        facility=place,
        resource=" + ".join(resource_name(instance, name, lang) for name in breach.resource.split(" + ")),
        limit=grouped(breach.limit),
        achieved=grouped(breach.achieved),
    )
