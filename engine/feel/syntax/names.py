"""Names that need to be known to be read: `risk-level`, `date and time`, `Loan and Product`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.feel.syntax.lexer import Kind, Token, tokens
from engine.feel.syntax.mistakes import SyntaxMistake

# What stands between expressions; an unknown name ends before it.
SEPARATORS = frozenset({"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies"})
KEYWORDS = SEPARATORS | {"if", "for", "some", "every", "function", "true", "false", "null"}
# What a name may hold besides its words.
SIGNS = frozenset("+-*/.'")

_SIMPLE = re.compile(r"[^\W\d]\w*\Z")

_seen: set[str] = set()
_SEEN_MOST = 20_000


class Known:
    """Names by their first word."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        words = words_of(name)
        if words:
            self._by_first.setdefault(words[0], []).append((words, name))

    def longest(self, source: Sequence[Token], at: int) -> tuple[str, int] | None:
        """The longest known name that begins at a token, and how many tokens it takes."""
        best: tuple[str, int] | None = None
        for words, name in self._by_first.get(source[at].text, ()):
            count = len(words)
            if (best is None or count > best[1]) and all(
                source[min(at + place, len(source) - 1)].text == words[place] for place in range(1, count)
            ):
                best = name, count
        return best


# The built-in functions, which enter themselves.
FUNCTIONS = Known()


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The tokens of a name; empty where it cannot be written."""
    try:
        found = tokens(name)[:-1]
    except SyntaxMistake:
        return ()
    if not found or any(token.kind is Kind.TEXT for token in found):
        return ()
    return tuple(token.text for token in found)


def is_simple(name: str) -> bool:
    return _SIMPLE.match(name) is not None and name not in KEYWORDS


def unusual(variables: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that change how a text is read: those of variables, and those inside contexts."""
    mine = _unusual_of(variables)
    inner: set[str] = set()
    _collect(variables, inner, 0)
    return mine, frozenset(inner)


_NONE: frozenset[str] = frozenset()
_DEEPEST = 20


def _collect(holder: Mapping[str, Any], found: set[str], depth: int) -> None:
    for value in holder.values():
        if type(value) is list and value and type(value[0]) is dict:
            value = value[0]
        if type(value) is dict and value and depth < _DEEPEST:
            found |= _unusual_of(value)
            _collect(value, found, depth + 1)


def _unusual_of(holder: Mapping[str, Any]) -> frozenset[str]:
    if _seen.issuperset(holder):
        return _NONE
    strange = {name for name in holder if isinstance(name, str) and not is_simple(name)}
    if len(_seen) < _SEEN_MOST:
        _seen.update(name for name in holder if name not in strange)
    return frozenset(strange)


def joined(words: Collection[str]) -> str:
    return " ".join(words)
