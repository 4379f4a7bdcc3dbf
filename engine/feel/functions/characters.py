"""Classes of characters in patterns: `[A-Z-[OI]]`, `\\p{IsBasicLatin}`, `\\i`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.run import Fault

_LAST = sys.maxunicode
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Set:
    """`raw` is what RE2 understands inside `[…]`; `minus` is taken away from it. `bare`: it needs no brackets."""

    raw: str
    negated: bool = False
    minus: Set | None = None
    bare: bool = False


_SINGLE = {"n": "\\n", "r": "\\r", "t": "\\t"}
_INITIAL = r"A-Za-z_:\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}"  # noqa: E501
_CLASSES = {
    "d": r"\p{Nd}",
    "s": r" \t\n\r",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "i": _INITIAL,
    "c": _INITIAL + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}",
}
_PUNCTUATION = "\\|.?*+(){}[]-^$"
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)
_BLOCKS = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Thai": (0xE00, 0xE7F),
    "HangulJamo": (0x1100, 0x11FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


def read_escape(source: str, place: int) -> tuple[Set, int]:
    """What stands behind a backslash, and where it ends."""
    code = source[place + 1 : place + 2]
    if code in _SINGLE:
        return Set(_SINGLE[code], bare=True), place + 2
    if code and code in _PUNCTUATION:
        return Set("\\" + code, bare=True), place + 2
    if code.lower() in _CLASSES and code:
        return Set(_CLASSES[code.lower()], negated=code.isupper()), place + 2
    if code in ("p", "P") and code:
        end = source.find("}", place)
        if source[place + 2 : place + 3] != "{" or end < 0:
            raise Fault("bad-pattern", source)
        return Set(_named(source, source[place + 3 : end]), negated=code == "P"), end + 1
    raise Fault("bad-pattern", source)


def _named(source: str, name: str) -> str:
    if name in _CATEGORIES:
        return f"\\p{{{name}}}"
    block = _BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if block is None:
        raise Fault("bad-pattern", source)
    return _range_text(*block)


def read_class(source: str, place: int) -> tuple[Set, int]:
    """`[…]`, perhaps with another taken away at its end."""
    place += 1
    negated = source.startswith("^", place)
    place += negated
    parts: list[str] = []
    minus: Set | None = None
    first = True
    while True:
        char = source[place : place + 1]
        if not char:
            raise Fault("bad-pattern", source)
        if char == "]" and not first:
            place += 1
            break
        if char == "-" and source.startswith("-[", place):
            minus, place = read_class(source, place + 1)
            if not source.startswith("]", place):
                raise Fault("bad-pattern", source)
            place += 1
            break
        if char in "[]":
            raise Fault("bad-pattern", source)
        part, place = _member(source, place)
        parts.append(part)
        first = False
    if not parts:
        raise Fault("bad-pattern", source)
    return Set("".join(parts), negated, minus), place


def _member(source: str, place: int) -> tuple[str, int]:
    """A character, a class, or a range of characters."""
    if source[place] == "\\":
        found, place = read_escape(source, place)
        if not found.bare:
            return (_complement(found.raw) if found.negated else found.raw), place
        low = found.raw
    else:
        low, place = _quoted(source[place]), place + 1
    if source[place : place + 1] != "-" or source[place + 1 : place + 2] in ("]", "[", ""):
        return low, place
    place += 1
    if source[place] == "\\":
        found, place = read_escape(source, place)
        if not found.bare:
            raise Fault("bad-pattern", source)
        return f"{low}-{found.raw}", place
    return f"{low}-{_quoted(source[place])}", place + 1


def _quoted(char: str) -> str:
    return "\\" + char if char in "\\^-[]&~" else char


def _complement(raw: str) -> str:
    return "".join(_range_text(*span) for span in _inverted(ranges(Set(raw))))


def written(found: Set) -> str:
    if found.bare:
        return found.raw
    if found.minus is None:
        return f"[{'^' if found.negated else ''}{found.raw}]"
    spans = _without(ranges(found), ranges(found.minus))
    if not spans:
        return r"[^\x{0}-\x{10FFFF}]"
    return f"[{''.join(_range_text(*span) for span in spans)}]"


def _range_text(low: int, high: int) -> str:
    return f"\\x{{{low:X}}}-\\x{{{high:X}}}"


@lru_cache(maxsize=64)
def ranges(found: Set) -> Ranges:
    """Every code point of a set, in runs."""
    import re2  # noqa: PLC0415 - only differences of classes need it

    test = re2.compile(f"[{'^' if found.negated else ''}{found.raw}]")
    spans: list[tuple[int, int]] = []
    start = None
    for code in range(_LAST + 1):
        holds = not 0xD800 <= code <= 0xDFFF and test.fullmatch(chr(code)) is not None
        if holds and start is None:
            start = code
        elif not holds and start is not None:
            spans.append((start, code - 1))
            start = None
    if start is not None:
        spans.append((start, _LAST))
    return _without(tuple(spans), ranges(found.minus)) if found.minus is not None else tuple(spans)


def _inverted(spans: Ranges) -> Ranges:
    return _without(((0, _LAST),), spans)


def _without(spans: Ranges, taken: Ranges) -> Ranges:
    left = list(spans)
    for low, high in taken:
        rest = []
        for start, end in left:
            if high < start or low > end:
                rest.append((start, end))
                continue
            if start < low:
                rest.append((start, low - 1))
            if end > high:
                rest.append((high + 1, end))
        left = rest
    return tuple(left)
