"""Which documents are written, and how one takes the place of another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optimizer.documents.formats import parse_formats, replace_file
from optimizer.problems import InputError


def test_formats_are_read_from_a_list() -> None:
    """Each once, in the order of the line, whatever the case and the blanks."""
    assert parse_formats("docx, XLSX,docx") == ("docx", "xlsx")


def test_an_unknown_format_is_refused_with_a_hint() -> None:
    """Every unknown one is a problem."""
    with pytest.raises(InputError) as refused:
        parse_formats("xslx,html,pdf")
    problems = refused.value.problems
    assert [problem.found for problem in problems] == ['"xslx"', '"pdf"']
    assert problems[0].hint == 'did you mean "xlsx"?'


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The new content stands there, nothing lies beside it, and it can be read as any file."""
    path = tmp_path / "proposal.docx"
    path.write_bytes(b"old")
    replace_file(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["proposal.docx"]
    assert path.read_bytes() == b"new"
    assert os.stat(path).st_mode & 0o400


def test_what_cannot_be_replaced_stays(tmp_path: Path) -> None:
    """A folder of that name is not overwritten, and the problem says which file it was."""
    path = tmp_path / "proposal.docx"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(InputError) as refused:
        replace_file(path, b"new")
    assert [problem.code for problem in refused.value.problems] == ["unwritable"]
    assert [each.name for each in tmp_path.iterdir()] == ["proposal.docx"]
