"""What to ask next when clauses are priced: a look at every question, and solves where a look leaves much open.

The order decides nothing but how soon an answer comes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

DROP, STEP = "drop", "step"
LOOK, SOLVE = "look", "solve"
"""How a question is answered: by bounds for the base plan, or by a plan of its own."""


@dataclass(frozen=True)
class Ask:
    """What changes when a clause is dropped, or gets its harder number.

    ``floors`` are bounds of the goals that a look has proven, each while all goals before it stay where the base plan
    has them.
    """

    kind: str
    clause: str
    effort: str = LOOK
    floors: tuple[float | None, ...] = ()


@dataclass
class Queue(Iterator[Ask]):
    """Questions, the most promising first; more may be put in meanwhile."""

    _heap: list[tuple[bool, Fraction, int, Ask]] = field(default_factory=list)
    _count: int = 0

    def put(self, ask: Ask, promise: Fraction, *, later: bool = False) -> None:
        """Add a question; the more it promises, the sooner it is asked, and those for ``later`` after all others."""
        heapq.heappush(self._heap, (later, -promise, self._count, ask))
        self._count += 1

    def __next__(self) -> Ask:
        """The next question. StopIteration as long as there is none."""
        if not self._heap:
            raise StopIteration
        return heapq.heappop(self._heap)[3]

    def __len__(self) -> int:
        return len(self._heap)
