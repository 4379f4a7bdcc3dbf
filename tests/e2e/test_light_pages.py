"""Pages for consumers carry only the styles that they use, and look as they would with all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Response, Route

from portal.certification.models import Authorisation
from portal.supervision import commands
from tests.e2e.visitor import Visitor
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

FRONTEND = Path(__file__).parents[2] / "portal/frontend"
SHEET = re.compile(r"/assets/(public|scan)-[^/]*\.css$")

LOOKS = """() => [...document.querySelectorAll('html, head ~ *, body *')].flatMap(element =>
  [null, '::before', '::after'].map(part => {
    const style = getComputedStyle(element, part);
    const names = [...style].filter(name => !name.startsWith('--'));
    const shown = names.map(name => `${name}: ${style.getPropertyValue(name)}`);
    return [`${element.tagName}.${element.className} ${part ?? ''}`, shown];
  }))"""


@pytest.fixture
def certificate(processes: None, people: Any, tea: Any) -> Authorisation:
    tea.purchase_url = "https://shop.example/tea"
    tea.save()
    return Issuing(tea, star=4, people=people).issue()


def _with_everything(route: Route) -> None:
    """The whole design system as it is built for people at work, and what the sheet adds."""
    manifest = json.loads((FRONTEND / "dist/manifest.json").read_text())
    sources = [FRONTEND / "dist" / name for name in manifest["src/main.js"]["css"]]
    sources.append(FRONTEND / "src/public.css")
    if "/scan-" in route.request.url:
        sources.append(FRONTEND.parent / "public/static/public/scan.css")
    whole = "\n".join(re.sub(r"@import [^;]*;", "", source.read_text()) for source in sources)
    route.fulfill(body=whole, content_type="text/css")


def _looks_the_same(visitor: Visitor, path: str, *, press: str = "") -> None:
    looks = []
    for whole in (False, True):
        if whole:
            visitor.page.route(SHEET, _with_everything)
        visitor.open(path)
        if press:
            with visitor.page.expect_navigation():
                visitor.press(press)
        looks.append(visitor.page.evaluate(LOOKS))
    visitor.page.unroute(SHEET)
    light, full = looks
    assert len(light) == len(full) > 20
    differing = [
        (path, element, own, other)
        for (element, shown), (_, expected) in zip(light, full, strict=True)
        for own, other in zip(shown, expected, strict=True)
        if own != other
    ]
    assert differing == []


def test_pages_of_passers_by_look_as_with_the_whole_design_system(visit, certificate, people, tea):
    scan = f"/c/{tea.qr_code.token}"
    document = certificate.certificates.get().document
    for phone in (True, False):
        passer_by = visit(phone=phone)
        for path in (
            scan, "/c/forged", "/verify/", f"/verify/{document.verification_code}", "/rules/", "/nowhere/",
            "/accounts/sign-in/", "/accounts/sign-in/phone/", "/accounts/password/forgotten/",
            "/accounts/privacy/", "/accounts/sign-up/",
        ):  # fmt: skip
            _looks_the_same(passer_by, path)
        _looks_the_same(passer_by, f"{scan}/report/", press="提交")
    case = commands.open_case(
        authorisation=certificate, trigger="misuse", severity="serious", facts=FACTS, by=people.compliance,
        public_reason="抽检发现质量风险",
    )  # fmt: skip
    commands.warn(case, level="red", basis="规则", cure_by=WEDNESDAY)
    _looks_the_same(visit(phone=True), scan)


def test_a_scan_costs_at_most_thirty_kilobytes(visit, certificate, tea):
    """Uncompressed, everything but the photos of the product, which come when they are looked at."""
    passer_by = visit(phone=True)
    answers: list[Response] = []
    passer_by.page.on("response", lambda answer: answers.append(answer))
    passer_by.open(f"/c/{tea.qr_code.token}")
    loaded = {answer.url: len(answer.body()) for answer in answers if "/picture/" not in answer.url}
    assert any(SHEET.search(url) for url in loaded)
    assert sum(loaded.values()) <= 30_000, loaded
