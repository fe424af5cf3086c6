"""What a sentence asks and how far a measure is from it, worked out once for each number that many areas share."""

from __future__ import annotations

from fractions import Fraction

from models.clause import Clause
from optimizer.verifying.amounts import Number
from optimizer.verifying.requirement import Requirement, Sentence


class Remembered:
    """The answers of one clause so far. Equal answers are one object, so that many rows take little room."""

    def __init__(self, clause: Clause) -> None:
        self._sentence = Sentence(clause)
        self._asked: dict[Number, Requirement] = {}
        self._scales: dict[Number, Fraction] = {}
        self._shorts: dict[tuple[Number, Number], Fraction] = {}
        self._exact: dict[Number, Fraction] = {}

    def required(self, base: Number) -> Fraction:
        """The number that the clause requires with this base."""
        return self._requirement(base).required

    def short(self, base: Number, achieved: Number) -> Fraction:
        """The units that are missing or in excess with this base."""
        key = (base, achieved)
        found = self._shorts.get(key)
        if found is None:
            found = self._shorts[key] = self.exact(self._requirement(base).short(achieved))
        return found

    def scale(self, base: Number) -> Fraction:
        """What makes shortfalls comparable where this is the base today."""
        found = self._scales.get(base)
        if found is None:
            found = self._scales[base] = self.exact(self._sentence.scale(base))
        return found

    def exact(self, number: Number) -> Fraction:
        """The number as a fraction."""
        found = self._exact.get(number)
        if found is None:
            found = self._exact[number] = Fraction(number)
        return found

    def _requirement(self, base: Number) -> Requirement:
        found = self._asked.get(base)
        if found is None:
            found = self._asked[base] = self._sentence.requirement(base)
        return found
