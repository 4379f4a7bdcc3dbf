"""Some people, and a task that several may or may not have."""

from typing import Any

import pytest

from engine import runtime
from engine.models import UserTask
from tests.engine.bare import bare_engine
from tests.engine.runtime.world import deploy, open_task, person
from tests.engine.spiff.diagrams import diagram, end, path, start, user, zeebe

__all__ = ["bare_engine"]

APART = zeebe("properties", zeebe("property", name="separateFrom", value="A, X"))
TWO = diagram(
    start(),
    user("A", candidateGroups="reviewers"),
    user("B", candidateGroups="deciders", extensions=zeebe("formDefinition", formId="decision") + APART),
    end(),
    path("S", "A", "B", "E"),
)


@pytest.fixture
def li(db: Any) -> Any:
    return person("li", "reviewers")


@pytest.fixture
def operator(db: Any) -> Any:
    return person("qian")


@pytest.fixture
def task(db: Any) -> UserTask:
    """The decision; `first` did the review before it."""
    deploy(TWO, forms=["decision"])
    runtime.start("p", business_key="R1")
    runtime.complete_task(open_task("A").pk, answers={}, by=person("first", "reviewers", "deciders"))
    return open_task("B")
