"""A text cut into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from engine.feel.syntax.mistakes import SyntaxMistake


class Kind(Enum):
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as written; `start` and `end` count characters from 0."""

    kind: Kind
    text: str
    start: int
    end: int


_NAME_START = (
    r"?_A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_PART = _NAME_START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
# Full-width punctuation lies inside the ranges of names; as a sign it is a slip of the keyboard.
_NOT_IN_NAMES = r"\u3001\u3002\u3008-\u3011\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF5D"

_TOKEN = re.compile(
    rf"""
    (?P<space>(?:[\s\u0085\u180E\u200B\uFEFF]|//[^\n\r]*|/\*.*?\*/)+)
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<name>(?![{_NOT_IN_NAMES}])[{_NAME_START}](?:(?![{_NOT_IN_NAMES}])[{_NAME_PART}])*)
    |(?P<sign>\.\.\.|\.\.|\*\*|->|<=|>=|!=|[-+*/=<>()\[\]{{}},.:@'])
    """,
    re.VERBOSE | re.DOTALL,
)

_KINDS = {kind.value: kind for kind in Kind}


def tokens(source: str) -> list[Token]:
    """All tokens without the space between them, and an END."""
    found: list[Token] = []
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise _unreadable(source, place)
        kind = match.lastgroup
        if kind != "space":
            found.append(Token(_KINDS[str(kind)], match.group(), place, match.end()))
        place = match.end()
    found.append(Token(Kind.END, "", place, place))
    return found


def _unreadable(source: str, place: int) -> SyntaxMistake:
    if source[place] == '"' or source.startswith("/*", place):
        return SyntaxMistake("incomplete", len(source), source[place:])
    return SyntaxMistake("syntax", place, source[place])


_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def unquoted(text: str) -> str:
    """What a text in quotes says. An escape that is none stays as it is written, as in the pattern "\\d"."""
    inner = text[1:-1]
    return joined(_ESCAPE.sub(_unescaped, inner)) if "\\" in inner else inner


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    return _PLAIN.get(code, match[0])


def joined(text: str) -> str:
    """Two escapes that are the halves of one character become it; a half alone is no character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALF.search(text) else text


_HALF = re.compile("[\ud800-\udfff]")
