"""The tokens of a text and where the reader stands among them, with the names that it knows there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from functools import lru_cache

from engine.feel.syntax.lexer import Kind, Token, tokens
from engine.feel.syntax.mistakes import SyntaxMistake
from engine.feel.syntax.names import FUNCTIONS, SEPARATORS, SIGNS, Known, words_of
from engine.feel.syntax.nodes import Node

_DEEPEST = 100


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> Known:
    return Known(names)


class Stream(ABC):
    def __init__(self, source: str, names: Collection[str], members: Collection[str]) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.place = 0
        self.names = _known(frozenset(names))
        self.member_names = tuple(members)
        self.members = _known(frozenset(members))
        self.locals_known: list[tuple[str, ...]] = []
        # Inside the second end of a range `[` may close it.
        self.bare = False
        self.depth = 0
        self.filters = 0

    @abstractmethod
    def expression(self, rank: int = 0) -> Node: ...

    @abstractmethod
    def operand(self) -> Node: ...

    @abstractmethod
    def test(self, *, operand: bool = False) -> Node: ...

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def advance(self, count: int = 1) -> Token:
        """Step over tokens; the first of them."""
        token = self.tokens[self.place]
        self.place = min(self.place + count, len(self.tokens) - 1)
        return token

    def is_sign(self, text: str) -> bool:
        token = self.tokens[self.place]
        return token.text == text and token.kind is Kind.SIGN

    def expect(self, sign: str) -> Token:
        if not self.is_sign(sign):
            raise self.unexpected()
        return self.advance()

    def expect_word(self, word: str) -> Token:
        if self.token.kind is not Kind.NAME or self.token.text != word:
            raise self.unexpected()
        return self.advance()

    def unexpected(self) -> SyntaxMistake:
        token = self.token
        if token.kind is Kind.END:
            return SyntaxMistake("incomplete", token.start, "")
        return SyntaxMistake("syntax", token.start, token.text)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxMistake("deep", self.token.start, "")

    def leave(self) -> None:
        self.depth -= 1

    def forget(self, count: int) -> None:
        del self.locals_known[-count:]

    def known_name(self) -> tuple[str, int] | None:
        """The longest known name here, and how many tokens it takes."""
        best = self.names.longest(self.tokens, self.place)
        for names in self.locals_known:
            for name in names:
                best = self._longer(best, name)
        found = FUNCTIONS.longest(self.tokens, self.place)
        if found is None or (best is not None and found[1] <= best[1]):
            return best
        is_called = self.tokens[self.place + found[1]].text == "("
        return found if is_called or not SEPARATORS.intersection(found[0].split()) else best

    def _longer(self, best: tuple[str, int] | None, name: str) -> tuple[str, int] | None:
        words = words_of(name)
        count = len(words)
        if not count or (best is not None and best[1] >= count):
            return best
        here = self.tokens[self.place : self.place + count]
        return (name, count) if tuple(token.text for token in here) == words else best

    def words(self) -> str:
        """A name that need not be known: words up to whatever separates expressions."""
        found = [self.advance().text]
        while self.token.kind is Kind.NAME and self.token.text not in SEPARATORS:
            found.append(self.advance().text)
        return " ".join(found)

    def new_name(self, *ends: str) -> str:
        """A name that is given here, up to what ends it."""
        start = self.place
        while self.token.text not in ends or self.place == start:
            token = self.token
            if token.kind is Kind.NAME or (
                self.place > start and (token.kind is Kind.NUMBER or (token.kind is Kind.SIGN and token.text in SIGNS))
            ):
                self.advance()
                continue
            raise self.unexpected()
        return " ".join(self.source[self.tokens[start].start : self.tokens[self.place - 1].end].split())

    def label(self) -> str:
        """The name of an argument with its colon, or nothing where none stands here."""
        place = self.place
        while self.tokens[place].kind is Kind.NAME:
            place += 1
        if place == self.place or self.tokens[place].text != ":":
            return ""
        name = " ".join(token.text for token in self.tokens[self.place : place])
        self.place = place + 1
        return name
