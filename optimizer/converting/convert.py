"""From a folder or a shipped name to a workbook and back, read again and compared before it comes to its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from optimizer.converting.as_folder import folder_files
from optimizer.converting.as_workbook import workbook_bytes
from optimizer.converting.draft import Draft, differences, read_draft
from optimizer.converting.placing import require_place, staged, write_bytes, write_folder
from optimizer.problems import InputError, OwnFaultError, Problem
from optimizer.reading.shipped import instances_folder, locate_instance
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reading.workbook.package import WORKBOOK_SUFFIX, check_suffix


@dataclass(frozen=True)
class Converted:
    """What was written, what of the source was not taken along, and what reading it warned about."""

    place: Path
    left: tuple[str, ...]
    warnings: tuple[str, ...]


def convert(source: str, target: Path, lang: str, force: bool = False) -> Converted:
    """Write an instance, a path or a shipped name, to ``target``: a workbook if that ends in .xlsx, else a folder.

    Settings, tables and the instance's own policies (the default one also if it is shipped) come to say the same there;
    ``lang`` is the language of notes in a workbook. Raises InputError for what cannot be read or written, OwnFaultError
    if what was written does not read as the source does: nothing is left behind then.
    """
    check_suffix(target.name)
    place = locate_instance(source)
    is_file = target.suffix.lower() == WORKBOOK_SUFFIX
    require_place(target, is_file, force)
    _require_apart(place, target)
    vocabulary = read_vocabulary(instances_folder() / "vocabulary.toml")
    draft = read_draft(place, vocabulary)
    with staged(target, is_file, force) as made:
        if is_file:
            write_bytes(made, workbook_bytes(draft, vocabulary, lang))
        else:
            write_folder(made, folder_files(draft))
        _must_agree(draft, read_draft(made, vocabulary))
    return Converted(target, draft.left, (*draft.instance.warnings, *draft.policy.warnings))


def _require_apart(place: Path, target: Path) -> None:
    here, there = place.resolve(), target.absolute().resolve()
    if here == there or here in there.parents or there in here.parents:
        expected = "a place outside of what is converted"
        raise InputError([Problem("same-place", str(target), "the source itself, or a place inside it", expected)])


def _must_agree(before: Draft, after: Draft) -> None:
    found = differences(before, after)
    if found:
        raise OwnFaultError(f"what was written does not read as its source does: {', '.join(found)}")
