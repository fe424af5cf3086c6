"""Whether a model is solved whole or county by county, and why."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from models.standard import StandardForm

AUTO, WHOLE, COUNTIES = METHODS = ("auto", "whole", "counties")

MANY_INTEGERS = 1_000
"""A model with fewer whole-number columns is solved whole: that is as fast, and needs no prices."""

FEW_COUNTIES = 8
"""With fewer counties than this, what one decides weighs too much for prices to close the gap."""

COUNTIES_PER_LINK = 10
"""With fewer counties than this for each row that ties them, prices leave too much open between them."""


@dataclass(frozen=True)
class Method:
    """How a model is solved, ``whole`` or ``counties``, and why."""

    name: str
    reason: str

    @property
    def by_county(self) -> bool:
        """Whether the counties are solved apart."""
        return self.name == COUNTIES


def method_for(form: StandardForm, asked: str, *, patient: bool = False) -> Method:
    """The method that was asked for, or with ``auto`` the one that is faster on models like this.

    ``patient``: goals have a time each and may begin with a known plan, which only the whole model takes up.
    """
    if asked != AUTO:
        return Method(asked, "asked for")
    if patient:
        return Method(WHOLE, "each goal has its own time")
    integers = int(form.whole.sum())
    counties = int(form.column_county.max(initial=-1)) + 1
    links = int(np.count_nonzero(form.row_county < 0))
    if integers < MANY_INTEGERS:
        return Method(WHOLE, f"small: {integers} whole-number columns, fewer than {MANY_INTEGERS}")
    if counties < FEW_COUNTIES:
        return Method(WHOLE, f"few counties: {counties}, fewer than {FEW_COUNTIES}")
    if links * COUNTIES_PER_LINK > counties:
        return Method(WHOLE, f"much in common: {links} rows tie {counties} counties")
    reason = f"large: {integers} whole-number columns in {counties} counties that {links} rows tie"
    return Method(COUNTIES, reason)


def processors() -> int:
    """How many processors there are to work on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
