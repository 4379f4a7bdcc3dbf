"""Public pages keep WCAG 2.1 AA as far as a program can tell, in both sizes of type."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.evaluation.models import Publicity
from portal.supervision import commands
from tests.e2e.visitor import Visitor
from tests.portal.certification.issuing import Issuing
from tests.portal.public import crowd
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

AXE = Path(__file__).parents[2] / "portal" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def faults(visitor: Visitor, path: str) -> list[str]:
    page = visitor.open(path)
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{path}: {each['id']} {node['html']}" for each in found["violations"] for node in each["nodes"]]


@pytest.fixture
def certificate(processes: None, people: Any, tea: Any) -> Any:
    issued = Issuing(tea, star=4, people=people).issue()
    crowd.stars(60, by=people.owner)
    return issued


def test_public_pages_have_no_fault_that_a_program_finds(visit, certificate, people, tea):
    document = certificate.certificates.get().document
    scan = f"/c/{tea.qr_code.token}"
    case = commands.open_case(
        authorisation=certificate, trigger="misuse", severity="serious", facts=FACTS, by=people.compliance,
        public_reason="抽检发现质量风险",
    )  # fmt: skip
    commands.warn(case, level="yellow", basis="规则", cure_by=WEDNESDAY)
    Publicity.objects.create(
        number="G202600001", application=certificate.application, star=4, ends_at=WEDNESDAY + timedelta(days=9999)
    )
    paths = (
        "/", "/products/?province=43", "/products/?q=nothing", "/enterprises/", "/statistics/", "/warnings/",
        "/publicity/", "/publicity/G202600001/", "/publicity/G202600001/objection/",
        "/statistics/?province=43", "/rules/", "/verify/", f"/verify/{document.verification_code}", "/verify/none",
        "/reports/", scan, "/c/forged", f"{scan}/report/", "/accounts/privacy/", "/accounts/sign-in/",
        "/accounts/sign-up/", "/channels/", "/nowhere/",
    )  # fmt: skip
    found = [fault for phone in (True, False) for path in paths for fault in faults(visit(phone=phone), path)]
    assert found == [], "\n".join(found)


def test_large_type_has_none_either(visit, certificate, tea):
    passer_by = visit(phone=True)
    paths = ("/?large=1", "/products/", "/enterprises/", "/statistics/", "/warnings/", f"/c/{tea.qr_code.token}")
    assert [fault for path in paths for fault in faults(passer_by, path)] == []
