"""Regular expressions as XPath writes them, run by an engine whose time grows with the text only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from engine.feel.functions import characters
from engine.feel.run import Fault

_FLAGS = frozenset("smixq")
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 2 * 1024 * 1024

Pattern = Any  # re2 has no types


@lru_cache(maxsize=64)
def compiled(pattern: str, flags: str) -> Pattern:
    """Fault where it is none, or refers back to a group: that cannot be run in bounded time."""
    if not set(flags) <= _FLAGS:
        raise Fault("bad-pattern", flags)
    text = re2.escape(pattern) if "q" in flags else _Translation(pattern, flags).text()
    modes = "".join(flag for flag in "smi" if flag in flags)
    try:
        return re2.compile(f"(?{modes}:{text})" if modes else text, _OPTIONS)
    except re2.error:
        raise Fault("bad-pattern", pattern) from None


class _Translation:
    """Walks a pattern and writes it as RE2 reads it."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.source = _without_space(pattern) if "x" in flags else pattern
        self.flags = flags
        self.place = 0

    def text(self) -> str:
        parts = []
        while self.place < len(self.source):
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        char = self.source[self.place]
        if char == "\\":
            return characters.written(self._escape())
        if char == "[":
            found, self.place = characters.read_class(self.source, self.place)
            return characters.written(found)
        self.place += 1
        if char == "." and "s" not in self.flags:
            return r"[^\n\r]"
        if char == "(" and self.source.startswith("?", self.place) and not self.source.startswith("?:", self.place):
            raise Fault("bad-pattern", self.source)
        return char

    def _escape(self) -> characters.Set:
        if self.place + 1 < len(self.source) and self.source[self.place + 1].isdigit():
            raise Fault("bad-pattern", self.source)
        found, self.place = characters.read_escape(self.source, self.place)
        return found


def _without_space(pattern: str) -> str:
    """Space counts only inside a class that is not the name of one."""
    kept: list[str] = []
    depth, place = 0, 0
    while place < len(pattern):
        char = pattern[place]
        name = re.match(r"\\\s*[pP]\s*\{[^}]*\}", pattern[place:])
        if name:
            kept.append("".join(name[0].split()))
            place += name.end()
            continue
        if char == "\\" and depth == 0:
            rest = pattern[place + 1 :].lstrip(" \t\n\r")
            kept.append("\\" + rest[:1])
            place = len(pattern) - len(rest) + 1
            continue
        if char == "\\":
            kept.append(pattern[place : place + 2])
            place += 2
            continue
        depth += (char == "[") - (char == "]")
        if depth > 0 or char not in " \t\n\r":
            kept.append(char)
        place += 1
    return "".join(kept)


def replacement(text: str, groups: int, *, is_literal: bool) -> list[str | int]:
    """The parts of a replacement: texts, and numbers of groups. Fault where `$` or `\\` stand alone."""
    if is_literal:
        return [text]
    parts: list[str | int] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char == "\\":
            if text[place + 1 : place + 2] not in ("\\", "$"):
                raise Fault("bad-pattern", text)
            parts.append(text[place + 1])
            place += 2
        elif char == "$":
            number, place = _group(text, place + 1, groups)
            parts.append(number if number <= groups else "")
        else:
            parts.append(char)
            place += 1
    return parts


def _group(text: str, place: int, groups: int) -> tuple[int, int]:
    """As many digits as make the number of a group; one at least."""
    if not text[place : place + 1].isdecimal():
        raise Fault("bad-pattern", text)
    end = place + 1
    while text[end : end + 1].isdecimal() and int(text[place : end + 1]) <= groups:
        end += 1
    return int(text[place:end]), end
