"""A choropleth of the instance's own boundaries, and every fault of the file told at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.instance import Instance
from optimizer.documents.dossier import Dossier
from optimizer.documents.page import boundaries as module
from optimizer.documents.page.boundaries import FILE, LONGEST_PATHS, Boundaries, boundaries, paths
from optimizer.documents.page.geometry import projection
from optimizer.documents.page.render import page
from optimizer.problems import InputError
from tests.optimizer.documents.page.pages import page_dossier, page_region, read

SQUARE = [[120, 30], [120.2, 30], [120.2, 30.2], [120, 30.2], [120, 30]]


def feature(area: Any = "A", kind: Any = "Polygon", coordinates: Any = None, **more: Any) -> dict[str, Any]:
    """A feature with a square, or whatever is given instead."""
    return {
        "type": "Feature",
        "properties": {"area": area, **more},
        "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates},
    }


def written(folder: Path, *features: Any) -> Instance:
    """The region with a boundary file of these features in its folder."""
    content = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / FILE).write_text(content, encoding="utf-8")
    return replace(page_region(), folder=str(folder))


def codes(instance: Instance) -> list[tuple[str, str | None]]:
    """(code, feature) of every problem."""
    with pytest.raises(InputError) as error:
        boundaries(instance)
    return [(problem.code, problem.column) for problem in error.value.problems]


def test_without_a_file_there_are_no_boundaries(tmp_path: Path) -> None:
    """Nor are there for an instance that lies in no folder."""
    assert boundaries(replace(page_region(), folder=str(tmp_path))) is None
    assert boundaries(page_region()) is None


def test_polygons_and_multipolygons_are_read(tmp_path: Path) -> None:
    """A number as the area's id is taken as text; other properties and heights are left alone."""
    high = [[*corner, 7.5] for corner in SQUARE]
    instance = written(tmp_path, feature("A"), feature("B", "MultiPolygon", [[SQUARE], [high, SQUARE]], name="x"))
    found = boundaries(instance)
    assert found is not None
    assert {area: len(rings) for area, rings in found.rings.items()} == {"A": 1, "B": 3}
    assert found.rings["A"][0][1] == (120.2, 30)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Each with its feature."""
    faults = [
        feature("AA"),
        feature("A"),
        feature("A"),
        feature("B", "Point", [120, 30]),
        feature("C", coordinates=[SQUARE[:3]]),
        feature("D", coordinates=[[[500000, 3400000]] * 4]),
        feature(None),
        feature("D", coordinates=[[["120", 30]] * 4]),
        feature("D", coordinates=[[[True, 30]] * 4]),
        feature("D", coordinates="x"),
        {"type": "Feature", "properties": {"area": "D"}},
        7,
    ]
    assert codes(written(tmp_path, *faults)) == [
        ("unknown-area", "feature 1"),
        ("repeated-area", "feature 3"),
        *(("geojson", f"feature {number}") for number in range(4, 13)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"type": "FeatureCollection"}',
        '{"type": "Feature", "features": []}',
        '{"type": "FeatureCollection", "features": [NaN]}',
        "[" * 100_000,
        '{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}",
    ],
)
def test_what_is_no_geojson_is_one_problem(content: str, tmp_path: Path) -> None:
    """Broken, empty, nested without end, or something else."""
    instance = written(tmp_path)
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert codes(instance) == [("geojson", None)]


def test_bytes_that_are_no_text_are_a_problem(tmp_path: Path) -> None:
    """The file is read as UTF-8."""
    instance = written(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe{}")
    assert codes(instance) == [("geojson", None)]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is told."""
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    assert codes(written(tmp_path, feature())) == [("too-large", None)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """What lies elsewhere is not the instance's."""
    inside = tmp_path / "inside"
    inside.mkdir()
    written(tmp_path, feature())
    (inside / FILE).symlink_to(tmp_path / FILE)
    assert codes(replace(page_region(), folder=str(inside))) == [("outside-folder", None)]


def test_neighbours_still_meet_on_a_coarse_grid() -> None:
    """A border that two areas share has the same corners in both paths."""
    left = [(0.0, 0.0), (1.0, 0.013), (1.003, 1.0), (0.0, 1.0), (0.0, 0.0)]
    right = [(1.0, 0.013), (2.0, 0.0), (2.0, 1.0), (1.003, 1.0), (1.0, 0.013)]
    drawn = paths(Boundaries({"A": (left,), "B": (right,)}, ""), ["A", "B"], projection([(0, 0), (2, 1)], 10))
    corners = [set(path.strip("MZ").split("L")) for path in drawn.values()]
    assert len(corners[0] & corners[1]) == 2


def test_a_grid_becomes_coarser_until_the_page_stays_small() -> None:
    """Two hundred thousand corners fit; a straight line keeps its ends alone."""
    many = [(index / 100_000, (index % 7) / 10) for index in range(200_000)]
    drawn = paths(Boundaries({"A": (many,)}, ""), ["A"], projection([(0, 0), (2, 1)], 10))
    assert 0 < len(drawn["A"]) <= LONGEST_PATHS
    line = [(0.0, 0.0), *((index / 10, 0.0) for index in range(1, 20)), (2.0, 1.0), (0.0, 0.0)]
    assert paths(Boundaries({"A": (line,)}, ""), ["A"], projection([(0, 0), (2, 1)], 10))["A"].count("L") == 2


def test_the_page_draws_boundaries_and_circles_for_the_rest(tmp_path: Path) -> None:
    """Two counties have paths, two without a boundary have circles; nothing else of the file shows."""
    bare = page_dossier()
    instance = written(tmp_path, feature("A", name="<b>secret</b>"), feature("B"))
    dossier = Dossier(replace(bare.verified, instance=instance), bare.summary)
    found = read(page(dossier, "en"))
    shapes = [(name, attributes["data-i"]) for name, attributes in found.elements if "data-i" in attributes]
    assert sorted(shapes) == [("circle", "2"), ("circle", "3"), ("path", "0"), ("path", "1")]
    assert "2 without a boundary are drawn as circles." in found.texts
    assert not any("secret" in text for text in found.texts)
