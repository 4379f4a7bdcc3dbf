"""Reading the forms that begin with a word: if, for, some and every, function."""

from __future__ import annotations

from engine.feel.syntax import nodes
from engine.feel.syntax.lexer import Kind
from engine.feel.syntax.nodes import Node
from engine.feel.syntax.stream import Stream
from engine.feel.syntax.typenames import TypeNames


class Phrases(TypeNames, Stream):
    """`expression` and `test` belong to the parser above."""

    def _if(self) -> Node:
        at = self.advance().start
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return nodes.If(condition, then, self.expression(), at)

    def _iterations(self) -> list[nodes.Iteration]:
        found: list[nodes.Iteration] = []
        while True:
            name = self.new_name("in")
            self.expect_word("in")
            values = self.test()
            until = None
            if self.is_sign(".."):
                self.advance()
                until = self.expression()
            self.locals_known.append((name,))
            found.append(nodes.Iteration(name, values, until))
            if not self.is_sign(","):
                return found
            self.advance()

    def _for(self) -> Node:
        at = self.advance().start
        iterations = self._iterations()
        self.expect_word("return")
        self.locals_known.append(("partial",))
        body = self.expression()
        self.forget(len(iterations) + 1)
        return nodes.For(tuple(iterations), body, at)

    def _quantified(self) -> Node:
        word = self.advance()
        iterations = self._iterations()
        self.expect_word("satisfies")
        body = self.expression()
        self.forget(len(iterations))
        return nodes.Quantified(word.text == "every", tuple(iterations), body, word.start)

    def _function(self) -> Node:
        at = self.advance().start
        self.expect("(")
        parameters: list[nodes.Parameter] = []
        while not self.is_sign(")"):
            name = self.new_name(":", ",", ")")
            kind = None
            if self.is_sign(":"):
                self.advance()
                kind = self.type()
            parameters.append(nodes.Parameter(name, kind))
            if not self.is_sign(","):
                break
            self.advance()
        self.expect(")")
        if self.is_sign(":"):
            self.advance()
            self.type()
        is_external = self.token.kind is Kind.NAME and self.token.text == "external"
        if is_external:
            self.advance()
        self.locals_known.append(tuple(parameter.name for parameter in parameters))
        body = self.expression()
        self.forget(1)
        return nodes.FunctionOf(tuple(parameters), body, is_external, at)
