"""The table of constructs is what the gate decides: refused by name and with the table's reason, or drawn."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from engine.bpmn.constructs import TABLE, Verdict
from engine.bpmn.constructs.document import PAGE, page, refused_types
from engine.gate import dialect
from tests.engine.gate.refused_constructs import DRAWN, REFUSED
from tests.engine.gate.world import findings_of

# Refused by rules that say more than the table does: which gateway, which link.
TOLD_ELSEWHERE = {
    "startEvent+timerEventDefinition", "eventSubProcess/startEvent+none", "parallelGateway/conditionExpression",
    "eventBasedGateway/conditionExpression", "default/conditionExpression", "conditionExpression@language",
    "errorBoundary@cancelActivity=false", "errorStart@isInterrupting=false", "interrupting/timeCycle",
    "link/without catch", "link/without throw", "link/two catches", "catch/ioMapping>input",
}  # fmt: skip


def rows(verdict: Verdict) -> list[str]:
    return [key for key, row in TABLE.items() if row.verdict is verdict]


@pytest.mark.parametrize("key", rows(Verdict.REFUSED))
def test_what_the_table_refuses_is_refused_by_name_and_says_why(key: str):
    source, element = REFUSED[key]
    found = [finding for finding in findings_of(source) if finding.severity == "error" and finding.element == element]
    assert found
    assert key in TOLD_ELSEWHERE or str(TABLE[key].note) in [finding.hint for finding in found]


@pytest.mark.parametrize("key", rows(Verdict.DRAWN))
def test_what_is_only_drawn_passes(key: str):
    assert [finding for finding in findings_of(DRAWN[key]) if finding.severity == "error"] == []


def test_every_example_belongs_to_a_row():
    assert set(REFUSED) == set(rows(Verdict.REFUSED))
    assert set(DRAWN) == set(rows(Verdict.DRAWN))
    assert set(rows(Verdict.REFUSED)) >= TOLD_ELSEWHERE


def test_every_element_of_the_dialect_has_a_row():
    known = {key.partition("+")[0] for key in TABLE} | set(TABLE)
    assert known >= dialect.FLOW_NODES
    assert {f"zeebe:{name}" for name in dialect.EXTENSIONS if name not in _PARTS} <= known
    assert not {key for key, row in TABLE.items() if row.is_refused} & dialect.ELEMENTS.keys()


_PARTS = {"header", "input", "output", "ioMapping", "property"}  # told with what holds them


def test_the_page_about_coverage_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "manage.py bpmn_coverage --write"


def test_an_editor_can_ask_which_elements_it_need_not_offer(capsys: pytest.CaptureFixture[str]):
    call_command("bpmn_coverage", "--refused")
    offered = json.loads(capsys.readouterr().out)
    assert offered == refused_types()
    complex_gateway = {"type": "bpmn:ComplexGateway", "event": None, "scope": None}
    assert complex_gateway | {"reason": str(TABLE["complexGateway"].note)} in offered
    types = {(row["type"], row["event"], row["scope"]) for row in offered}
    assert ("bpmn:StartEvent", "bpmn:TimerEventDefinition", "process") in types
    assert ("bpmn:StartEvent", "bpmn:TimerEventDefinition", "eventSubProcess") not in types
    assert ("bpmn:BoundaryEvent", "bpmn:TimerEventDefinition", None) not in types
