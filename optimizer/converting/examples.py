"""Sentences of plans as clauses, for the reader of a template: which columns or keys each of them fills in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

EXAMPLES: tuple[tuple[str, Mapping[str, object]], ...] = (
    (
        "wb_example_rate",
        {"require": "beds", "at_least": Decimal("7.0"), "per": "1000 residents", "in": "county", "nature": "guiding"},
    ),
    (
        "wb_example_ratio",
        {"require": "nurses", "at_least": Decimal("1.16"), "per": "1 doctors", "in": "county", "nature": "guiding"},
    ),
    (
        "wb_example_hospital",
        {
            "require": "nurses",
            "at_least": Decimal("0.65"),
            "per": "1 beds",
            "where": "grade>=3",
            "in": "facility",
            "nature": "guiding",
        },
    ),
    (
        "wb_example_between",
        {
            "require": "public_health_staff",
            "between": [2, 3],
            "where": "ownership=public",
            "in": "facility",
            "nature": "guiding",
        },
    ),
    (
        "wb_example_levels",
        {
            "require": "facilities",
            "at_least": 1,
            "where": "type=blood_station",
            "in": ["city", "county"],
            "nature": "guiding",
        },
    ),
    (
        "wb_example_within",
        {
            "require": "ambulances",
            "at_least": 1,
            "in": "township",
            "within": "15 minutes",
            "share": Decimal("0.9"),
            "nature": "guiding",
            "weigh_by": "residents",
        },
    ),
    ("wb_example_budget", {"require": "capital_cost", "at_most": 210_000_000, "in": "region", "nature": "binding"}),
)
"""Phrase of the sentence → the keys of its clause, but for id and name."""
