"""A drawing of bound, plan and gap over time, one pair of panels per goal, as one SVG file without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Moment = tuple[float, float | None, float | None]
"""Seconds, plan, bound."""

WIDTH, VALUES, GAPS, LEFT, TOP, SPACE = 640, 150, 90, 90, 34, 46
PLAN, BOUND, GAP, AXIS = "#0b6e4f", "#c1440e", "#30507a", "#888"
LEAST_GAP = 1e-7


@dataclass(frozen=True)
class Panel:
    """The frame of a drawing: pixels of its left and top, its size, and the values at its edges."""

    top: float
    height: float
    start: float
    end: float
    low: float
    high: float

    def x(self, seconds: float) -> float:
        """Where a moment stands."""
        return LEFT + WIDTH * (seconds - self.start) / max(self.end - self.start, 1e-9)

    def y(self, value: float) -> float:
        """Where a value stands."""
        part = (value - self.low) / max(self.high - self.low, 1e-300)
        return self.top + self.height * (1 - min(max(part, 0.0), 1.0))


def drawing(title: str, history: Iterable[tuple[float, str, float | None, float | None]]) -> str:
    """The SVG of a history of (seconds, goal, plan, bound)."""
    goals: dict[str, list[Moment]] = {}
    for seconds, goal, plan, bound in history:
        goals.setdefault(goal, []).append((seconds, plan, bound))
    parts = [_text(LEFT, 20, title, size=14)]
    top = float(TOP + 16)
    for goal, moments in goals.items():
        parts += _goal(goal, moments, top)
        top += VALUES + GAPS + 2 * SPACE
    size = f'width="{WIDTH + LEFT + 30}" height="{top:.0f}"'
    style = 'font-family="sans-serif" font-size="11" fill="none" stroke-width="1.5"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join(parts) + "\n</svg>\n"


def _goal(goal: str, moments: Sequence[Moment], top: float) -> list[str]:
    last_plan = next((plan for _, plan, _ in reversed(moments) if plan is not None), None)
    known = [value for _, plan, bound in moments for value in (plan, bound) if value is not None]
    if not known:
        return [_text(LEFT, top, f"{goal}: nothing was found")]
    start, end = moments[0][0], moments[-1][0]
    low, high = _window(moments, known, last_plan)
    values = Panel(top, VALUES, start, end, low, high)
    gaps = Panel(top + VALUES + SPACE, GAPS, start, end, *_decades(moments))
    plans = [(seconds, plan) for seconds, plan, _ in moments if plan is not None]
    bounds = [(seconds, bound) for seconds, _, bound in moments if bound is not None]
    distances = [(seconds, log10(gap)) for seconds, gap in _gaps(moments)]
    return [
        _text(LEFT, top - 6, f"{goal}: plan (green), proven bound (red)"),
        *_frame(values, (f"{low:.6g}", f"{high:.6g}")),
        _steps(values, plans, PLAN),
        _steps(values, bounds, BOUND),
        _text(LEFT, gaps.top - 6, "gap, in powers of ten"),
        *_frame(gaps, (f"1e{gaps.low:.0f}", f"1e{gaps.high:.0f}")),
        _steps(gaps, distances, GAP),
    ]


def _window(moments: Sequence[Moment], known: Sequence[float], last_plan: float | None) -> tuple[float, float]:
    """The values shown: first plans may be so bad that they would hide all that follows."""
    bounds = [bound for _, _, bound in moments if bound is not None]
    if last_plan is None or not bounds:
        return min(known), max(known)
    best = max(bounds)
    room = max(last_plan - min(bounds), (last_plan - best) * 3, abs(last_plan) * 1e-6)
    return min(bounds), min(max(known), last_plan + room)


def _gaps(moments: Sequence[Moment]) -> list[tuple[float, float]]:
    """Relative distance of plan and bound, whenever both are known."""
    return [
        (seconds, max((plan - bound) / max(abs(plan), 1e-12), LEAST_GAP))
        for seconds, plan, bound in moments
        if plan is not None and bound is not None
    ]


def _decades(moments: Sequence[Moment]) -> tuple[float, float]:
    sizes = [log10(gap) for _, gap in _gaps(moments)] or [-4.0]
    return floor(min(sizes)), max(ceil(max(sizes)), floor(min(sizes)) + 1)


def _frame(panel: Panel, ends: tuple[str, str]) -> list[str]:
    bottom = panel.top + panel.height
    return [
        f'<rect x="{LEFT}" y="{panel.top:.1f}" width="{WIDTH}" height="{panel.height:.1f}" stroke="{AXIS}"/>',
        _text(LEFT - 6, bottom, ends[0], anchor="end"),
        _text(LEFT - 6, panel.top + 10, ends[1], anchor="end"),
        _text(LEFT, bottom + 14, f"{panel.start:.1f} s"),
        _text(LEFT + WIDTH, bottom + 14, f"{panel.end:.1f} s", anchor="end"),
    ]


def _steps(panel: Panel, points: Sequence[tuple[float, float]], colour: str) -> str:
    """A line that stays where it is until the next point."""
    if not points:
        return ""
    path = [f"M{panel.x(points[0][0]):.1f},{panel.y(points[0][1]):.1f}"]
    path += [f"H{panel.x(seconds):.1f}V{panel.y(value):.1f}" for seconds, value in points[1:]]
    return f'<path d="{"".join(path)}H{panel.x(panel.end):.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 11) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="#222">{escape(words)}</text>'
