"""Reading by columns gives what the careful way gives, and accepts nothing that it refuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.instance import Instance, Vocabulary
from models.tables import Coded
from optimizer.problems import InputError
from optimizer.reading.columnar.region import is_large, read_columns
from optimizer.reading.columnar.sheet import UnusualError
from optimizer.reading.instance import checked, read_raw
from optimizer.reading.shipped import instances_folder, locate_instance, shipped_instances
from optimizer.reading.vocabulary import read_vocabulary
from tests.optimizer.reading.standard_folder import CELL_FAULTS, FILES, TRAVEL, VOCABULARY

Write = Callable[..., Path]
SOUND = {**FILES, "travel.csv": TRAVEL}
WITHOUT_ANNUAL_COST = FILES["stock.csv"].replace(",annual_cost\n", "\n").replace(",\n", "\n")
NAMES = {"type": {"general_hospital": ("综合医院", "general hospital")}, "island": {"yes": ("是", "yes")}}
NAMED = replace(VOCABULARY, names=NAMES)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the standard folder, some files exchanged (None leaves one out)."""

    def put(changes: Mapping[str, str | None], encoding: str = "utf-8") -> Path:
        for name, text in {**SOUND, **changes}.items():
            if text is None:
                (tmp_path / name).unlink(missing_ok=True)
            else:
                (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path

    return put


def carefully(folder: Path, vocabulary: Vocabulary = NAMED) -> Instance:
    """The instance as read row by row."""
    return checked(read_raw(folder), vocabulary)


def assert_same(columns: Instance, careful: Instance) -> None:
    """Both instances are equal, in the order of their rows and in the columns that others take."""
    assert columns == careful
    for name in ("areas", "facilities", "resources", "stock", "travel"):
        assert list(getattr(columns, name) or ()) == list(getattr(careful, name) or ())
    for name in ("facility_table", "stock_table", "travel_table"):
        ours, theirs = getattr(columns, name), getattr(careful, name)
        assert type(ours) is type(theirs)
        for field in fields(ours) if ours is not None else ():
            assert plain(getattr(ours, field.name)) == plain(getattr(theirs, field.name)), (name, field.name)


def plain(column: object) -> object:
    """What a column of a table holds, in lists."""
    if isinstance(column, Coded):
        return column.codes.tolist(), column.values
    if isinstance(column, np.ndarray):
        return column.tolist()
    return {name: plain(one) for name, one in column.items()} if isinstance(column, Mapping) else column


@pytest.mark.parametrize("name", shipped_instances())
def test_a_shipped_region_reads_the_same_by_columns(name: str) -> None:
    """All shipped tables are accepted and give equal instances, warnings and fingerprints."""
    vocabulary = read_vocabulary(instances_folder() / "vocabulary.toml")
    folder = locate_instance(name)
    assert_same(read_columns(folder, vocabulary), carefully(folder, vocabulary))


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """One file with a piece exchanged everywhere."""
    assert old in SOUND[file]
    return {file: SOUND[file].replace(old, new)}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"travel.csv": None},
        changed("stock.csv", "\n", "\r\n"),
        changed("stock.csv", "\n", "\r"),
        changed("stock.csv", "\nH3", "\n\n\nH3"),
        changed("stock.csv", "\nH3", "\n,, ,,,\u3000,\nH3"),
        {"stock.csv": "\n" + FILES["stock.csv"].removesuffix("\n")},
        changed("stock.csv", "H1,beds", "\u3000H1\u200b, beds "),
        changed("stock.csv", "495", "\uff14\uff19\uff15"),
        changed("stock.csv", "495,,800", "495,400,494"),
        changed("stock.csv", "495", '"495"'),
        changed("stock.csv", "557500.5", '"557,500.50"'),
        changed("stock.csv", "20,,,,", "20,,,0.0,0"),
        changed("facilities.csv", "老院", '"老\n院"'),
        changed("facilities.csv", "老院", "'=1+1"),
        changed("facilities.csv", "老院", "O'Neill"),
        changed("facilities.csv", "730", "many"),
        changed("facilities.csv", "planned_beds", "'+beds"),
        changed("facilities.csv", ",status,", ",floor,"),
        changed("facilities.csv", "closable,,", "closable,7,"),
        changed("facilities.csv", "closable,,", "closable,0,"),
        changed("facilities.csv", "general_hospital,2B", "综合医院,2B"),
        changed("facilities.csv", "730\n", "730\nH4,站,01,clinic,,,,,,\n"),
        changed("areas.csv", ",yes", ",是"),
        {"areas.csv": FILES["areas.csv"] + "0102,城关镇,township,,,,,,\n"},
        {"stock.csv": WITHOUT_ANNUAL_COST},
    ],
)
def test_whatever_is_sound_is_accepted(write: Write, changes: dict[str, str | None]) -> None:
    """Blanks, signs in full width, line ends, warnings: all sound forms are read, and as the careful way reads them."""
    folder = write(changes)
    assert_same(read_columns(folder, NAMED), carefully(folder))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_encodings_of_spreadsheets_are_accepted(write: Write, encoding: str) -> None:
    """A byte order mark and GB18030 change nothing."""
    folder = write({}, encoding)
    assert_same(read_columns(folder, NAMED), carefully(folder))


FAULTS = [
    *((file, old, new) for file, old, new, *_ in CELL_FAULTS),
    ("stock.csv", "facility,resource", "facility;resource"),
    ("stock.csv", "current", "curent"),
    ("stock.csv", "capital_cost", "comment"),
    ("stock.csv", "min,max", "min,min"),
    ("stock.csv", "min,max", "min,"),
    ("stock.csv", "H3,beds,120,,,,", "H3,beds,120,,,"),
    ("stock.csv", "H3,beds,120,,,,", "H3,beds,120,,,,,"),
    ("stock.csv", "H3,beds,120", 'H3,"beds,120'),
    ("stock.csv", "H3,beds,120", 'H3,"be"ds,120'),
    ("stock.csv", "120", "1e2"),
    ("stock.csv", "120", "-120"),
    ("stock.csv", "120", "120.5"),
    ("stock.csv", "120", "1,20"),
    ("stock.csv", "120", "1000000000000000"),
    ("stock.csv", "120", "\x00"),
    ("stock.csv", "H1,beds,495,,800,557500.5,", "H1,beds,495,,800,557500.5,\nH1, beds,495,,,,"),
    ("stock.csv", FILES["stock.csv"].partition("\n")[2], ""),
    ("stock.csv", FILES["stock.csv"], ""),
    ("stock.csv", "H3,beds,120,,,,", "H3,icu_beds,1,,,,"),
    ("stock.csv", "\nH1,icu_beds,20,,,,", "\n,icu_beds,20,,,,"),
    ("facilities.csv", "H3,", "H1,"),
    ("facilities.csv", "H3,", "H 3,"),
    ("facilities.csv", "H3,", "'H3,"),
    ("facilities.csv", "H3,", ","),
    ("facilities.csv", "H3,", "\u3000H1,"),
    ("facilities.csv", "H1,人民医院,0101", "H1,人民医院,"),
    ("facilities.csv", ",name,", ",names,"),
    ("facilities.csv", "status", "statuss"),
    ("travel.csv", "01,H1,12.5,", "01,H1,-12.5,"),
    ("travel.csv", "01,H1,12.5,", "02,H1,12.5,"),
    ("travel.csv", "01,H1,12.5,", "01,H9,12.5,"),
    ("travel.csv", "01,H1,12.5,", "0101,H1,12.5,"),
    ("travel.csv", "01,H1,12.5,\n0101,H1,0,0\n", ""),
    ("instance.toml", "title", "titel"),
    ("resources.csv", "beds,床位", "facilities,床位"),
    ("resources.csv", "icu_beds,重症", "beds,重症"),
]


@pytest.mark.parametrize(("file", "old", "new"), FAULTS)
def test_no_fault_is_accepted(write: Write, file: str, old: str, new: str) -> None:
    """Whatever the careful way refuses is not read by columns."""
    folder = write(changed(file, old, new))
    with pytest.raises(InputError):
        carefully(folder)
    with pytest.raises((UnusualError, InputError)):
        read_columns(folder, NAMED)


def test_a_warning_about_a_row_whose_number_is_not_certain_is_left_to_the_careful_way(write: Write) -> None:
    """Cells of several lines make rows uncertain, which matters only where a warning names one."""
    folder = write(
        changed("facilities.csv", "人民医院", '"人民\n医院"') | changed("stock.csv", "H3,beds,120,,,,\n", "")
    )
    assert carefully(folder).warnings
    with pytest.raises(UnusualError):
        read_columns(folder, NAMED)


def test_large_is_a_folder_whose_tables_are(write: Write) -> None:
    """Few rows do not repay; a workbook, a file and nothing at all are not large either."""
    folder = write({})
    assert not is_large(folder)
    assert not is_large(folder / "stock.csv")
    assert not is_large(folder / "nowhere")
    assert not is_large(folder / ("x" * 5000))
    write({"stock.csv": FILES["stock.csv"] + "\n" * (1 << 20)})
    assert is_large(folder)


ODD = [
    *("", " ", "0", "1", "7", "495", "1000", "-1", "0.5", "1e3", "\uff11", "\u3000", "'", "'=1", '"', '""', "\n", ","),
    *(
        "H1",
        "H2",
        "01",
        "0101",
        "beds",
        "icu_beds",
        "open",
        "candidate",
        "closable",
        "综合医院",
        "是",
        "min",
        "area",
        "=x",
    ),
]


def mangled(text: str, draw: st.DataObject) -> str:
    """A table with some cells exchanged and some rows twice, left out, or in another order."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for _ in range(draw.draw(st.integers(0, 2))):
        row = rows[draw.draw(st.integers(0, len(rows) - 1))]
        row[draw.draw(st.integers(0, len(row) - 1))] = draw.draw(st.sampled_from(ODD))
    body = draw.draw(st.permutations(rows[1:]))
    body = body[: draw.draw(st.sampled_from([len(body)] * 4 + [len(body) - 1]))]
    body += body[: draw.draw(st.sampled_from([0] * 9 + [1]))]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=draw.draw(st.sampled_from(["\n", "\r\n"]))).writerows([rows[0], *body])
    return out.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.data())
def test_both_ways_agree_on_whatever_stands_in_the_tables(write: Write, data: st.DataObject) -> None:
    """Odd cells, double, missing and shuffled rows: refused by both, or accepted by both with equal results."""
    names = data.draw(st.lists(st.sampled_from(["facilities.csv", "stock.csv", "travel.csv"]), max_size=2, unique=True))
    folder = write({name: mangled(SOUND[name], data) for name in names})
    try:
        careful = carefully(folder)
    except InputError:
        with pytest.raises((UnusualError, InputError)):
            read_columns(folder, NAMED)
        return
    try:
        assert_same(read_columns(folder, NAMED), careful)
    except UnusualError:
        assert careful.warnings, "sound and plain, and not accepted"
