"""What a clause asks for, in words: the number with its unit, the ratio it comes from, and which numbers are accepted.

A requirement against a base that is itself decided is no whole number; what counts whole units can only keep it by the
next whole one, which is what is shown: rounded up for at least, down for at most, to the nearest (≈) else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from models.clause import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    EXACTLY,
    AreaColumn,
    Base,
    Clause,
    Constant,
    DecidedBase,
    FacilityColumn,
)
from models.instance import FACILITY, REGION, Instance
from models.selection import AbsentNumber, base_number, facilities_of, members
from optimizer.reporting.naming import amount, column_name, is_plain, measure_name, measure_unit, singular
from optimizer.reporting.numbers import csv_number, grouped, money, rounded
from optimizer.reporting.words import say
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.requirement import Sentence

SIGNS: Mapping[str, str] = {AT_LEAST: "≥", AT_MOST: "≤", EXACTLY: "=", ABOUT: "≈"}
MYRIAD = 10_000


def required_number(clause: Clause, required: Fraction) -> Fraction:
    """The required number as it is shown: whole, if whole units are counted."""
    if not clause.whole:
        return required
    if clause.comparator == AT_LEAST:
        return Fraction(math.ceil(required))
    return Fraction(math.floor(required) if clause.comparator == AT_MOST else rounded(required, 0))


def missing_number(clause: Clause, short: Fraction) -> Fraction:
    """The units that are missing or in excess as they are shown: whole, if whole units are counted."""
    return Fraction(math.ceil(short)) if clause.whole else short


def plain_number(instance: Instance, clause: Clause, value: Fraction, lang: str) -> str:
    """A number of the clause's measure without its unit; money has one all the same."""
    return grouped(value) if clause.whole else money(value, instance.currency, lang)


def required_text(instance: Instance, clause: Clause, row: RowJudgement, lang: str) -> str:
    """``≥ 234 people``; where other numbers are accepted too, these below: ``≈ 4,667 people (4,650–4,685)``."""
    if row.required is None:
        return ""
    shown = required_number(clause, row.required)
    sign = SIGNS[ABOUT if clause.comparator == EXACTLY and shown != row.required else clause.comparator]
    text = f"{sign} {amount(instance, clause.measure, shown, lang)}"
    ends = accepted(instance, clause, row)
    if ends is None:
        return text
    low, high = (plain_number(instance, clause, end, lang) for end in ends)
    return f"{text}\n({low}–{high})"


def accepted(instance: Instance, clause: Clause, row: RowJudgement) -> tuple[Fraction, Fraction] | None:
    """From where to where a measure is right; None if one number alone is, or the interval has no end or is unknown."""
    if row.required is None or clause.comparator not in (EXACTLY, ABOUT):
        return None
    base = _base(instance, clause, row.area, row.required)
    if base is None:
        return None
    asked = Sentence(clause).requirement(base)
    if asked.low is None or asked.high is None or asked.low == asked.high or asked.required != row.required:
        return None
    return asked.low, asked.high


def _base(instance: Instance, clause: Clause, place: str, required: Fraction) -> Fraction | None:
    base = clause.base
    if isinstance(base, Constant):
        return Fraction(1)
    if isinstance(base, DecidedBase):
        return required * clause.per / clause.value if clause.value else None
    if isinstance(base, FacilityColumn):
        return _facility_sum(instance, clause, place, base.column)
    try:
        return base_number(instance, place, base.column)
    except (AbsentNumber, KeyError):
        return None


def _facility_sum(instance: Instance, clause: Clause, place: str, column: str) -> Fraction:
    counted = facilities_of(instance, clause.per_where)
    if clause.level == FACILITY:
        names = {facility.facility for facility in counted} & {place}
    elif place == REGION:
        names = {facility.facility for facility in counted}
    else:
        names = set(members(instance, counted, [instance.areas[place]], clause.reach)[place])
    numbers = (instance.facilities[name].numbers.get(column, Fraction(0)) for name in names)
    return sum(numbers, Fraction(0))


def ratio_text(instance: Instance, clause: Clause, lang: str) -> str:
    """The ratio behind a required number, as the plan writes it: ``0.58±0.005 per 1000 residents``.

    Empty where the number stands for itself; ``= planned beds`` where it is the base's own.
    """
    return "" if isinstance(clause.base, Constant) else _ratio(instance, clause, lang, sign="")


def rule_text(instance: Instance, clause: Clause, lang: str) -> str:
    """What is asked in each of many areas, with its sign: ``≥ 0.58 per 1000 residents``, ``≥ 2 people``."""
    sign = SIGNS[clause.comparator]
    if isinstance(clause.base, Constant):
        return f"{sign} {amount(instance, clause.measure, clause.value, lang)}"
    return _ratio(instance, clause, lang, f"{sign} ")


def _ratio(instance: Instance, clause: Clause, lang: str, sign: str) -> str:
    base = clause.base
    value = csv_number(clause.value) if clause.whole else money(clause.value, instance.currency, lang)
    value += f"±{csv_number(clause.tolerance)}" if clause.tolerance else ""
    if clause.per != 1 or isinstance(base, AreaColumn) or _is_counted(base):
        before = f" {sign}" if sign and lang == "zh" else sign
        return say("ratio", lang, sign=before, value=value, base=_counted_name(instance, clause, lang))
    name = _name(instance, base, lang)
    if value == "1":
        return f"{SIGNS[clause.comparator]} {name}"
    return say("ratio_times", lang, sign=sign, value=value, base=name)


def _is_counted(base: Base) -> bool:
    """Whether it is one resource as it will stand, or open facilities: things of which one can be named."""
    return isinstance(base, DecidedBase) and is_plain(base.measure)


def _name(instance: Instance, base: Base, lang: str) -> str:
    if isinstance(base, AreaColumn | FacilityColumn):
        return column_name(instance, base.column, lang)
    return measure_name(instance, base.measure, lang) if isinstance(base, DecidedBase) else ""


def _counted_name(instance: Instance, clause: Clause, lang: str) -> str:
    """``1000 residents``, ``bed``; in Chinese with the counting word of a resource: ``张床位``."""
    base, name = clause.base, _name(instance, clause.base, lang)
    per = "" if clause.per == 1 else _per(clause.per, lang)
    if lang != "zh":
        return f"{per} {name}" if per else singular(name)
    unit = measure_unit(instance, base.measure, lang) if isinstance(base, DecidedBase) and _is_counted(base) else ""
    word = say("unit_person", lang) if unit == "人" else unit
    return f"{per}{word}{name}" if word else f"{per or 1}{name}"


def _per(per: Fraction, lang: str) -> str:
    if lang == "zh" and per == MYRIAD:
        return "万"
    if lang == "zh" and per % MYRIAD == 0:
        return f"{csv_number(per / MYRIAD)}万"
    return grouped(per) if per >= MYRIAD else csv_number(per)
