"""Characters that no font can print: before a document is made, and in the finished PDF.

A missing character comes out as a box, the glyph ``.notdef`` of the font, while the PDF's text still holds the
character: reading the text proves nothing, the glyphs have to be looked at.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont
from pypdf import PdfReader

#: Outlines of one colour, which LibreOffice can put into a PDF: no Type 1, no bitmaps, no emoji in colours.
_USABLE = ("TrueType", "CFF")
_FC_LIST = ("fc-list", "--format", "%{fontformat}|%{color}|%{charset}\n")
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")
_NOTDEF_IN_TYPE1 = re.compile(rb"dup\s+(\d+)\s*/\.notdef\s+put")


def unprintable(texts: Iterable[str]) -> str:
    """The characters of these texts that no installed font has. Empty too where nobody can tell (no fontconfig)."""
    covered = _covered()
    if not covered:
        return ""
    found = dict.fromkeys(char for text in texts for char in text if _is_drawn(char))
    return "".join(char for char in found if not _holds(covered, ord(char)))


def _is_drawn(char: str) -> bool:
    """Blanks, controls, joiners and variation selectors have no shape of their own."""
    return unicodedata.category(char)[0] not in "ZC" and not 0xFE00 <= ord(char) <= 0xFE0F and ord(char) < 0xE0000


def _holds(ranges: list[tuple[int, int]], code: int) -> bool:
    at = bisect_right(ranges, (code, 0x110000)) - 1
    return at >= 0 and code <= ranges[at][1]


@cache
def _covered() -> list[tuple[int, int]]:
    """What the fonts of this machine have between them: ranges in order, none overlapping."""
    if shutil.which(_FC_LIST[0]) is None:
        return []
    listed = subprocess.run(_FC_LIST, capture_output=True, text=True, timeout=30, check=False).stdout
    merged: list[tuple[int, int]] = []
    for first, last in sorted(set(_ranges(listed))):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _ranges(listed: str) -> Iterator[tuple[int, int]]:
    for line in listed.splitlines():
        form, colour, charset = line.split("|")
        if form not in _USABLE or colour == "True":
            continue
        for part in charset.split():
            first, _dash, last = part.partition("-")
            yield int(first, 16), int(last or first, 16)


def missing(pdf: PdfReader) -> str:
    """The characters that stand as boxes in a PDF. Of several next to each other in one font it may hold the
    first only: ``ToUnicode`` names one character a glyph."""
    fonts = {font.indirect_reference: font for page in pdf.pages for font in _fonts(page)}
    return "".join(dict.fromkeys(char for font in fonts.values() for char in _boxes(font)))


def _fonts(page: Any) -> Iterator[Any]:
    resources = page.get("/Resources", {}).get_object()
    for font in resources.get("/Font", {}).values():
        yield font.get_object()


def _boxes(font: Any) -> Iterator[str]:
    if "/ToUnicode" not in font or "/FontDescriptor" not in font:
        return
    codes = _notdef_codes(font["/FontDescriptor"].get_object())
    for code, text in _MAPPED.findall(font["/ToUnicode"].get_object().get_data()):
        if int(code, 16) in codes:
            yield bytes.fromhex(text.decode()).decode("utf-16-be", "replace")


def _notdef_codes(descriptor: Any) -> set[int]:
    """Codes of a font that was cut down to what the PDF uses: there even ``.notdef`` has a code."""
    if "/FontFile" in descriptor:
        clear_text = descriptor["/FontFile"].get_object().get_data().partition(b"eexec")[0]
        return {int(code) for code in _NOTDEF_IN_TYPE1.findall(clear_text)}
    if "/FontFile2" not in descriptor:
        return set()
    font = TTFont(io.BytesIO(descriptor["/FontFile2"].get_object().get_data()), recalcTimestamp=False)
    glyphs, box = font["glyf"], font["glyf"][font.getGlyphOrder()[0]]
    codes = {code: name for table in font["cmap"].tables for code, name in table.cmap.items()}
    return {code for code, name in codes.items() if box.numberOfContours and glyphs[name] == box}
