"""How the parts of a proposal look in Word: the typefaces of each language and the styles, as they are made by us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PARAGRAPH, TABLE = "paragraph", "table"


@dataclass(frozen=True)
class Fonts:
    """The typefaces of one language: for letters, and for Chinese characters, in texts and in headings."""

    text: str
    text_chinese: str
    heading: str
    heading_chinese: str


FONTS: Mapping[str, Fonts] = {
    "zh": Fonts("Times New Roman", "宋体", "Arial", "黑体"),
    "en": Fonts("Arial", "宋体", "Arial", "黑体"),
}


@dataclass(frozen=True)
class Style:
    """A style as it is made where a document does not have it: its name and its properties in XML.

    ``based_on`` and ``following`` are keys of :data:`STYLES`. ``{heading}`` stands for the typefaces of headings.
    """

    name: str
    paragraph: str = ""
    run: str = ""
    based_on: str | None = "normal"
    following: str | None = None
    kind: str = PARAGRAPH
    rest: str = ""


def _spacing(before: int, after: int, more: str = "") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"{more}/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level: int, half_points: int, before: int) -> Style:
    keep = "<w:keepNext/><w:keepLines/>"
    outline = f'<w:jc w:val="left"/><w:outlineLvl w:val="{level - 1}"/>'
    text = f"{{heading}}<w:b/><w:bCs/>{_size(half_points)}"
    return Style(f"heading {level}", keep + _spacing(before, 120) + outline, text, following="body")


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    for side, size, colour in (
        ("top", 8, "404040"),
        ("left", 4, "A0A0A0"),
        ("bottom", 8, "404040"),
        ("right", 4, "A0A0A0"),
        ("insideH", 4, "A0A0A0"),
        ("insideV", 4, "A0A0A0"),
    )
)
MARGINS = (
    '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
)
"""Between the borders of a cell and its text."""

_FIRST_ROW = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="E3EAF1"/><w:vAlign w:val="center"/></w:tcPr></w:tblStylePr>'
)
_SINGLE = ' w:line="240" w:lineRule="auto"'

STYLES: Mapping[str, Style] = {
    "normal": Style("Normal", "", "", based_on=None),
    "body": Style("Body Text", _spacing(0, 80, ' w:line="360" w:lineRule="auto"') + "{indent}", following="body"),
    "title": Style(
        "Title",
        '<w:keepNext/><w:spacing w:before="1200" w:after="360"/><w:jc w:val="center"/>',
        f"{{heading}}<w:b/><w:bCs/>{_size(44)}",
        following="subtitle",
    ),
    "subtitle": Style("Subtitle", _spacing(0, 100) + '<w:jc w:val="center"/>', _size(24)),
    "heading1": _heading(1, 32, 360),
    "heading2": _heading(2, 26, 260),
    "heading3": _heading(3, 22, 200),
    "contents": Style(
        "TOC Heading", '<w:keepNext/><w:spacing w:before="900" w:after="160"/>', f"{{heading}}{_size(28)}"
    ),
    "toc1": Style("toc 1", _spacing(60, 40), _size(22)),
    "toc2": Style("toc 2", _spacing(0, 20) + '<w:ind w:left="420"/>', _size(20)),
    "caption": Style(
        "caption",
        f'<w:keepNext/>{_spacing(200, 80)}<w:jc w:val="center"/>',
        f"{{heading}}<w:b/><w:bCs/>{_size(20)}",
        following="body",
    ),
    "header": Style(
        "header", f'{_spacing(0, 0, _SINGLE)}<w:jc w:val="center"/>', f'<w:color w:val="606060"/>{_size(18)}'
    ),
    "footer": Style("footer", f'{_spacing(0, 0, _SINGLE)}<w:jc w:val="center"/>', _size(18)),
    "cell": Style(
        "Allocare Table Text",
        f'<w:widowControl w:val="0"/>{_spacing(0, 0, _SINGLE)}<w:ind w:left="0" w:right="0" w:firstLine="0"/>'
        '<w:jc w:val="left"/>',
        _size(18),
    ),
    "number": Style("Allocare Table Number", '<w:jc w:val="right"/>', based_on="cell"),
    "head": Style("Allocare Table Head", '<w:keepNext/><w:jc w:val="center"/>', "<w:b/><w:bCs/>", based_on="cell"),
    "note": Style(
        "Allocare Note",
        f'<w:keepLines/>{_spacing(60, 60, _SINGLE)}<w:ind w:left="0" w:firstLine="0"/><w:jc w:val="left"/>',
        f'<w:color w:val="505050"/>{_size(18)}',
    ),
    "table": Style(
        "Allocare Table",
        kind=TABLE,
        based_on=None,
        rest=f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>{MARGINS}</w:tblPr>'
        f"{_FIRST_ROW}",
    ),
}
"""What a style is for → how it is made."""


def font_table(lang: str) -> str:
    """The typefaces with the names that other systems have for them."""
    fonts = FONTS[lang]
    others = {"宋体": ("SimSun,Songti SC,Noto Serif CJK SC", "86"), "黑体": ("SimHei,Heiti SC,Noto Sans CJK SC", "86")}
    named = dict.fromkeys((fonts.text, fonts.heading, fonts.text_chinese, fonts.heading_chinese))
    return "".join(_font(name, *others.get(name, ("", "00"))) for name in named)


def _font(name: str, others: str, charset: str) -> str:
    alias = f'<w:altName w:val="{others}"/>' if others else ""
    return f'<w:font w:name="{name}">{alias}<w:charset w:val="{charset}"/><w:pitch w:val="variable"/></w:font>'


def typefaces(letters: str, chinese: str) -> str:
    """The typefaces of a style or a run."""
    return f'<w:rFonts w:ascii="{letters}" w:hAnsi="{letters}" w:eastAsia="{chinese}" w:cs="{letters}"/>'


def style_xml(key: str, ids: Mapping[str, str], lang: str) -> str:
    """A made style; ``ids`` has the ids of it and of those that it names."""
    made = STYLES[key]
    fonts = FONTS[lang]
    heading = typefaces(fonts.heading, fonts.heading_chinese)
    indent = '<w:ind w:firstLineChars="200" w:firstLine="480"/><w:jc w:val="both"/>' if lang == "zh" else ""
    default = ' w:default="1"' if key == "normal" else ""
    custom = ' w:customStyle="1"' if made.name.startswith("Allocare") else ""
    links = "".join(
        f'<w:{name} w:val="{ids[other]}"/>'
        for name, other in (("basedOn", made.based_on), ("next", made.following))
        if other is not None
    )
    paragraph = f"<w:pPr>{made.paragraph.format(indent=indent)}</w:pPr>" if made.paragraph else ""
    text = f"<w:rPr>{made.run.format(heading=heading)}</w:rPr>" if made.run else ""
    return (
        f'<w:style w:type="{made.kind}"{default}{custom} w:styleId="{ids[key]}"><w:name w:val="{made.name}"/>{links}'
        f"<w:qFormat/>{paragraph}{text}{made.rest}</w:style>"
    )
