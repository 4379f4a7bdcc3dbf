"""Regular expressions written by managers: JavaScript's dialect, run by ``re`` on short text only.

``re`` backtracks, so a pattern such as ``(a+)+$`` can take years on forty characters. Patterns whose worst
case is worse than about the cube of the text's length are refused when the schema is read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import log10
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any

MAX_PATTERN = 300
MAX_TEXT = 256
#: 10^7.5 tries: three open repeats over 256 characters (``^[^@]+@[^@]+\\.[^@]+$``), about a second at worst.
_LIMIT = 7.5
#: Back references make any estimate void; the others do not exist in JavaScript.
_NOT_IN_BROWSERS = frozenset(
    getattr(sre, name)
    for name in ("GROUPREF", "GROUPREF_EXISTS", "ATOMIC_GROUP", "POSSESSIVE_REPEAT")
    if hasattr(sre, name)
)


class PatternRefused(ValueError):
    """The pattern is not understood, or could run for too long."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready to run; raises ``PatternRefused``."""
    if len(pattern) > MAX_PATTERN:
        raise PatternRefused("too long")
    python = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)
    try:
        tree = sre_parser.parse(python, re.ASCII)
        result = re.compile(python, re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternRefused("not understood") from error
    if _ways(tree) + (0 if _is_anchored(tree) else log10(MAX_TEXT)) > _LIMIT:
        raise PatternRefused("could take too long")
    return result


def matches(pattern: str, text: str) -> bool:
    """Like JavaScript's ``RegExp.test``: found anywhere. Text above ``MAX_TEXT`` never matches."""
    return len(text) <= MAX_TEXT and compiled(pattern).search(text) is not None


def _ways(tree: Any) -> float:
    """How many ways (as a power of ten) the matcher may have to try: the product of its free choices."""
    total = 0.0
    for operator, argument in tree:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = argument
            high = min(int(high), MAX_TEXT)
            total += log10(max(high - int(low), 0) + 1) + high * _ways(body)
        elif operator is sre.SUBPATTERN:
            total += _ways(argument[-1])
        elif operator is sre.BRANCH:
            total += log10(sum(10 ** min(_ways(branch), _LIMIT + 1) for branch in argument[1]))
        elif operator in (sre.ASSERT, sre.ASSERT_NOT):
            total += _ways(argument[1])
        elif operator in _NOT_IN_BROWSERS:
            raise PatternRefused("not offered")
    return total


def _is_anchored(tree: Any) -> bool:
    return len(tree) > 0 and tree[0] == (sre.AT, sre.AT_BEGINNING)
