"""Our own Word document before anything is written into it: A4, typefaces, page numbers, a placeholder.

It is a template like the ones that a ministry may bring, and is filled by the same code.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from optimizer.documents.word.looks import FONTS, STYLES, font_table, style_xml, typefaces
from optimizer.documents.word.styles import own_styles
from optimizer.documents.word.text import DECLARATIONS, field, paragraph, run
from optimizer.reporting.words import say

CONTENT = "{{allocare}}"
TAGS: Mapping[str, str] = {"zh": "zh-CN", "en": "en-GB"}
"""The language of a document as its properties name it."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
_PARTS |= {"header1": "header", "footer1": "footer"}

PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1304" w:bottom="1304" w:left="1304" w:header="794" w:footer="680" w:gutter="0"/>'
)
"""A4, upright, in twentieths of a point."""


def base_document(lang: str) -> bytes:
    """The empty document in one language."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in _files(lang).items():
            package.writestr(name, _HEAD + content)
    return buffer.getvalue()


def _files(lang: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "rId1": (f"{_KINDS}/officeDocument", "word/document.xml"),
                "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _properties(),
        "word/document.xml": _part("document", f"<w:body>{_body()}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            {f"rId{n}": (f"{_KINDS}/{name.rstrip('1')}", f"{name}.xml") for n, name in enumerate(list(_PARTS)[1:], 1)}
        ),
        "word/styles.xml": _part("styles", _styles(lang)),
        "word/settings.xml": _part("settings", _settings()),
        "word/fontTable.xml": _part("fonts", font_table(lang)),
        "word/header1.xml": _part("hdr", paragraph(run("{{title}}"), own_styles()["header"])),
        "word/footer1.xml": _part("ftr", paragraph(_page_number(lang), own_styles()["footer"])),
    }


def _part(root: str, content: str) -> str:
    return f"<w:{root} {DECLARATIONS}>{content}</w:{root}>"


def _content_types() -> str:
    overrides = {f"/word/{name}.xml": f"{_OFFICE}.{kind}+xml" for name, kind in _PARTS.items()}
    overrides["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    named = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _properties() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>allocare</dc:creator></cp:coreProperties>'
    )


def _body() -> str:
    references = (
        '<w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:footerReference w:type="first" r:id="rId5"/>'
    )
    return f"{paragraph(run(CONTENT), own_styles()['normal'])}<w:sectPr>{references}{PAGE}<w:titlePg/></w:sectPr>"


def _styles(lang: str) -> str:
    fonts = FONTS[lang]
    size = 24 if lang == "zh" else 21
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{typefaces(fonts.text, fonts.text_chinese)}"
        f'<w:kern w:val="2"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )
    ids = own_styles().ids
    plain = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    return defaults + plain + "".join(style_xml(key, ids, lang) for key in STYLES)


def _settings() -> str:
    return (
        '<w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/>'
    )


def _page_number(lang: str) -> str:
    before, between, after = say("word_page", lang, page="\n", pages="\n").split("\n")
    return run(before) + field("PAGE", "1") + run(between) + field("NUMPAGES", "1") + run(after)
