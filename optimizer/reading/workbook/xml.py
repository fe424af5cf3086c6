"""How the XML parts of a workbook are read: piece by piece, without document types, within bounds of depth and size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from optimizer.problems import InputError, Problem
from optimizer.reading.workbook.package import Package, damaged, too_large

DEEPEST = 64
MOST_TAGS = 1_250_000
"""Opening and closing tags of one part: some 300,000 filled cells, or a million empty rows."""
LONGEST_TOKEN = 2**20
"""Bytes of one tag, comment or the like."""

Attributes = Mapping[str, str]

_SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def in_spreadsheet(actions: Mapping[str, Callable[..., None]]) -> dict[str, Callable[..., None]]:
    """Actions by the local name of an element → by its name in the namespaces, transitional and strict, of sheets."""
    return {f"{space} {name}": action for space in _SPREADSHEET for name, action in actions.items()}


def relation_id(attributes: Attributes) -> str | None:
    """The ``r:id`` of an element."""
    return next((attributes[key] for key in (f"{space} id" for space in _RELATIONS) if key in attributes), None)


class Reader:
    """Walks through one part: ``opened`` and ``closed`` say what is done at which element, all others are passed over.

    Names carry their namespace, a space between. Text is heard only between :meth:`listen` and :meth:`heard`.
    """

    opened: Mapping[str, Callable[[Attributes], None]]
    closed: Mapping[str, Callable[[], None]]

    def __init__(self, package: Package, part: str) -> None:
        self.package, self.part = package, part
        self.called = f"the part {part}"
        self._depth = 0
        self._text: list[str] = []
        self._parser: Any = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def run(self) -> None:
        """Read the part to its end. InputError ``workbook-damaged``, ``workbook-size`` and ``workbook-doctype``."""
        fed = tags = 0
        try:
            for chunk in self.package.chunks(self.part):
                tags += chunk.count(b"<")
                if tags > MOST_TAGS:
                    limit = "at most about 300,000 filled cells, and fewer empty ones that have a format"
                    raise too_large(self.package.file, f"{self.called} with too much in it", limit)
                self._parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise damaged(self.package.file, f"{self.called} with an endless tag")
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise damaged(self.package.file, f"{self.called}, which is no XML ({error})") from None

    def listen(self) -> None:
        """Begin to collect text."""
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def heard(self) -> str:
        """The text since :meth:`listen`, which is over with this."""
        self._parser.CharacterDataHandler = None
        text, self._text = "".join(self._text), []
        return text

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise damaged(self.package.file, f"{self.called} nested too deeply")
        action = self.opened.get(name)
        if action is not None:
            action(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        action = self.closed.get(name)
        if action is not None:
            action()

    def _refuse_doctype(self, *_: object) -> None:
        found, expected = f"a document type (DTD) in {self.called}", "a workbook without one"
        raise InputError([Problem("workbook-doctype", self.package.file, found, expected)])
