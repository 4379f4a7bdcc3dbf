"""JSON as it may come in: nothing that the tables could not hold or that would exhaust the stack."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

_DEEPEST: Final = 50
_READ: Final = "body_as_json"
#: Control characters but for blanks and line ends, half characters, and what is no character.
_REFUSED: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class PlainJSONParser(JSONParser):
    """Refuses text that is not plain, and nesting beyond 50 levels."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        asked = (parser_context or {}).get("request")
        if (read := getattr(asked, _READ, None)) is not None:
            return read[0]
        try:
            found = super().parse(stream, media_type, parser_context)
        except (RecursionError, LookupError):  # nested too deeply; an unknown character set
            raise ParseError from None
        if not is_plain_json(found):
            raise ParseError
        return found


def is_plain(text: str) -> bool:
    """Text that tables, pages and documents can hold."""
    return _REFUSED.search(text) is None


def is_plain_json(found: Any) -> bool:
    """Plain text throughout, numbers that are numbers, at most 50 levels."""
    level = [found]
    for _depth in range(_DEEPEST):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                inner += value
            elif not _is_plain_value(value):
                return False
        if not inner:
            return True
        level = inner
    return False


def _is_plain_value(value: Any) -> bool:
    if isinstance(value, str):
        return is_plain(value)
    return not isinstance(value, float) or math.isfinite(value)


def is_plain_if_json(request: HttpRequest) -> bool:
    """False only for a body of JSON that must not come in; what is no JSON at all is for others to judge. What was read
    here need not be read again by the parser, where both take it for the same letters."""
    try:
        found = json.loads(request.body, parse_constant=_no_number)
    except (RecursionError, NotANumber):
        return False
    except ValueError:
        return True
    if not is_plain_json(found):
        return False
    if request.encoding in (None, "utf-8") and json.detect_encoding(request.body) == "utf-8":
        setattr(request, _READ, (found,))
    return True


class NotANumber(ValueError):
    """`NaN` and its like, which Python reads and PostgreSQL does not."""


def _no_number(_written: str) -> NoReturn:
    raise NotANumber
