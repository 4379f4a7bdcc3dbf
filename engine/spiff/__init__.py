"""The only place that knows SpiffWorkflow. In: a diagram. Out: a built specification, a running `Case`,
plain data."""

import logging

from engine.spiff.builder import Built, build, declared_inputs
from engine.spiff.case import Case
from engine.spiff.migration import propose
from engine.spiff.serialization import Specification, load_specs
from engine.spiff.trace import TELLING, widened
from engine.spiff.waits import Failure, Wait
from engine.spiff.workflow import Decide, Decided, Limits, Note, Throw, check_variables

# SpiffWorkflow collects the data of every task for its log records unless these loggers have a level of
# their own.
for _name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)

__all__ = [
    "TELLING",
    "Built",
    "Case",
    "Decide",
    "Decided",
    "Failure",
    "Limits",
    "Note",
    "Specification",
    "Throw",
    "Wait",
    "build",
    "check_variables",
    "declared_inputs",
    "load_specs",
    "propose",
    "widened",
]
