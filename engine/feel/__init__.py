"""FEEL, the one expression language of diagrams and decision tables.

A text is read once (`syntax`), turned into functions of Python (`compiler`) and kept. Its values (`values`) are those
of the standard: numbers decimal with 34 digits, dates, times, durations, ranges and functions of their own. Nothing of
Python has a name in it, and every evaluation is bounded in time, memory and depth (setting OTOP_FEEL_LIMITS).

Variables go in and results come out as JSON, so every result is null, a boolean, a number, a text, or a list or dict
of these; a range or a function is no data and an error. What cannot be worked out is null, as the standard says; a
name that is not there and a call with a wrong number of arguments are errors.

FEEL's own types come out as ISO 8601 text, and the form of the text states the type:

    date             2026-11-23
    time             10:00:00, 10:00:00Z or 10:00:00+08:00
    date and time    2026-11-23T10:00:00, with Z or an offset if it has a zone
    duration         P2DT3H (days and time), P1Y2M (years and months)

A variable that holds such a text is a text: an expression writes `date(made_on)` to get the date back. Where the
place says what it expects it is read as that: timers, due dates, and inputs of decision tables by their type.
"""

from engine.feel.calendar_functions import CALENDAR
from engine.feel.evaluation import (
    Column,
    Noted,
    Parsed,
    columns,
    evaluate,
    evaluate_all,
    evaluate_noted,
    parse,
    unary_test,
    unary_tests,
)
from engine.feel.expression import Expression, literal_or_feel
from engine.feel.metering import metered

__all__ = [
    "CALENDAR",
    "Column",
    "Expression",
    "Noted",
    "Parsed",
    "columns",
    "evaluate",
    "evaluate_all",
    "evaluate_noted",
    "literal_or_feel",
    "metered",
    "parse",
    "unary_test",
    "unary_tests",
]
