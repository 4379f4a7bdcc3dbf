"""Files made to bring the gate down, or to have something executed: refused in a sentence, and nothing happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import budget
from engine.bpmn import with_flow_ids
from engine.gate.check import check
from engine.gate.files import limits
from engine.gate.findings import Finding
from tests.engine.gate import hostile
from tests.engine.gate.world import Around, chain, diagram, errors_of, findings_of

pytestmark = pytest.mark.timeout(30)


def rules_of(files: dict[str, bytes]) -> set[str]:
    with budget.within(limits().seconds):
        found = check(files, Around())
    assert len(found) <= 201
    return {finding.rule for finding in found if finding.severity == "error"}


@pytest.mark.parametrize("content", hostile.XML.values(), ids=hostile.XML)
def test_hostile_xml_is_refused(content: bytes):
    for name in ("p.bpmn", "s.dmn"):
        (finding,) = check({name: content}, Around())
        assert finding.rule in ("xml-refused", "not-bpmn", "decision")
        assert len(finding.message) < 200


@pytest.mark.parametrize("code", hostile.CODE)
def test_code_is_refused_wherever_an_expression_may_stand(code: str):
    Path(hostile.TOUCH).unlink(missing_ok=True)
    for site, source in hostile.expression_sites(code).items():
        assert errors_of(source), site
    for site, source in hostile.cells(code).items():
        assert rules_of({"s.dmn": source}) == {"decision"}, site
    assert not Path(hostile.TOUCH).exists()


@pytest.mark.parametrize("source", hostile.TIMERS)
def test_absurd_timers_are_refused(source: bytes):
    assert {rule for rule, _element in errors_of(source)} <= {
        "timer-malformed",
        "cycle-endless",
        "cycle-too-many",
        "cycle-too-frequent",
    }
    assert errors_of(source)


def test_processes_that_call_each_other_for_ever_are_refused():
    assert rules_of(hostile.ENDLESS_CALLS) == {"call-endless"}


def test_a_call_cycle_through_what_is_deployed_is_refused():
    around = Around(processes={"b"}, diagrams={"b": hostile.ENDLESS_CALLS["b.bpmn"]})
    found = check({"a.bpmn": hostile.ENDLESS_CALLS["a.bpmn"]}, around)
    assert [(finding.rule, finding.element) for finding in found] == [("call-endless", "call")]


@pytest.mark.parametrize(
    ("name", "rules"), [("10⁴ nodes", {"diagram-too-large"}), ("30,000 messages", {"diagram-too-large"})]
)
def test_what_is_too_much_is_refused(name: str, rules: set[str]):
    assert rules_of(hostile.HEAVY[name]) == rules


@pytest.fixture
def impatient(settings: Any) -> None:
    """A file gets less time than the fastest machine needs for what is meant to take too long."""
    settings.OTOP_DEPLOYMENT_LIMITS = {"file_seconds": 0.4}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("name", "rule"), [("10⁴ expressions", "expression-malformed"), ("10⁴ cells", "decision")])
def test_what_takes_too_long_is_refused(name: str, rule: str):
    assert rules_of(hostile.HEAVY[name]) == {rule}


@pytest.mark.parametrize("name", ["500 nodes in a row", "splits in a row", "a wide split", "200 timers on one task"])
def test_what_is_merely_large_is_answered(name: str):
    assert "check-too-long" not in rules_of(hostile.HEAVY[name])


def test_a_check_beyond_its_time_says_so_and_stops():
    files = {f"{name}.bpmn": diagram(chain(), key=name) for name in ("a", "b")}
    with budget.within(-1):
        found = check(files, Around())
    assert [(finding.severity, finding.rule) for finding in found] == [("error", "check-too-long")]
    assert check(files, Around()) == []


@pytest.mark.usefixtures("impatient")
def test_one_file_cannot_use_up_the_time_of_the_others():
    files = {"a.bpmn": hostile.many_expressions(4900, length=150), "b.bpmn": diagram(chain(), key="b")}
    with budget.within(limits().seconds):
        found = check(files, Around())
    assert {finding.file for finding in found if finding.severity == "error"} == {"a.bpmn"}


def test_of_too_many_findings_the_rest_is_counted():
    source = diagram(chain(), roots="".join(f'<bpmn:message id="m{n}" />' for n in range(300)))
    *listed, last = findings_of(source)
    assert (len(listed), last.severity, last.rule) == (200, "info", "too-many-findings")
    assert "100" in last.message
    few = findings_of(diagram(chain(), roots='<bpmn:message id="m" />'))
    assert "too-many-findings" not in {finding.rule for finding in few}


@pytest.mark.parametrize("name", hostile.NAMES)
def test_names_are_only_text(name: str):
    assert errors_of(hostile.named(name)) == []
    misspelt = hostile.named(name).replace(b'sourceRef="step"', b'sourceRef="ghost"')
    found = [finding for finding in findings_of(misspelt) if finding.element == "step"]
    assert any(" ".join(name.split()) in finding.message for finding in found)


def test_given_flow_ids_are_never_longer_than_an_id_may_be():
    step = f'<bpmn:manualTask id="{"x" * 140}" />'
    flows = f'<bpmn:sequenceFlow sourceRef="begin" targetRef="{"x" * 140}" />' * 2
    named = with_flow_ids(diagram(step, flows, f'<bpmn:sequenceFlow sourceRef="{"x" * 140}" targetRef="done" />'))
    assert b'id="Flow_' in named
    assert max(len(part.split(b'"')[0]) for part in named.split(b'id="')[1:]) <= 150


def described(findings: list[Finding]) -> str:
    return " ".join(finding.message for finding in findings)


def test_a_number_of_5000_digits_is_no_number():
    digits = "9" * 5000
    assert errors_of(hostile.waits("timeCycle", f"R{digits}/P1D")) == [("timer-malformed", "late")]
    assert len(described(findings_of(hostile.waits("timeCycle", f"R{digits}/P1D")))) < 200
