"""What columns and rows are called: names with numbers, and keys that are made when somebody asks for them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

Key = tuple[str, ...]


class Named:
    """Names with the numbers they get in the order they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._number: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a name, a new one if it is new."""
        found = self._number.get(name)
        if found is None:
            found = self._number[name] = len(self.names)
            self.names.append(name)
        return found


@dataclass(frozen=True)
class MadeKeys:
    """Keys that are made when they are asked for; those handed to another process are made before they go."""

    count: int
    make: Callable[[int], Key]

    def __reduce__(self) -> tuple[Callable[[list[Key]], MadeKeys], tuple[list[Key]]]:
        return _written, ([self.make(place) for place in range(self.count)],)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, place: int) -> Key:
        return self.make(place)


def _written(keys: list[Key]) -> MadeKeys:
    return MadeKeys(len(keys), keys.__getitem__)


class Keys:
    """The keys of all columns or rows, in parts."""

    def __init__(self) -> None:
        self._parts: list[list[Key] | MadeKeys] = []
        self._firsts: list[int] = []
        self._count = 0

    def append(self, key: Key) -> None:
        """Add one key."""
        if not self._parts or not isinstance(self._parts[-1], list):
            self._parts.append([])
            self._firsts.append(self._count)
        last = self._parts[-1]
        assert isinstance(last, list)
        last.append(key)
        self._count += 1

    def extend(self, keys: MadeKeys) -> None:
        """Add many keys."""
        if len(keys):
            self._parts.append(keys)
            self._firsts.append(self._count)
            self._count += len(keys)

    def __getitem__(self, place: int) -> Key:
        part = bisect_right(self._firsts, place) - 1
        return self._parts[part][place - self._firsts[part]]
