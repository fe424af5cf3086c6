"""How a workbook looks: fonts, colours, number formats; one format object for each combination that is used."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from optimizer.documents.sheet import Kind
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED

FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
SIZE = 10
NOW_COLOUR, PLAN_COLOUR, LINE_COLOUR = "#A9BACB", "#1F6F8B", "#8A8A8A"
INK, FAINT_INK = "#1F2A33", "#5F6B76"
HEAD_FILL, GROUP_FILL, TOTAL_FILL, RULE = "#DCE8EE", "#F1F5F8", "#E6ECF0", "#C9D3DA"

STATUS_COLOURS = {
    MET: ("#E4F2E4", "#1C5E2A"),
    SHORT: ("#FFF1D0", "#7A4B00"),
    VIOLATED: ("#FADCD8", "#98201A"),
    NOT_APPLICABLE: ("#EFEFEF", "#666666"),
}
"""Status → fill and ink; each pair has a contrast of at least 4.5 : 1."""

NUMBER_FORMATS = {
    Kind.UNITS: "#,##0",
    Kind.CHANGE: "+#,##0;-#,##0;0",
    Kind.RATE: "#,##0.00",
    Kind.INDEX: "0.0000",
    Kind.NUMBER: "#,##0.00",
    Kind.SHARE: "0.00%",
    Kind.MONEY: "#,##0",
}
RULED = {"bottom": 1, "bottom_color": RULE}
TOTAL, GROUP = "total", "group"


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Format] = {}
        self.font = FONTS[lang]

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self.font, "font_size": SIZE, "font_color": INK, "valign": "top"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def title(self, *, quoted: bool = False) -> Format:
        """The title of a sheet; ``quoted`` as in :meth:`text`."""
        return self._format(bold=True, font_size=14, valign="vcenter", quote_prefix=quoted)

    def headline(self) -> Format:
        """The title of the document."""
        return self._format(bold=True, font_size=18, valign="vcenter")

    def note(self, *, wrap: bool = False) -> Format:
        """A remark under a title."""
        return self._format(font_color=FAINT_INK, font_size=9, text_wrap=wrap)

    def prose(self) -> Format:
        """A sentence over many columns."""
        return self._format(text_wrap=True, font_size=11, valign="vcenter")

    def head(self, *, quoted: bool = False) -> Format:
        """The title of a column; ``quoted`` as in :meth:`text`."""
        looks = {"bold": True, "bg_color": HEAD_FILL, "border": 1, "border_color": RULE}
        return self._format(text_wrap=True, align="center", quote_prefix=quoted, **looks | {"valign": "vcenter"})

    def number(self, kind: Kind, mark: str = "") -> Format:
        """A number of a kind in a row with a mark."""
        return self._format(**RULED | _shade(mark), num_format=NUMBER_FORMATS[kind])

    def text(self, mark: str = "", *, wrap: bool = False, quoted: bool = False, right: bool = False) -> Format:
        """A text in a row with a mark; ``quoted`` if it would be a formula when typed, ``right`` among numbers."""
        sides = {"align": "right"} if right else {"align": "left", "indent": 1}
        return self._format(**RULED | _shade(mark) | sides, text_wrap=wrap, quote_prefix=quoted)


def _shade(mark: str) -> dict[str, Any]:
    if mark in STATUS_COLOURS:
        fill, ink = STATUS_COLOURS[mark]
        return {"bg_color": fill, "font_color": ink}
    if mark in (TOTAL, GROUP):
        return {"bold": True, "bg_color": TOTAL_FILL if mark == TOTAL else GROUP_FILL}
    return {}
