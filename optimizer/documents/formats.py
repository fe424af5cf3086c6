"""Which formats a proposal can be written in, under which file names, and who writes each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.documents.dossier import Dossier
from optimizer.problems import InputError, Problem, did_you_mean


@dataclass(frozen=True)
class Template:
    """A Word document of the reader's, under the name that a problem with it is told by."""

    name: str
    content: bytes


XLSX, DOCX, HTML = FORMATS = ("xlsx", "docx", "html")


def parse_formats(text: str) -> tuple[str, ...]:
    """The formats that a list such as ``xlsx,docx`` names, each once; InputError ``unknown-format`` for any other."""
    named = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",")))
    problems = [
        Problem("unknown-format", "--format", f'"{word}"', f"one or more of {','.join(FORMATS)}", hint=_near(word))
        for word in named
        if word not in FORMATS
    ]
    if problems:
        raise InputError(problems)
    return named


def _near(word: str) -> str | None:
    return did_you_mean(word, FORMATS)


def documents(
    dossier: Dossier, formats: Sequence[str], lang: str, template: Template | None = None
) -> dict[str, bytes]:
    """File name → content of each document; ``template`` is a Word document that is filled."""
    writers: Mapping[str, Callable[[], bytes]] = {
        XLSX: lambda: _excel(dossier, lang),
        DOCX: lambda: _word(dossier, lang, template),
        HTML: lambda: _page(dossier, lang),
    }
    return {file_name(each): writers[each]() for each in formats}


def file_name(form: str) -> str:
    """``proposal.xlsx`` for ``xlsx``."""
    return f"proposal.{form}"


def _excel(dossier: Dossier, lang: str) -> bytes:
    from optimizer.documents.excel.workbook import workbook

    return workbook(dossier, lang)


def _word(dossier: Dossier, lang: str, template: Template | None) -> bytes:
    from optimizer.documents.word.document import document

    try:
        return document(dossier, lang, None if template is None else template.content)
    except InputError as refused:
        if template is None:
            raise
        raise InputError(replace(problem, file=template.name) for problem in refused.problems) from None


def _page(dossier: Dossier, lang: str) -> bytes:
    from optimizer.documents.page.render import page

    return page(dossier, lang)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in its place all at once: written beside it, flushed to disk, then renamed.

    InputError ``unwritable`` if the folder or the file does not allow it; what was there before stays then.
    """
    aside = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            aside = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(0o666 & ~_umask())
        aside.replace(path)
    except OSError as error:
        if aside is not None:
            aside.unlink(missing_ok=True)
        expected = "a place that can be written to (is the file open in another program?)"
        raise InputError([Problem("unwritable", str(path), error.strerror or str(error), expected)]) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
