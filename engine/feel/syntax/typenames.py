"""Reading the names of types."""

from __future__ import annotations

from engine.feel.syntax.lexer import Kind
from engine.feel.syntax.names import Known
from engine.feel.syntax.stream import Stream
from engine.feel.values.types import ANY, NAMES, Type

_KNOWN = Known(NAMES)


class TypeNames(Stream):
    def type(self) -> Type:
        self.enter()
        found = self._type()
        self.leave()
        return found

    def _type(self) -> Type:
        if self.token.kind is not Kind.NAME:
            raise self.unexpected()
        known = _KNOWN.longest(self.tokens, self.place)
        if known is None:
            return self._named()
        name, count = known
        after = self.tokens[self.place + count]
        if after.kind is Kind.SIGN and after.text == ".":
            return self._named()
        self.advance(count)
        name = NAMES[name]
        if not self.is_sign("<"):
            return Type(name)
        self.advance()
        if name == "context":
            return self._context_type()
        if name == "function":
            return self._function_type()
        inner = self.type()
        self.expect(">")
        return Type(name, (inner,))

    def _named(self) -> Type:
        """Of an item definition, perhaps of another model: `model.tName`."""
        words = self.words()
        while self.is_sign("."):
            self.advance()
            words += "." + self.words()
        return Type(words)

    def _context_type(self) -> Type:
        entries = []
        while not self.is_sign(">"):
            name = self.new_name(":")
            self.expect(":")
            entries.append((name, self.type()))
            if not self.is_sign(","):
                break
            self.advance()
        self.expect(">")
        return Type("context", entries=tuple(entries))

    def _function_type(self) -> Type:
        parts = []
        while not self.is_sign(">"):
            parts.append(self.type())
            if not self.is_sign(","):
                break
            self.advance()
        self.expect(">")
        if not self.is_sign("->"):
            return Type("function", (*parts, ANY))
        self.advance()
        return Type("function", (*parts, self.type()))
