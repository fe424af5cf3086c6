"""Whatever stands in the names of a region, a page has the same elements, and the text stands there as text."""

from __future__ import annotations

import json

import pytest

from optimizer.documents.page.render import page
from optimizer.documents.page.studies import comparison_page, frontier_page
from tests.optimizer.documents.page.pages import Read, page_dossier, read
from tests.optimizer.documents.page.study_documents import comparison, frontier

PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x>",
    "<!--<script>",
    "--><svg onload=alert(1)>",
    "]]><b>x</b>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><img src=x onerror=alert(1)>",
    "</td></table><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><foreignObject><body onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html,x>",
    "<embed src=//example.org>",
    "<base href=//example.org/>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "<form action=//example.org><button>x",
    "<details open ontoggle=alert(1)>",
    "<style>*{display:none}</style>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "x onclick=alert(1)",
    "`onclick=alert(1)`",
    "{{7*7}}",
    "{% for x in (1,2) %}x{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "${alert(1)}",
    "{name}{0}{parts}",
    "%(name)s %s",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "\\u003cscript\\u003e",
    "\u2028alert(1)\u2029",
    '\\"};alert(1);//',
    "__proto__",
    "constructor",
    "=1+1",
    "县" * 500,
)
UNFIT = ("\u202e县", "县\x00", "\x1b[31m县", "\ud800县", "\ufffe县", "县\x85", "\u2066县")


def shape(found: Read) -> list[tuple[str, tuple[str, ...]]]:
    """All elements with the names of their attributes, but for labels of the map: their number depends on a name's
    length."""
    return [(name, tuple(attributes)) for name, attributes in found.elements if name != "text"]


@pytest.fixture(scope="module")
def harmless() -> Read:
    """The page of the same region in which everything is called x."""
    return read(page(page_dossier("x"), "en"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_name_is_text(payload: str, harmless: Read) -> None:
    """The page has the very elements and attributes of a harmless one, and the payload stands in its texts and data."""
    found = read(page(page_dossier(payload), "en"))
    assert shape(found) == shape(harmless)
    assert payload in found.rows["t-counties"][1][1]
    assert any(payload in text for text in found.texts)
    assert found.data["map"]["names"] == [payload] * 4
    assert found.data["counties"][0]["name"] == payload


@pytest.mark.parametrize("payload", UNFIT)
def test_a_character_that_no_page_may_have_is_replaced(payload: str) -> None:
    """Control characters, overrides of direction and broken surrogates become the sign of replacement."""
    content = page(page_dossier(payload), "zh").decode("utf-8")
    assert "\ufffd" in content
    assert not set(payload) - {"县", "[", "3", "1", "m"} & set(content)


@pytest.mark.parametrize("payload", [*PAYLOADS, *UNFIT])
def test_a_payload_in_a_study_is_text(payload: str) -> None:
    """Labels, clauses, faults and names of a comparison and of a frontier change no element of their pages."""
    for write, document in ((comparison_page, comparison), (frontier_page, frontier)):
        found = read(write(json.loads(json.dumps(document(payload))), "en"))
        assert shape(found) == shape(read(write(document("x"), "en")))
