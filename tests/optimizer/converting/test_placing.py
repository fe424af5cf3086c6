"""Files and folders come to their place whole or not at all, and replace nothing that may be missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.converting.placing import require_place, staged, write_bytes, write_folder
from optimizer.problems import InputError

FILES = {"instance.toml": b"1", "areas.csv": b"2", "policies/p.toml": b"3"}


def put(target: Path, content: bytes = b"new", force: bool | None = False) -> None:
    """Put a file into place."""
    with staged(target, True, force) as made:
        write_bytes(made, content)


def put_folder(target: Path, force: bool | None = False) -> None:
    """Put a folder into place."""
    with staged(target, False, force) as made:
        write_folder(made, FILES)


def names(folder: Path) -> list[str]:
    """What lies in a folder, deep."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def hint_of(target: Path, is_file: bool, force: bool | None) -> str | None:
    """The hint of the one problem of a target that may not be used."""
    with pytest.raises(InputError) as error:
        require_place(target, is_file, force)
    (problem,) = error.value.problems
    assert (problem.code, problem.file) == ("exists", str(target))
    return problem.hint


def test_a_new_file_and_a_new_folder_leave_nothing_beside(tmp_path: Path) -> None:
    """Only what was asked for is there afterwards."""
    put(tmp_path / "a.xlsx")
    put_folder(tmp_path / "b")
    assert names(tmp_path) == ["a.xlsx", "b", "b/areas.csv", "b/instance.toml", "b/policies", "b/policies/p.toml"]
    assert (tmp_path / "b" / "policies" / "p.toml").read_bytes() == b"3"


def test_a_file_is_replaced_by_force_alone(tmp_path: Path) -> None:
    """Without --force it stays; a command without that option does not speak of it."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    assert hint_of(target, True, False) == "choose another name, or say --force to replace it"
    assert hint_of(target, True, None) == "choose another name"
    assert target.read_bytes() == b"old"
    put(target, force=True)
    assert target.read_bytes() == b"new"


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    """A folder made beforehand is filled."""
    (tmp_path / "b").mkdir()
    put_folder(tmp_path / "b")
    assert (tmp_path / "b" / "areas.csv").read_bytes() == b"2"


def test_a_folder_is_replaced_by_force_if_it_holds_nothing_but_an_instance(tmp_path: Path) -> None:
    """Files that conversion does not write would be lost, so that such a folder stays, whatever is asked."""
    target = tmp_path / "b"
    put_folder(target)
    (target / "travel.csv").touch()
    assert hint_of(target, False, False) == "choose another name, or say --force to replace it"
    put_folder(target, force=True)
    assert not (target / "travel.csv").exists()
    for name in ("README.md", "policies/notes.txt"):
        (target / name).touch()
        assert hint_of(target, False, True) == "choose another name"
        (target / name).unlink()


@pytest.mark.parametrize("place", ["areas.csv/mine", "policies/x.toml/mine", "instance.toml/mine"])
def test_a_folder_with_the_name_of_a_file_is_not_ours(tmp_path: Path, place: str) -> None:
    """What lies in it would be lost, so that not even --force replaces it."""
    target = tmp_path / "region"
    (target / place).parent.mkdir(parents=True)
    (target / place).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists"):
        put_folder(target, force=True)
    assert (target / place).read_text(encoding="utf-8") == "mine"


def test_whoever_stands_in_the_folder_still_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is there is filled, not put in the place of another: the present one is not pulled away."""
    for name, force in (("empty", False), ("earlier", True)):
        target = tmp_path / name
        target.mkdir()
        if force:
            (target / "travel.csv").write_text("old", encoding="utf-8")
        monkeypatch.chdir(target)
        put_folder(Path(), force)
        assert Path("instance.toml").is_file()
        assert not Path("travel.csv").exists()


def test_a_file_is_no_folder_and_a_link_is_neither(tmp_path: Path) -> None:
    """What is of the other kind, or leads elsewhere, is never replaced."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name, is_file in (("file", False), ("folder", True), ("link", True), ("link", False)):
        assert hint_of(tmp_path / name, is_file, True) == "choose another name"


def break_off(place: Path, is_file: bool) -> None:
    """Begin to put something into place, and fail."""
    with staged(place, is_file, True) as made:
        if is_file:
            made.write_bytes(b"half")
        else:
            made.mkdir()
        raise RuntimeError("broken off")


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """If the writing breaks off, an earlier file or folder is still whole and nothing lies beside it."""
    target, folder = tmp_path / "a.xlsx", tmp_path / "b"
    target.write_bytes(b"old")
    put_folder(folder)
    before = names(tmp_path)
    for place, is_file in ((target, True), (folder, False)):
        with pytest.raises(RuntimeError, match="broken off"):
            break_off(place, is_file)
    assert (target.read_bytes(), names(tmp_path)) == (b"old", before)


def test_the_folder_around_has_to_be_there(tmp_path: Path) -> None:
    """A path into nowhere is an input error with the folder that is missing."""
    with pytest.raises(InputError) as error:
        put(tmp_path / "none" / "a.xlsx")
    (problem,) = error.value.problems
    assert (problem.code, problem.file) == ("unwritable", str(tmp_path / "none"))
