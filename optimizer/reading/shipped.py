"""What comes with the program, and which instance a word on the command line means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.workbook.package import check_suffix
from optimizer.reading.workbook.sheets import is_workbook


def instances_folder() -> Path:
    """The folder of the shipped instances, policies and the vocabulary: inside the installed package, or in a checkout
    beside it."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "instances"
    return installed if installed.is_dir() else package.parent / "instances"


def shipped_instances() -> dict[str, Path]:
    """Name → folder of every shipped instance, sorted by name."""
    return _by_stem(path.parent for path in instances_folder().glob(f"*/{SETTINGS_FILE}"))


def shipped_policies() -> dict[str, Path]:
    """Name → file of every shipped policy, sorted by name."""
    return _by_stem((instances_folder() / "policies").glob("*.toml"))


def _by_stem(paths: Iterable[Path]) -> dict[str, Path]:
    return {path.name.removesuffix(".toml"): path for path in sorted(paths)}


def locate_instance(text: str) -> Path:
    """The folder or workbook that a path or a shipped name means.

    A word is a path if it contains a separator or ends in .xlsx, or if a folder of that name with an ``instance.toml``
    stands here; otherwise it is the name of a shipped instance. InputError ``unknown-instance`` if there is nothing of
    that name, ``workbook-format`` and the like for a spreadsheet that is not read.
    """
    path = Path(text)
    if text and _is_instance(path, text):
        return path
    check_suffix(text)
    if is_workbook(path):
        return _existing(path)
    shipped = shipped_instances()
    if text in shipped:
        return shipped[text]
    raise InputError([_unknown(text, shipped)])


def _existing(path: Path) -> Path:
    try:
        if path.exists():
            return path
        beside = [each.name for each in path.absolute().parent.iterdir()] if path.absolute().parent.is_dir() else []
    except (OSError, ValueError):  # a name that no file system takes
        beside = []
    hint = did_you_mean(path.name, [name for name in beside if is_workbook(Path(name))])
    raise InputError([Problem("unknown-instance", "instance", f'"{path}"', "a workbook that exists", hint=hint)])


def _is_instance(path: Path, text: str) -> bool:
    try:
        return (path / SETTINGS_FILE).is_file() or (_has_separator(text) and path.is_dir())
    except (OSError, ValueError):  # a name that no file system takes
        return False


def _has_separator(text: str) -> bool:
    return "/" in text or "\\" in text


def _unknown(text: str, shipped: dict[str, Path]) -> Problem:
    if _has_separator(text):
        return Problem("unknown-instance", "instance", f'"{text}"', "the folder of an instance")
    hint = did_you_mean(text, shipped) or (f"there are {', '.join(shipped)}" if shipped else None)
    expected = "the folder of an instance or the name of a shipped one"
    return Problem("unknown-instance", "instance", f'"{text}"', expected, hint=hint)
