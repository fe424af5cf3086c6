"""What to solve next when clauses are priced: groups that may cost nothing, then the most promising single questions.

The order decides nothing but how soon an answer comes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.studies.promise import Standing
from optimizer.studies.step import Step
from optimizer.studies.trials import Trial

DROP, STEP = "drop", "step"
SMALL = Fraction(1, 10**5)
"""What costs no more than this part of the whole cost is not worth a solve of its own as long as others cost more."""

GROUPS, LIKELY, LATER, LAST = range(4)


@dataclass(frozen=True)
class Ask:
    """One solve: clauses left out together, or the step of one clause."""

    kind: str
    clauses: tuple[str, ...]
    step: Step | None = None


class Queue(Iterator[Trial]):
    """Trials, the most promising first; what is answered meanwhile is left out, and more may be put in."""

    def __init__(self, trial_of: Callable[[Ask, str], Trial]) -> None:
        self._trial_of = trial_of
        self._heap: list[tuple[int, int, int]] = []
        self._answered: set[tuple[str, str]] = set()
        self.asked: list[Ask] = []

    def put(self, ask: Ask, urgency: int, position: int = 0) -> None:
        """Add a question; the lower its urgency and then its position, the sooner it is asked."""
        heapq.heappush(self._heap, (urgency, position, len(self.asked)))
        self.asked.append(ask)

    def answered(self, kind: str, clauses: Collection[str]) -> None:
        """Nobody needs to ask this any more."""
        self._answered |= {(kind, clause) for clause in clauses}

    def __next__(self) -> Trial:
        """The next trial; its name is the number of its question. StopIteration as long as there is none."""
        while self._heap:
            number = heapq.heappop(self._heap)[2]
            ask = self.asked[number]
            if not all((ask.kind, clause) in self._answered for clause in ask.clauses):
                return self._trial_of(ask, str(number))
        raise StopIteration

    def __len__(self) -> int:
        return len(self._heap)


def fill(queue: Queue, found: Sequence[Standing], steps: Mapping[str, Step], cost: Fraction) -> None:
    """Put in everything that is to be asked of these clauses; ``cost`` is what the whole plan costs a year."""
    nothing = [one for one in found if one.groupable and one.drop == 0]
    little = [one for one in found if one.groupable and 0 < one.drop and one.most <= SMALL * cost]
    grouped = {one.clause.id for one in (*nothing, *little)}
    for group in (nothing, little):
        if group:
            queue.put(Ask(DROP, tuple(one.clause.id for one in group)), GROUPS)
    singles = sorted(
        (one for one in found if one.clause.id not in grouped), key=lambda one: (not one.short, -one.drop, -one.most)
    )
    for position, one in enumerate(singles):
        likely = one.short or one.drop > SMALL * cost
        queue.put(Ask(DROP, (one.clause.id,)), LIKELY if likely else LATER, position)
    stepped = sorted((one for one in found if one.clause.id in steps), key=lambda one: -one.step)
    for position, one in enumerate(stepped):
        likely = one.step > SMALL * cost and steps[one.clause.id].is_fine
        step = steps[one.clause.id]
        queue.put(Ask(STEP, (one.clause.id,), step), LIKELY if likely else LAST, position)


def halve(queue: Queue, ask: Ask) -> None:
    """Ask again about the two halves of a group that changed something."""
    middle = len(ask.clauses) // 2
    for half in (ask.clauses[:middle], ask.clauses[middle:]):
        if half:
            queue.put(Ask(DROP, half), LATER)
