"""Reading expressions: operators by rank."""

from __future__ import annotations

from collections.abc import Collection

from engine.feel.syntax import nodes
from engine.feel.syntax.lexer import Kind, Token
from engine.feel.syntax.mistakes import SyntaxMistake
from engine.feel.syntax.nodes import Node
from engine.feel.syntax.terms import Terms

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _NEGATIVE = range(1, 8)

_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_COMPARE = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WORDS = {"or": _OR, "and": _AND, "between": _COMPARISON, "in": _COMPARISON, "instance": _COMPARISON}


def expression(text: str, names: Collection[str] = (), members: Collection[str] = ()) -> Node:
    """`names` are variables and `members` entries of contexts that need to be known; see `names.unusual`."""
    parser = Parser(text, names, members)
    return _whole(parser, parser.expression)


def unary_tests(text: str, names: Collection[str] = (), members: Collection[str] = ()) -> Node:
    parser = Parser(text, names, members)
    return _whole(parser, parser.cell)


def _whole(parser: Parser, read: object) -> Node:
    try:
        node: Node = read()  # type: ignore[operator]
    except RecursionError:
        raise SyntaxMistake("deep", 0, "") from None
    if parser.token.kind is not Kind.END:
        raise parser.unexpected()
    return node


class Parser(Terms):
    """Expressions and tests over the terms."""

    def expression(self, rank: int = 0) -> Node:
        self.enter()
        left = self._prefix()
        while True:
            found = self._rank()
            if found is None or found <= rank:
                break
            left = self._continued(left, found)
        self.leave()
        return left

    def operand(self) -> Node:
        """An end of a range or of a comparison."""
        return self.expression(_COMPARISON)

    def _prefix(self) -> Node:
        token = self.token
        if token.text == "-" and token.kind is Kind.SIGN:
            self.advance()
            inner = self.expression(_NEGATIVE)
            if isinstance(inner, nodes.Name):
                inner = self.as_operand(inner)
            return nodes.Negative(inner, token.start)
        return self.term()

    def _rank(self) -> int | None:
        token = self.token
        if token.kind is Kind.SIGN:
            return _COMPARISON if token.text in _COMPARE else _ARITHMETIC.get(token.text)
        return _WORDS.get(token.text) if token.kind is Kind.NAME else None

    def _continued(self, left: Node, rank: int) -> Node:
        if rank in (_OR, _AND):
            return self._logic(left, rank)
        left = self.as_operand(left)
        if rank != _COMPARISON:
            return self._chain(left, rank)
        token = self.advance()
        if token.text == "between":
            low = self.operand()
            self.expect_word("and")
            return nodes.Between(left, low, self.operand(), token.start)
        if token.text == "in":
            return nodes.In(left, self._tests_after_in(), token.start)
        if token.text == "instance":
            self.expect_word("of")
            return nodes.InstanceOf(left, self.type(), token.start)
        return nodes.Comparison(token.text, left, self.as_operand(self.operand()), token.start)

    def _logic(self, left: Node, rank: int) -> Node:
        word = "or" if rank == _OR else "and"
        at = self.token.start
        operands = [left]
        while self.token.kind is Kind.NAME and self.token.text == word:
            self.advance()
            operands.append(self.expression(rank))
        return nodes.Logic(rank == _AND, tuple(operands), at)

    def _chain(self, left: Node, rank: int) -> Node:
        at = self.token.start
        rest = []
        while self.token.kind is Kind.SIGN and _ARITHMETIC.get(self.token.text) == rank:
            sign = self.advance()
            rest.append((sign.text, self.as_operand(self.expression(rank)), sign.start))
        return nodes.Chain(left, tuple(rest), at)

    def _tests_after_in(self) -> tuple[Node, ...]:
        if not self.is_sign("("):
            return (self.test(operand=True),)
        start = self.place
        self.advance()
        try:
            tests = self._list_of_tests()
            if self.is_sign(")") and (len(tests) > 1 or isinstance(tests[0], nodes.Operator)):
                self.advance()
                return tuple(tests)
        except SyntaxMistake:
            pass
        self.place = start
        return (self.test(operand=True),)

    def _list_of_tests(self) -> list[Node]:
        tests = [self.test()]
        while self.is_sign(","):
            self.advance()
            tests.append(self.test())
        return tests

    def test(self, *, operand: bool = False) -> Node:
        """`> 5`, a range, or an expression."""
        token = self.token
        if token.kind is Kind.SIGN and token.text in _COMPARE:
            self.advance()
            return nodes.Operator(token.text, self.operand(), token.start)
        return self.operand() if operand else self.expression()

    def cell(self) -> Node:
        """A cell of conditions of a decision table."""
        self.locals_known.append(("?",))
        start: Token = self.token
        if start.text == "-" and start.kind is Kind.SIGN and self.tokens[self.place + 1].kind is Kind.END:
            self.advance()
            return nodes.Tests((), False, start.start)
        if start.text == "not" and self.tokens[self.place + 1].text == "(":
            negated = self._negated()
            if negated is not None:
                return negated
        return nodes.Tests(tuple(self._list_of_tests()), False, start.start)

    def _negated(self) -> Node | None:
        """`not(…)` around the whole cell; None where it is only a part of an expression."""
        start = self.place
        at = self.token.start
        self.advance(2)
        try:
            tests = self._list_of_tests()
            if self.is_sign(")") and self.tokens[self.place + 1].kind is Kind.END:
                self.advance()
                return nodes.Tests(tuple(tests), True, at)
        except SyntaxMistake:
            pass
        self.place = start
        return None
