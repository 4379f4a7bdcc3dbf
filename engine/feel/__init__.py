"""FEEL, the one expression language of diagrams and decision tables.

Evaluated by feelin (the interpreter of bpmn.io's editors) inside an embedded JavaScript engine with limits on
memory, time and stack (setting OTOP_FEEL_LIMITS). Variables go in and results come out as JSON, so every result is
null, a boolean, a number, a text, or a list or dict of these; a range or a function is no data and an error.

FEEL's own types come out as ISO 8601 text, and the form of the text states the type:

    date             2026-11-23
    time             10:00:00, 10:00:00Z or 10:00:00+08:00
    date and time    2026-11-23T10:00:00, with Z or an offset if it has a zone
    duration         P2DT3H (days and time), P1Y2M (years and months)

A variable that holds such a text is a text: an expression writes `date(made_on)` to get the date back. Where the
place says what it expects it is read as that: timers, due dates, and inputs of decision tables by their type.
"""

from engine.feel.calendar_functions import CALENDAR
from engine.feel.evaluation import Column, Parsed, columns, evaluate, evaluate_all, parse, unary_test, unary_tests
from engine.feel.expression import Expression, literal_or_feel
from engine.feel.metering import metered

__all__ = [
    "CALENDAR",
    "Column",
    "Expression",
    "Parsed",
    "columns",
    "evaluate",
    "evaluate_all",
    "literal_or_feel",
    "metered",
    "parse",
    "unary_test",
    "unary_tests",
]
