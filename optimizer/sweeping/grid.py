"""What a sweep file asks for, and the runs it comes to: every combination, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions


@dataclass(frozen=True)
class Variant:
    """Changes to a policy under a name of their own; ``row`` is where they stand in the sweep file."""

    name: str = ""
    sets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    row: int | None = None


@dataclass(frozen=True)
class Combination:
    """One run: an instance as the file names it, a policy (None: the instance's own), and what is changed.

    ``budget`` caps capital cost in the instance's currency; None is no cap.
    """

    instance: str
    policy: str | None
    variant: Variant
    budget: str | None
    seed: int

    @property
    def overrides(self) -> Overrides:
        """The changes as those of the command line."""
        return Overrides(self.variant.sets, self.variant.drops, self.budget)


@dataclass(frozen=True)
class Grid:
    """The lists of a sweep file, never empty; ``options`` hold for every run but for the seed.

    ``file`` is what problems call the sweep file, ``folder`` where paths in it begin, ``rows`` where each key stands.
    """

    file: str
    folder: Path
    instances: tuple[str, ...]
    policies: tuple[str | None, ...] = (None,)
    variants: tuple[Variant, ...] = (Variant(),)
    budgets: tuple[str | None, ...] = (None,)
    seeds: tuple[int, ...] = (0,)
    options: SolveOptions = SolveOptions()
    rows: Mapping[str, int | None] = field(default_factory=dict)

    def __len__(self) -> int:
        lists = (self.instances, self.policies, self.variants, self.budgets, self.seeds)
        count = 1
        for each in lists:
            count *= len(each)
        return count

    def combinations(self) -> Iterator[Combination]:
        """Every run, the instances slowest and the seeds fastest."""
        lists = product(self.instances, self.policies, self.variants, self.budgets, self.seeds)
        yield from (Combination(*each) for each in lists)

    def options_of(self, combination: Combination) -> SolveOptions:
        """The options of one run."""
        return replace(self.options, seed=combination.seed)
