"""The exported model, solved by a second solver, gives the goal that ours gave."""

from __future__ import annotations

import re
from pathlib import Path

import pyscipopt
import pytest

from optimizer.export import export_model
from optimizer.interface import solve
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, write_model
from tests.random_regions import draw_case
from tests.solving_here import solve_here

GAP = 1e-4


def solved_by_scip(file: Path, gap: float = GAP) -> float:
    """The optimum that SCIP finds for a model file."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/gap", gap)
    model.readProblem(str(file))
    model.optimize()
    return float(model.getObjVal())


def factor_of(file: Path) -> float:
    """The factor by which the goal is multiplied, as the file's first comment says."""
    head = file.read_text(encoding="utf-8").splitlines()[0]
    found = re.search(r"multiplied by (\S+)", head)
    assert found
    return float(found[1])


@pytest.mark.parametrize("ending", ["mps", "lp"])
@pytest.mark.parametrize("goal", ["anticipated+guiding", "cost"])
def test_scip_agrees_on_shulan(tmp_path: Path, goal: str, ending: str) -> None:
    """Shulan's model, exported at a goal, has the optimum that our own solve reports for that goal, within the gap."""
    file = tmp_path / f"shulan.{ending}"
    export_model("shulan", None, Overrides(), goal, file, SolveOptions())
    ours = {entry["goal"]: entry["value"] for entry in solve("shulan").summary["goals"]}[goal]
    assert solved_by_scip(file) / factor_of(file) == pytest.approx(ours, rel=2 * GAP)


def feasible_cases() -> list[int]:
    """Seeds whose policy can be met and has a cost to improve."""
    cases = {seed: draw_case(seed) for seed in range(25)}
    return [seed for seed, case in cases.items() if solve_here(case.instance, case.policy).plan is not None]


@pytest.mark.parametrize("seed", feasible_cases())
def test_scip_agrees_on_random_regions(tmp_path: Path, seed: int) -> None:
    """The cost that SCIP finds with the earlier goals held is the cost that our lexicographic solve ends with."""
    case = draw_case(seed)
    answer = solve_here(case.instance, case.policy)
    file = tmp_path / "model.mps"
    factor = write_model(case.instance, case.policy, "cost", str(file), SolveOptions(gap=0.0))
    ours, _ = answer.goals[case.policy.goals.index("cost")]
    assert solved_by_scip(file, 0.0) / factor == pytest.approx(ours, rel=1e-5, abs=1e-5)


def test_each_column_is_explained_in_the_file(tmp_path: Path) -> None:
    """The comments at the head say which facility and resource a column is."""
    file = tmp_path / "shulan.mps"
    export_model("shulan", None, Overrides(), "cost", file, SolveOptions())
    text = file.read_text(encoding="utf-8")
    assert re.search(r"^\* c\d+_stock: shulan-peoples-hospital, beds$", text, re.MULTILINE)
