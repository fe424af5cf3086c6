"""Chapters set one after the other: numbered headings, paragraphs, captions and tables, and the list of contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from optimizer.documents.sheet import Sheet
from optimizer.documents.word.sections import Page, Part
from optimizer.documents.word.styles import StyleBook
from optimizer.documents.word.table import Laid, laid, table_xml
from optimizer.documents.word.text import field as word_field
from optimizer.documents.word.text import paragraph, quoted, run
from optimizer.reporting.words import say

_NUMERALS = "一二三四五六七八九十"
_KEEP = "<w:keepNext/>"
_ABOVE = '<w:spacing w:before="200"/>'
_PAGE_BREAK = "<w:pageBreakBefore/>"
BOOKMARK = "_Toc6900{number:05}"


@dataclass(frozen=True)
class Chapter:
    """A chapter, or a section of one: what is said, then tables, then notes under them, then its own sections."""

    title: str
    texts: Sequence[str] = ()
    sheets: Sequence[Sheet] = ()
    notes: Sequence[str] = ()
    sections: Sequence[Chapter] = ()


@dataclass(frozen=True)
class Numbers:
    """With which numbers a proposal goes on in a document that has bookmarks and tables of its own."""

    bookmark: int = 1
    table: int = 1


@dataclass
class Flow:
    """Sets chapters in one document; ``headings`` are those set so far: level, text, bookmark."""

    styles: StyleBook
    page: Page
    lang: str
    currency: str
    numbers: Numbers = Numbers()
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    tables: int = 0

    def chapters(self, chapters: Sequence[Chapter], *, new_page: bool) -> Iterator[Part]:
        """The parts that chapters make; ``new_page`` begins the first one on a page of its own.

        The first and the last stand upright whatever is in them, so that what is around them in the document does too.
        """
        lying = False
        for number, chapter in enumerate(chapters, 1):
            breaks = new_page and number == 1
            heading = self._heading(1, self._numbered(1, chapter.title, number), _PAGE_BREAK if breaks else "")
            tables = [self._laid(each) for each in (chapter, *chapter.sections)]
            lying = 1 < number < len(chapters) and self._lies([table for some in tables for table in some], lying)
            if chapter.texts or chapter.sheets or not chapter.sections:
                yield self._part(heading, chapter, tables[0], lying)
                heading = ""
            for place, (section, own) in enumerate(zip(chapter.sections, tables[1:], strict=True), 1):
                under = self._heading(2, self._numbered(2, section.title, number, place))
                yield self._part(heading + under, section, own, lying)
                heading = ""

    def _lies(self, tables: Sequence[Laid], before: bool) -> bool:
        """Whether a chapter lies down: if one of its tables is better so; one without tables does as that before."""
        return not all(table.stands(self.page) for table in tables) if tables else before

    def _laid(self, chapter: Chapter) -> list[Laid]:
        return [laid(sheet, self.currency, self.lang) for sheet in chapter.sheets if sheet.rows]

    def _numbered(self, level: int, title: str, *numbers: int) -> str:
        """A title with its number, unless headings of that level number themselves."""
        if f"heading{level}" in self.styles.numbered:
            return title
        counted = numeral(numbers[-1]) if self.lang == "zh" else ".".join(map(str, numbers))
        return say(f"word_heading{level}", self.lang, number=counted, title=title)

    def _heading(self, level: int, text: str, properties: str = "") -> str:
        number = self.numbers.bookmark + len(self.headings)
        name = BOOKMARK.format(number=number)
        self.headings.append((level, text, name))
        marked = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run(text)}<w:bookmarkEnd w:id="{number}"/>'
        return paragraph(marked, self.styles[f"heading{level}"], f"{_KEEP}{properties}")

    def _part(self, heading: str, chapter: Chapter, tables: Sequence[Laid], lying: bool) -> Part:
        width = self.page.lying if lying else self.page.across
        said = "".join(self._said(text, bool(tables)) for text in chapter.texts)
        shown = "".join(self._table(table, width) for table in tables)
        return Part(heading + said + shown + "".join(self._note(note) for note in chapter.notes), lying)

    def _said(self, text: str, keep: bool) -> str:
        return paragraph(run(text), self.styles["body"], _KEEP if keep else "")

    def _note(self, text: str) -> str:
        return paragraph(run(text), self.styles["note"])

    def _table(self, table: Laid, width: int) -> str:
        label, title = say("word_table", self.lang), table.sheet.title
        number = word_field(f"SEQ {label} \\* ARABIC", str(self.numbers.table + self.tables))
        self.tables += 1
        caption = paragraph(f"{run(f'{label} ')}{number}{run(f'  {title}')}", self.styles["caption"], _KEEP + _ABOVE)
        notes = "".join(self._note(note) for note in table.sheet.notes)
        return caption + table_xml(table, width, self.styles) + notes

    def contents(self) -> str:
        """The list of the headings set so far, as the field that Word makes of them, each a link to its heading."""
        title = paragraph(run(say("word_contents", self.lang)), self.styles["contents"], _KEEP)
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        lines = [
            (level, f'<w:hyperlink w:anchor="{quoted(name)}" w:history="1">{run(text)}</w:hyperlink>')
            for level, text, name in self.headings
        ]
        last = len(lines) - 1
        return title + "".join(
            paragraph((begin if not n else "") + line + (end if n == last else ""), self.styles[f"toc{level}"])
            for n, (level, line) in enumerate(lines)
        )


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else f"{_NUMERALS[tens - 1] if tens > 1 else ''}十"
    return lead + (_NUMERALS[ones - 1] if ones else "")
