"""Near-optimal plans that differ on the map: within the limit, verified, as far apart as said, with what is forced."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from models.clause import COST, Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.commandline import cli
from optimizer.problems import InputError
from optimizer.propose import cut, read_clauses, read_region
from optimizer.solving import near as near_module
from optimizer.solving.find import SolveOptions
from optimizer.solving.near import Neighbourhood
from optimizer.studies.alternatives import NO_OTHER, Alternatives, Wish, alternatives
from optimizer.studies.alternatives_report import document, print_alternatives
from optimizer.studies.common import FORCED, FREE, common_of, proven
from optimizer.studies.differing import MapView, distance, distances, map_view
from optimizer.studies.searching import map_columns, other_question, otherwise_question
from optimizer.verifying.judge import judge
from tests.random_regions import draw_case, every_plan
from tests.solver_here import SolverHere

EXACT = SolveOptions(gap=0.0)


@pytest.fixture(scope="module", autouse=True)
def _here() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_module, "SolverProcess", SolverHere)
        yield


def write_doors(folder: Path, sites: int = 2, dearer: int = 0) -> Path:
    """One of several candidates with room for 5 beds has to open; each is as dear, but the last by ``dearer``."""
    (folder / "policies").mkdir(parents=True)
    names = [f"F{number}" for number in range(sites)]
    files = {
        "instance.toml": 'title = "doors"\npolicy = "doors"\nannualise_years = 1\n',
        "areas.csv": "area,name,level\n" + "".join(f"A{n},A{n},county\n" for n in range(sites)),
        "facilities.csv": "facility,name,area,type,status,open_cost\nH,H,A0,hospital,open,\n"
        + "".join(f"F{n},F{n},A{n},clinic,candidate,{100 + dearer * (n == sites - 1)}\n" for n in range(sites)),
        "resources.csv": "resource,name,unit,capital_cost,annual_cost\nbeds,beds,bed,0,0\n",
        "stock.csv": "facility,resource,current,max\nH,beds,3,4\n" + "".join(f"{name},beds,0,5\n" for name in names),
        "policies/doors.toml": 'policy = "doors"\ntitle = "doors"\ngoals = ["anticipated", "cost"]\n'
        '[[clause]]\nid = "BEDS"\nname = "beds"\nrequire = "beds"\nexactly = 9\nin = "region"\nnature = "binding"\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Alternatives:
    """Two candidates, one of which has to open and to be full."""
    folder = write_doors(tmp_path_factory.mktemp("two") / "doors")
    return alternatives(str(folder), None, Wish(5, Fraction(0)), options=EXACT)


def test_exactly_two_optima_are_both_found_and_no_third(two: Alternatives) -> None:
    """Which of the two opens is all that differs, and it is proven that there is no other."""
    opened = [one.verified.judgement.plan.open for one in two.plans if one.verified is not None]
    assert sorted(tuple(sorted(name for name, is_open in one.items() if is_open)) for one in opened) == [
        ("F0",),
        ("F1",),
    ]
    assert two.fewer == NO_OTHER


def test_distances_are_symmetric_with_a_zero_diagonal(two: Alternatives) -> None:
    """Both totals change (9 or 4 in A0, 0 or 5 in A1) and both doors do."""
    apart = (Fraction(5, 9) + 1) / 2 + 1
    assert two.distance == ((0, apart), (apart, 0))


def test_what_is_forced_in_every_optimum_is_said_to_be(two: Alternatives) -> None:
    """The hospital is full in both optima; nothing else is the same."""
    assert [(one.facility, one.units, one.standing) for one in two.common.stock] == [("H", 4, FORCED)]
    assert two.common.totals == ()
    assert two.common.openings == ()


def test_each_plan_is_verified_and_within_the_limit(tmp_path: Path) -> None:
    """With 10 % the dearer site counts, with 9 % it does not; never more than asked for."""
    folder = write_doors(tmp_path / "doors", sites=3, dearer=10)
    for within, expected in ((Fraction(9, 100), 2), (Fraction(1, 10), 3)):
        found = alternatives(str(folder), None, Wish(5, within), options=EXACT)
        costs = [one.verified.judgement.goals[COST] for one in found.plans if one.verified is not None]
        assert len(costs) == len(found.plans) == expected
        assert all(cost <= costs[0] * (1 + within) for cost in costs)
        assert all(one.verified is not None and one.verified.judgement.holds for one in found.plans)
        assert len({value for row in found.distance for value in row}) > 1
    assert len(alternatives(str(folder), None, Wish(2, Fraction(1, 10)), options=EXACT).plans) == 2


def test_must_and_never_decide_and_show_as_forced(tmp_path: Path) -> None:
    """What must be open is in every plan, what must not in none; both together leave no plan where no site is left."""
    folder = str(write_doors(tmp_path / "doors", sites=3))
    kept = alternatives(folder, None, Wish(3, Fraction(0), keep=("F1",)), options=EXACT)
    assert [(one.facility, one.open, one.standing) for one in kept.common.openings] == [
        ("F0", False, FORCED),
        ("F1", True, FORCED),
        ("F2", False, FORCED),
    ]
    without = alternatives(folder, None, Wish(3, Fraction(0), never=("F1",)), options=EXACT)
    assert len(without.plans) == 2
    assert [(one.facility, one.open) for one in without.common.openings] == [("F1", False)]
    none = alternatives(folder, None, Wish(3, Fraction(0), never=("F0", "F1", "F2")), options=EXACT)
    assert none.plans == ()
    assert none.base.outcome.status.value == "infeasible"
    assert {row.clause for row in none.base.left_short} <= {"BEDS", "NEVER:F0", "NEVER:F1", "NEVER:F2"}


def test_a_facility_that_is_not_there_or_cannot_close_is_refused(tmp_path: Path) -> None:
    """Each is named with what was probably meant; so is one in both lists."""
    folder = str(write_doors(tmp_path / "doors"))
    with pytest.raises(InputError) as error:
        alternatives(folder, None, Wish(2, Fraction(0), keep=("F00", "F0"), never=("H", "F0")))
    told = [(problem.code, problem.file) for problem in error.value.problems]
    assert told == [("unknown-facility", "--keep"), ("not-decided", "--never"), ("keep-and-never", "--keep")]
    assert "did you mean" in (error.value.problems[0].hint or "")


def test_the_document_is_plain_json(two: Alternatives) -> None:
    """Plans, distances and what is common, as the design has them."""
    told = json.loads(json.dumps(document(two), allow_nan=False))
    assert [plan["status"] for plan in told["plans"]] == ["optimal", "feasible"]
    assert told["distance"][0][0] == 0
    assert told["common"] == [{"facility": "H", "resource": "beds", "current": 3, "units": 4, "standing": "forced"}]
    assert told["fewer"] == NO_OTHER


def test_the_terminal_says_where_each_plan_differs_most_before_the_tables(two: Alternatives) -> None:
    """A line per further plan with today's numbers replaced by those of the least-cost plan; then what is in common."""
    console = Console(file=io.StringIO(), width=200)
    print_alternatives(two, "en", console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "plan 2 differs from the least-cost plan in" in text
    assert text.index("plan 2 differs") < text.index("What all plans have in common") < text.index("How much the plans")


def test_a_share_is_a_percentage_or_a_number() -> None:
    """Anything else is a usage error."""
    wrong = CliRunner().invoke(cli, ["alternatives", "shulan", "--within", "much"])
    assert wrong.exit_code == 2
    assert "neither a percentage" in wrong.output


def test_the_distance_of_small_maps_is_the_formula() -> None:
    """|0 − 4| / 4 and |6 − 3| / 6 over two places, and one door of two."""
    one = MapView({("A", "beds"): 0, ("B", "beds"): 6}, {"X": True, "Y": False})
    other = MapView({("A", "beds"): 4, ("B", "beds"): 3}, {"X": False, "Y": False})
    assert distance(one, other) == distance(other, one) == (1 + Fraction(1, 2)) / 2 + Fraction(1, 2)
    assert distances([one, other, one])[0][2] == 0


def near_plans(instance: Instance, policy: Policy, within: Fraction) -> tuple[list[Plan], dict[str, float]]:
    """All plans whose goals before cost are the best and whose cost is within the fraction of the best, by trying."""
    judged = [judge(instance, policy, plan) for plan in every_plan(instance)]
    held = [one for one in judged if one.holds]
    if not held:
        return [], {}
    best = min(tuple(one.goals.values()) for one in held)
    earlier = best[:-1]
    limits = dict(zip(policy.goals, map(float, best), strict=True))
    cap = best[-1] * (1 + within)
    limits[COST] = float(cap) + 1e-6 * max(float(cap), 1e-3)
    limits |= {goal: value + 1e-9 for goal, value in limits.items() if goal != COST}
    return [one.plan for one in held if tuple(one.goals.values())[:-1] == earlier and one.goals[COST] <= cap], limits


@pytest.mark.parametrize("seed", range(24))
def test_every_other_map_is_found_and_forced_means_forced(seed: int) -> None:
    """On random regions: asking for another map gives each one that trying all plans gives, and then none; and what is
    called forced is the same in all of them, what is called free is not."""
    case = draw_case(seed)
    policy = cut(case.policy, COST)
    plans, limits = near_plans(case.instance, policy, Fraction(1, 10)) if case.bounded else ([], {})
    if not plans:
        pytest.skip("no plan, or a stock without a maximum")
    maps = [map_view(case.instance, plan) for plan in plans]
    near = Neighbourhood(case.instance, policy, limits)
    columns, known = map_columns(near), [maps[0]]
    while len(known) <= 12:
        (found,) = near.search([near.job(other_question(near, columns, known), gap=0, seconds=20, threads=1, seed=0)])
        if found.plan is None:
            assert found.proved_none
            break
        known.append(map_view(case.instance, found.plan))
        assert known[-1] in maps
        assert known[-1] not in known[:-1]
    assert len(known) == min(13, len({json.dumps([list(m.totals.values()), m.open]) for m in maps}))
    told = proven(
        common_of(case.instance, plans[:1], maps[:1]),
        near,
        lambda sums: near.search([near.job(otherwise_question(near, sums), gap=0.05, seconds=20, threads=1, seed=0)])[
            0
        ],
    )
    for one in told.totals:
        same = all(other.totals[one.county, one.resource] == one.units for other in maps)
        assert one.standing == (FORCED if same else FREE)
    for cell in told.stock:
        same = all(plan.proposed[cell.facility, cell.resource] == cell.units for plan in plans)
        assert cell.standing == (FORCED if same else FREE)


def test_the_neighbourhood_of_a_region_read_from_files_is_that_of_its_plans(tmp_path: Path) -> None:
    """The hospital alone may have 3 or 4 beds within the dearer opening of both sites."""
    region = read_region(str(write_doors(tmp_path / "doors")))
    plans, limits = near_plans(region, read_clauses(region, None), Fraction(1))
    near = Neighbourhood(region, read_clauses(region, None), limits)
    (found,) = near.search([near.job(near.question(), gap=0, seconds=20, threads=1, seed=0)])
    assert found.plan is not None
    assert {plan.proposed["H", "beds"] for plan in plans} == {3, 4}
    assert dict(found.plan.proposed) in [dict(plan.proposed) for plan in plans]
