from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import deployments
from portal.registry.models import Product
from tests.portal.certification.fixtures import nothing_gets_stuck
from tests.portal.evaluation.case import Case
from tests.portal.world import BPMN, WEDNESDAY

__all__ = ["nothing_gets_stuck"]

OWN = ("star_application", "sample_inspection", "eval_online")

# The processes of other rooms: one task each, so that these tests stop where their own part stops.
# The tasks that P03 names in `separateFrom` stand on a branch that is never taken.
OTHERS = {
    "eval_third_party": ("ReportThirdParty", "star_evaluator"),
    "eval_onsite": ("ReportOnsite", "star_evaluator"),
    "certification_issue": ("Issue", "certificate_officer"),
}
NAMED_ELSEWHERE = (
    "SelectAgency",
    "AnswerOrder",
    "AdoptReport",
    "ScheduleVisit",
    "RecordVisit",
    "GiveOpinion",
    "Discuss",
    "WriteReport",
    "Countersign",
    "AcceptReport",
)

STAND_IN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="D_{key}" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="{key}" name="{key}" isExecutable="true">
    <bpmn:startEvent id="Begun" />
    <bpmn:exclusiveGateway id="Way" default="F_{task}" />
    <bpmn:sequenceFlow id="F_Way" sourceRef="Begun" targetRef="Way" />
    <bpmn:endEvent id="Over" />
    {tasks}
  </bpmn:process>
</bpmn:definitions>"""
TASK = """
    <bpmn:sequenceFlow id="F_{id}" sourceRef="Way" targetRef="{id}">{condition}</bpmn:sequenceFlow>
    <bpmn:userTask id="{id}" name="{id}"><bpmn:extensionElements>
      <zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="{group}" />
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="F_{id}_Over" sourceRef="{id}" targetRef="Over" />"""
NEVER = "<bpmn:conditionExpression>=star = 0</bpmn:conditionExpression>"


def stand_in(key: str) -> bytes:
    task, group = OTHERS[key]
    also = NAMED_ELSEWHERE if key == "eval_onsite" else ()
    tasks = [TASK.format(id=task, group=group, condition="")]
    tasks += [TASK.format(id=name, group=group, condition=NEVER) for name in also]
    return STAND_IN.format(key=key, task=task, tasks="".join(tasks)).encode()


def process_files() -> dict[str, bytes]:
    own = {
        path.relative_to(BPMN).as_posix(): path.read_bytes()
        for folder in OWN
        for path in sorted((BPMN / folder).iterdir())
    }
    return own | {f"{key}.bpmn": stand_in(key) for key in OTHERS}


@pytest.fixture
def star_processes(people: Any, clock: Any) -> None:
    """P03, P04 and P05 as they are, deployed on a Wednesday at ten."""
    clock.set(WEDNESDAY)
    deployments.deploy(process_files())


@pytest.fixture
def apply(star_processes: None, people: Any, tea: Product) -> Callable[..., Case]:
    """`apply(star=1)`: the owner opens an application for the tea."""

    def open_case(*, star: int, product: Product | None = None) -> Case:
        return Case(people, product or tea, star=star)

    return open_case


@pytest.fixture
def draw_rate(settings: Any) -> Callable[[float], None]:
    """Set the share of samples that go to the laboratory."""

    def set_rate(rate: float) -> None:
        settings.OTOP_DRAW_RATE = rate

    return set_rate


@pytest.fixture
def no_draw(draw_rate: Callable[[float], None]) -> None:
    """Only what the rules send to the laboratory goes there."""
    draw_rate(0)


@pytest.fixture
def accepted(apply, people):
    """An accepted application, on its way to the sample."""

    def open_case(*, star: int = 1, product: Product | None = None):
        case = apply(star=star, product=product)
        case.accept()
        return case

    return open_case
