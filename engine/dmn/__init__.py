"""Decision tables (DMN 1.3, as dmn-js writes them) evaluated in FEEL."""

from engine.dmn.evaluation import Outcome, Step, evaluate
from engine.dmn.inspection import Where, gap, overlaps, unlisted
from engine.dmn.model import Aggregation, Decision, HitPolicy, Input, Literal, Output, Rule, Table
from engine.dmn.reader import parse_decisions
from engine.dmn.reading import texts
from engine.dmn.requirements import reads

__all__ = [
    "Aggregation",
    "Decision",
    "HitPolicy",
    "Input",
    "Literal",
    "Outcome",
    "Output",
    "Rule",
    "Step",
    "Table",
    "Where",
    "evaluate",
    "gap",
    "overlaps",
    "parse_decisions",
    "reads",
    "texts",
    "unlisted",
]
