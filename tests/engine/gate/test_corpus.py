"""The corpus: each rule finds what it is for, and lets the nearest innocent neighbour pass."""

from __future__ import annotations

import pytest

from engine.gate.check import check
from engine.gate.findings import Finding
from tests.engine.gate.corpus import RULES
from tests.engine.gate.corpus.parts import Files
from tests.engine.gate.world import Around

REFUSED = [pytest.param(r, f, id=f"{r}-{n}") for r, both in RULES.items() for n, f in enumerate(both.refused)]
ACCEPTED = [pytest.param(r, f, id=f"{r}-{n}") for r, both in RULES.items() for n, f in enumerate(both.accepted)]


def findings(files: Files) -> list[Finding]:
    return check({"p.bpmn": files} if isinstance(files, bytes) else files, Around())


@pytest.mark.parametrize(("rule", "files"), REFUSED)
def test_a_bad_file_is_reported_by_its_rule(rule: str, files: Files):
    found = [finding for finding in findings(files) if finding.rule == rule]
    assert found
    for finding in found:
        assert_a_sentence_for_people(finding)


@pytest.mark.parametrize(("rule", "files"), ACCEPTED)
def test_its_innocent_neighbour_passes(rule: str, files: Files):
    found = findings(files)
    assert [finding for finding in found if finding.severity == "error" or finding.rule == rule] == []


def assert_a_sentence_for_people(finding: Finding) -> None:
    for text in (finding.message, finding.hint):
        assert isinstance(text, str)
        assert not any(mark in text for mark in ("Error", "Exception", "Traceback", "None", "<bpmn", "http://www.omg"))
    assert finding.message
    assert finding.message[-1] not in "。."
