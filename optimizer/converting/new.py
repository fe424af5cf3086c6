"""A template to fill in, as a folder or as a workbook, at a name that is still free."""

from __future__ import annotations

import tempfile
from pathlib import Path

from models.instance import Vocabulary
from optimizer.converting.as_workbook import workbook_bytes
from optimizer.converting.draft import read_draft
from optimizer.converting.placing import require_place, staged, write_bytes, write_folder
from optimizer.converting.template import template_files
from optimizer.reading.shipped import instances_folder
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reading.workbook.package import WORKBOOK_SUFFIX, check_suffix


def new(target: Path, lang: str) -> None:
    """Write the template to ``target``: a workbook if that ends in .xlsx, else a folder.

    Explanations are in the language ``lang``. InputError ``exists`` if something stands there, which is never replaced.
    """
    check_suffix(target.name)
    is_file = target.suffix.lower() == WORKBOOK_SUFFIX
    require_place(target, is_file)
    vocabulary = read_vocabulary(instances_folder() / "vocabulary.toml")
    files = template_files(vocabulary, lang)
    with staged(target, is_file) as made:
        if is_file:
            write_bytes(made, _workbook(files, vocabulary, lang))
        else:
            write_folder(made, files)


def _workbook(files: dict[str, bytes], vocabulary: Vocabulary, lang: str) -> bytes:
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) / "template"
        write_folder(folder, files)
        return workbook_bytes(read_draft(folder, vocabulary), vocabulary, lang)
