"""FEEL, the one expression language of diagrams and decision tables.

Evaluated by feelin (the interpreter of bpmn.io's editors) inside an embedded JavaScript engine with limits on
memory, time and stack. Variables go in and results come out as JSON; dates, times and durations come out as
ISO 8601 text.
"""

from engine.feel.evaluation import Parsed, evaluate, evaluate_all, parse, unary_test, unary_tests
from engine.feel.expression import Expression, literal_or_feel

__all__ = [
    "Expression",
    "Parsed",
    "evaluate",
    "evaluate_all",
    "literal_or_feel",
    "parse",
    "unary_test",
    "unary_tests",
]
