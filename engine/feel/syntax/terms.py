"""Reading what stands between operators: literals, names, brackets, paths, calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from engine.feel.syntax import nodes
from engine.feel.syntax.lexer import Kind, unquoted
from engine.feel.syntax.mistakes import SyntaxMistake
from engine.feel.syntax.names import KEYWORDS, SEPARATORS
from engine.feel.syntax.nodes import Node
from engine.feel.syntax.phrases import Phrases
from engine.feel.values import numbers

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


# Functions that take a first argument which is not there.
_ASKS = frozenset({"is defined", "get or else"})


def _maybe(node: Node) -> Node:
    if isinstance(node, nodes.Path):
        return dataclasses.replace(node, base=_maybe(node.base))
    return dataclasses.replace(node, may_miss=True) if isinstance(node, nodes.Name) else node


class Terms(Phrases):
    """`expression`, `operand` and `test` belong to the parser above."""

    def term(self) -> Node:
        start = self.token.start
        node = self._primary()
        while self.token.kind is Kind.SIGN:
            sign = self.token.text
            if sign == ".":
                node = self._path(node)
            elif sign == "(":
                node = self._call(node, start)
            elif sign == "[" and not self.bare:
                node = self._filter(node)
            else:
                break
        return node

    @staticmethod
    def as_operand(node: Node) -> Node:
        """A name that is calculated with or compared is a variable, also where a function has it."""
        return dataclasses.replace(node, is_function=False) if isinstance(node, nodes.Name) else node

    def _primary(self) -> Node:
        token = self.token
        if token.kind is Kind.NAME:
            return self._worded()
        if token.kind is Kind.NUMBER:
            self.advance()
            return self._number(token.text, token.start)
        if token.kind is Kind.TEXT:
            self.advance()
            return nodes.Literal(unquoted(token.text), token.start)
        forms: dict[str, Callable[[], Node]] = {
            "(": self._parenthesis,
            "[": self._list,
            "]": self._open_interval,
            "{": self._context,
            "@": self._at,
        }
        if token.kind is Kind.SIGN and token.text in forms:
            return forms[token.text]()
        raise self.unexpected()

    def _number(self, text: str, at: int) -> Node:
        value = numbers.literal(text)
        return nodes.Literal(value, at)

    def _at(self) -> Node:
        start = self.advance().start
        if self.token.kind is not Kind.TEXT:
            raise self.unexpected()
        return nodes.AtLiteral(unquoted(self.advance().text), start)

    def _worded(self) -> Node:
        token = self.token
        known = self.known_name()
        if known is None and token.text in KEYWORDS:
            forms: dict[str, Callable[[], Node]] = {
                "if": self._if,
                "for": self._for,
                "some": self._quantified,
                "every": self._quantified,
                "function": self._function,
            }
            if token.text in _CONSTANTS:
                self.advance()
                return nodes.Literal(_CONSTANTS[token.text], token.start)
            if token.text in forms:
                return forms[token.text]()
            raise self.unexpected()
        if known is not None:
            name, count = known
            after = self.tokens[self.place + count]
            if after.kind is not Kind.NAME or after.text in SEPARATORS or count > 1:
                self.advance(count)
                return nodes.Name(name, token.start, is_function=True, is_property=self.filters > 0)
        return nodes.Name(self.words(), token.start, is_function=True, is_property=self.filters > 0)

    def _path(self, base: Node) -> Node:
        at = self.advance().start
        if self.token.kind is not Kind.NAME:
            raise self.unexpected()
        known = self.members.longest(self.tokens, self.place)
        if known is not None and known[1] > 1:
            self.advance(known[1])
            return nodes.Path(base, known[0], at)
        return nodes.Path(base, self.words(), at)

    def _filter(self, base: Node) -> Node:
        at = self.advance().start
        self.locals_known.append(("item", *self.member_names))
        bare, self.bare = self.bare, False
        self.filters += 1
        condition = self.test()
        self.filters -= 1
        self.bare = bare
        self.locals_known.pop()
        self.expect("]")
        return nodes.Filter(base, condition, at)

    def _call(self, function: Node, at: int) -> Node:
        shown = self.source[at : self.tokens[self.place - 1].end]
        self.advance()
        bare, self.bare = self.bare, False
        arguments: list[Node] = []
        names: list[str] = []
        while not self.is_sign(")"):
            name = self.label()
            if bool(name) != bool(names) and arguments:
                raise self.unexpected()
            if name:
                names.append(name)
            arguments.append(self.test())
            if not self.is_sign(","):
                break
            self.advance()
            if self.is_sign(")"):
                raise self.unexpected()
        self.bare = bare
        self.expect(")")
        if isinstance(function, nodes.Name) and function.name in _ASKS and arguments:
            arguments[0] = _maybe(arguments[0])
        return nodes.Call(function, tuple(arguments), tuple(names), at, shown)

    def _parenthesis(self) -> Node:
        at = self.advance().start
        bare, self.bare = self.bare, False
        inner = self.test()
        if self.is_sign(".."):
            node = self._interval(inner, at, low_included=False)
            self.bare = bare
            return node
        self.bare = bare
        self.expect(")")
        return inner

    def _list(self) -> Node:
        at = self.advance().start
        bare, self.bare = self.bare, False
        items: list[Node] = []
        while not self.is_sign("]"):
            items.append(self.test())
            if len(items) == 1 and self.is_sign(".."):
                self.bare = bare
                return self._interval(items[0], at, low_included=True)
            if not self.is_sign(","):
                break
            self.advance()
            if self.is_sign("]"):
                raise self.unexpected()
        self.bare = bare
        self.expect("]")
        return nodes.ListOf(tuple(items), at)

    def _open_interval(self) -> Node:
        at = self.advance().start
        low = self.operand()
        return self._interval(low, at, low_included=False)

    def _interval(self, low: Node, at: int, *, low_included: bool) -> Node:
        self.expect("..")
        high = self._high_end()
        return nodes.Interval(low, high, low_included, self.advance().text == "]", at)

    def _high_end(self) -> Node:
        """Up to what closes a range, which may be `[`: then a filter was none."""
        start, known, depth, filters = self.place, len(self.locals_known), self.depth, self.filters
        for bare in (False, True):
            self.place, self.depth, self.filters, self.bare = start, depth, filters, bare
            del self.locals_known[known:]
            try:
                node = self.operand()
            except SyntaxMistake:
                if bare:
                    raise
                continue
            if self.token.kind is Kind.SIGN and self.token.text in ("]", ")", "["):
                self.bare = False
                return node
        raise self.unexpected()

    def _context(self) -> Node:
        at = self.advance().start
        bare, self.bare = self.bare, False
        self.locals_known.append(())
        entries: list[tuple[str, Node]] = []
        while not self.is_sign("}"):
            key = self._key()
            self.expect(":")
            self.locals_known[-1] = (*self.locals_known[-1], key)
            entries.append((key, self.test()))
            if not self.is_sign(","):
                break
            self.advance()
            if self.is_sign("}"):
                raise self.unexpected()
        self.locals_known.pop()
        self.bare = bare
        self.expect("}")
        return nodes.ContextOf(tuple(entries), at)

    def _key(self) -> str:
        if self.token.kind is Kind.TEXT:
            return unquoted(self.advance().text)
        return self.new_name(":")
