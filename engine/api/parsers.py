"""JSON as it may come in: nothing that the tables could not hold or that would exhaust the stack."""

from __future__ import annotations

from typing import Any, Final

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

_DEEPEST: Final = 50


class PlainJSONParser(JSONParser):
    """Refuses text with NUL or lone surrogates, and nesting beyond 50 levels."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
        except (RecursionError, LookupError):  # nested too deeply; an unknown character set
            raise ParseError from None
        _check(found)
        return found


def _check(found: Any) -> None:
    level = [found]
    for _depth in range(_DEEPEST):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                inner += value
            elif isinstance(value, str) and not _storable(value):
                raise ParseError
        if not inner:
            return
        level = inner
    raise ParseError


def _storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
