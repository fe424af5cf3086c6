"""The live line."""

from __future__ import annotations

import os
from io import StringIO

import pytest

from optimizer.reporting.progress import ProgressLine, progress_text


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """Any number: the size of the terminal is replaced in the tests."""
        return 99


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terminals are 24 columns wide."""
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((24, 10)))


def screen(text: str) -> str:
    """What a terminal shows on its one line after these characters."""
    cells: list[str] = []
    for part in text.split("\r"):
        cells[: len(part)] = part
    return "".join(cells).rstrip()


@pytest.mark.parametrize(
    ("incumbent", "bound", "text"),
    [
        (1250.0, 1000.0, "cost: best 1,250, bound 1,000, gap 20.00%, 12 s"),
        (0.03125, 0.03, "cost: best 0.03125, bound 0.03, gap 4.00%, 12 s"),
        (0.0, 0.0, "cost: best 0, bound 0, gap 0.00%, 12 s"),
        (None, 5e8, "cost: bound 500,000,000, 12 s"),
        (None, None, "cost: 12 s"),
    ],
)
def test_the_line_says_what_is_known(incumbent: float | None, bound: float | None, text: str) -> None:
    """Goal, best value, bound, gap and seconds; what is not known yet is left out."""
    assert progress_text("cost", incumbent, bound, 12.2) == text


def test_nothing_is_written_to_a_pipe() -> None:
    """A stream that is no terminal stays empty."""
    stream = StringIO()
    with ProgressLine(stream) as line:
        line.update("cost", 1.0, 0.5)
    assert stream.getvalue() == ""


def test_nothing_is_written_when_it_is_off() -> None:
    """A run that prints JSON or is quiet has no live line."""
    stream = Terminal()
    with ProgressLine(stream, enabled=False) as line:
        line.update("cost", 1.0, 0.5)
    assert stream.getvalue() == ""


def test_the_line_rewrites_and_erases_itself() -> None:
    """A shorter text leaves nothing of the longer one, and at the end the line is empty."""
    stream, seconds = Terminal(), iter([0.0, 1.0, 2.0])
    with ProgressLine(stream, clock=lambda: next(seconds)) as line:
        line.update("anticipated+guiding", 12345.0, 12000.0)
        assert screen(stream.getvalue()) == "anticipated+guiding: best 12,345, bound 12,000, gap 2.79%, 1 s"
        line.update("cost", None, None)
        assert screen(stream.getvalue()) == "cost: 2 s"
    assert screen(stream.getvalue()) == ""
    assert "\n" not in stream.getvalue()


def test_an_error_erases_the_line_too() -> None:
    """What is printed about the error begins on an empty line."""
    stream = Terminal()

    def fail() -> None:
        with ProgressLine(stream) as line:
            line.update("cost", 1.0, 0.5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert screen(stream.getvalue()) == ""


@pytest.mark.usefixtures("narrow")
def test_the_line_never_wraps() -> None:
    """It stays one cell short of the terminal's width, or it would not be erased."""
    stream = Terminal()
    with ProgressLine(stream) as line:
        line.update("anticipated+guiding", 12345678.0, 12000000.0)
        line.update("cost", None, None)
    assert max(len(part) for part in stream.getvalue().split("\r")) == 23
    assert screen(stream.getvalue()) == ""


def test_an_unknown_width_is_taken_for_eighty() -> None:
    """A terminal that cannot tell its size is as wide as most."""
    stream = Terminal()
    ProgressLine(stream).update("x" * 200, None, None)
    assert len(stream.getvalue()) == 80
