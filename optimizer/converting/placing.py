"""How a file or a folder comes to its place: all of it or nothing, and never over something that may be missed.

Without ``force`` nothing may stand there. With it a workbook takes the place of a file, and a folder that of a folder
in which there is nothing but an instance.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from optimizer.problems import InputError, Problem
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.schema import TABLES

_ANOTHER, _OR_FORCE = "choose another name", "choose another name, or say --force to replace it"
_FILES = frozenset({SETTINGS_FILE, *(f"{name}.csv" for name in TABLES)})
_POLICIES = "policies"


def require_place(target: Path, is_file: bool, force: bool | None = None) -> None:
    """InputError ``exists`` unless a file (or a folder) may be put there, ``unwritable`` if its folder is not there.

    ``force`` is None where there is no way to ask for it.
    """
    parent = Path(os.path.abspath(target)).parent
    if not parent.is_dir():
        found, expected = "a folder that is not there", "an existing folder to write into"
        raise InputError([Problem("unwritable", str(parent), found, expected)])
    if target.is_symlink() or (target.exists() and not _is_empty(target, is_file)):
        _require_replaceable(target, is_file, force)


def _is_empty(target: Path, is_file: bool) -> bool:
    return not is_file and target.is_dir() and not any(target.iterdir())


def _require_replaceable(target: Path, is_file: bool, force: bool | None) -> None:
    fixed = _beyond_force(target, is_file)
    if fixed or not force:
        found = fixed or f"a {'file' if is_file else 'folder'} that is there already"
        hint = _ANOTHER if fixed or force is None else _OR_FORCE
        raise InputError([Problem("exists", str(target), found, "a name that is still free", hint=hint)])


def _beyond_force(target: Path, is_file: bool) -> str | None:
    """What stands there, if it is never replaced."""
    if target.is_symlink():
        return "a link"
    if is_file == target.is_dir():
        return "a folder" if is_file else "a file"
    foreign = None if is_file else _foreign(target)
    return f"a folder with {foreign} in it" if foreign else None


def _foreign(target: Path) -> str | None:
    """What in a folder is no part of an instance."""
    policies = target / _POLICIES
    others = sorted(path.name for path in target.iterdir() if path.name not in _FILES or path.is_dir())
    if _POLICIES in others and policies.is_dir() and not policies.is_symlink():
        others.remove(_POLICIES)
        strays = (path.name for path in policies.iterdir() if path.suffix != ".toml" or path.is_dir())
        others += sorted(f"{_POLICIES}/{name}" for name in strays)
    return others[0] if others else None


@contextmanager
def staged(target: Path, is_file: bool, force: bool | None = None) -> Iterator[Path]:
    """A path to write to, beside the target and with its name; what stands there at the end takes the target's place.

    If the body raises, the target stays as it is. InputError as from :func:`require_place`, and ``unwritable``.
    """
    require_place(target, is_file, force)
    target = Path(os.path.abspath(target))
    try:
        with tempfile.TemporaryDirectory(prefix=".allocare-", dir=target.parent, ignore_cleanup_errors=True) as aside:
            made = Path(aside) / target.name
            yield made
            require_place(target, is_file, force)
            if is_file:
                os.replace(made, target)
            else:
                _put_folder(made, target, Path(aside) / "old")
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError([Problem("unwritable", str(target), found, "a place that can be written to")]) from None


def _put_folder(made: Path, target: Path, old: Path) -> None:
    """Give a folder its place. One that is there stays itself, since somebody may stand in it: its content is changed,
    what it held goes to ``old``."""
    if not target.exists():
        made.rename(target)
        return
    old.mkdir()
    done: list[tuple[Path, Path]] = []
    moves = [(each, old / each.name) for each in target.iterdir()]
    moves += [(each, target / each.name) for each in made.iterdir()]
    try:
        for here, there in moves:
            here.rename(there)
            done.append((here, there))
    except BaseException:
        for here, there in reversed(done):
            there.rename(here)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file and flush it to disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files: path inside it → content."""
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, content)
