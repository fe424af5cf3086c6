"""Work in a process of its own: findings one by one, its end, its faults."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from optimizer.studies.aside import aside

LONG = 60.0


def count_to(number: int) -> Iterator[int]:
    """Findings for another process."""
    yield from range(number)


def fail_after(number: int) -> Iterator[int]:
    """A finding, then a fault."""
    yield number
    raise ValueError("broken")


def wait_for_ever(number: int) -> Iterator[int]:
    """A finding, then none any more."""
    yield number
    time.sleep(LONG)


def test_work_aside_hands_over_findings_one_by_one() -> None:
    """As they come, until the end."""
    assert list(aside(LONG, count_to, 3)) == [0, 1, 2]


def test_work_aside_that_breaks_down_says_so() -> None:
    """What came before is kept."""
    findings = aside(LONG, fail_after, 7)
    assert next(findings) == 7
    with pytest.raises(Exception, match="broken"):
        next(findings)


def test_work_aside_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not end by itself is killed."""
    monkeypatch.setattr("optimizer.studies.aside.GRACE_SECONDS", 0.0)
    start = time.monotonic()
    assert set(aside(3.0, wait_for_ever, 1)) <= {1}
    assert time.monotonic() - start < LONG / 2
