"""Long texts in the table of a document of one page: set smaller, so that a row keeps its height.

Widths are estimated, since the fonts are known only where the PDF is made; the finished PDF is looked at too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Length, Pt, Twips
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

#: The smallest that can be read on paper.
_SMALLEST = 6.0
_STEP = 0.5
#: Of the size; tighter than the fonts' own, which leave room for accents.
_LINE = 1.25
#: The padding of cells (twips) where the template sets none of its own.
_PADDING = {"left": 108, "right": 108, "top": 0, "bottom": 0}


def shrink_to_fit(docx: Docx) -> None:
    """Every cell whose row names its least height."""
    for table in docx.tables:
        padding = _padding(table)
        for row in table.rows:
            if row.height is not None:
                for cell in _cells(row, table):
                    _shrink(cell, row.height, padding)


def _cells(row: _Row, table: Table) -> Iterator[_Cell]:
    """Merged ones once."""
    return (_Cell(tc, table) for tc in row._tr.tc_lst)


def _padding(table: Table) -> dict[str, Length]:
    found = {
        side.tag.rsplit("}", 1)[-1]: int(side.get(qn("w:w")))
        for margins in table._tbl.tblPr.findall(qn("w:tblCellMar"))
        for side in margins
    }
    return {side: Twips(width) for side, width in (_PADDING | found).items()}


def _shrink(cell: _Cell, height: Length, padding: dict[str, Length]) -> None:
    if len(cell.paragraphs) != 1 or cell.width is None:
        return
    (paragraph,) = cell.paragraphs
    set_size = next((run.font.size for run in paragraph.runs if run.font.size), None)
    if set_size is None or not paragraph.text:
        return
    wide = Length(cell.width - padding["left"] - padding["right"]).pt
    high = Length(height - padding["top"] - padding["bottom"]).pt
    if ems(paragraph.text) * set_size.pt <= wide:
        return
    _set(paragraph, _largest(paragraph.text, size=set_size.pt, wide=wide, high=high))


def _largest(text: str, *, size: float, wide: float, high: float) -> float:
    """The largest size not above the one given at which the lines fit; else the smallest, and the row grows."""
    while size > _SMALLEST and _lines(text, wide / size) * size * _LINE > high:
        size -= _STEP
    return size


def _set(paragraph: Paragraph, size: float) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(size)
    paragraph.paragraph_format.line_spacing = Pt(size * _LINE)


def ems(text: str) -> float:
    """How wide a text is, in times its size."""
    return sum(map(_em, text))


def _em(char: str) -> float:
    if unicodedata.category(char)[0] == "M" or unicodedata.category(char) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA" or ord(char) > 0x2E7F:
        return 1.0
    return 0.75 if char.isupper() or not char.isascii() else 0.6


def _lines(text: str, wide: float) -> int:
    """How many lines of so many ems; a word or number that is not Chinese stays together where it can."""
    lines, used = 1, 0.0
    for word in _words(text):
        width = ems(word)
        if used + width <= wide:
            used += width
            continue
        lines, used = (lines + 1, width) if used else (lines, width)
        while used > wide:
            lines, used = lines + 1, used - wide
    return lines


def _words(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if _em(char) == 1.0 or char.isspace():
            yield word + char if char.isspace() else word
            word = ""
            if not char.isspace():
                yield char
        else:
            word += char
    yield word
