"""Which bytes of an instance folder are read: regular files that lie inside it, and nothing they may point out to."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from optimizer.problems import InputError, Problem, did_you_mean


def read_inside(folder: Path, name: str) -> bytes:
    """The bytes of a file given by its path relative to the folder.

    InputError ``missing-file`` if there is none, ``outside-folder`` if a link or ``..`` leads out of the folder,
    ``not-a-file`` for folders and devices, ``unreadable-file`` if the system refuses.
    """
    path = folder / name
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve()):
            raise InputError([Problem("outside-folder", name, "a link out of the folder", "a file inside the folder")])
        if not real.is_file():
            raise InputError([Problem("not-a-file", name, "something that is not a file", "a regular file")])
        return real.read_bytes()
    except FileNotFoundError:
        raise InputError([_missing(folder, name)]) from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem("unreadable-file", name, reason, "a file that can be read")]) from None


def _missing(folder: Path, name: str) -> Problem:
    siblings = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    return Problem("missing-file", name, "no such file", f"the file {name}", hint=did_you_mean(name, siblings))


def fingerprint(data: bytes) -> str:
    """The sha256 of the bytes, in hexadecimal."""
    return sha256(data).hexdigest()
