"""Pages carry only the styles that they use, and look as they would with all of them; what the heavy ones weigh."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Page, Response, Route

from engine.changes import editing
from engine.models import Change, ProcessInstance
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.supervision import commands
from tests.e2e.visitor import Visitor
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

FRONTEND = Path(__file__).parents[2] / "portal/frontend"
TABLER = FRONTEND / "node_modules/@tabler/core/dist/css/tabler.min.css"
ADDED = {
    "main": ["src/styles/app.css"],
    "public": ["src/styles/app.css", "src/public.css"],
    "scan": ["src/styles/app.css", "src/public.css", "../public/static/public/scan.css"],
}
SHEET = re.compile(r"/assets/(main|public|scan)-[^/]*\.css$")
# Two sheets give lengths that differ by parts of a pixel: the build rounds line heights.
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: A diagram names the heads of its arrows anew each time.
ARROW = re.compile(r"#marker-\w+")

LOOKS = """() => [...document.querySelectorAll('html, head ~ *, body *')].flatMap(element =>
  [null, '::before', '::after'].map(part => {
    const style = getComputedStyle(element, part);
    if (part && ['none', 'normal'].includes(style.content)) return [];
    const names = [...style].filter(name => !name.startsWith('--'));
    const shown = names.map(name => `${name}: ${style.getPropertyValue(name)}`);
    return [[`${element.tagName}.${element.className} ${part ?? ''}`, shown]];
  }).flat())"""


@pytest.fixture
def certificate(processes: None, people: Any, tea: Any) -> Authorisation:
    tea.purchase_url = "https://shop.example/tea"
    tea.save()
    return Issuing(tea, star=4, people=people).issue()


def _with_everything(route: Route) -> None:
    """The same sheet with the whole design system."""
    found = SHEET.search(route.request.url)
    assert found
    built = (FRONTEND / "dist" / found[0].lstrip("/")).read_text()
    icons = re.findall(r"\.ti-[\w-]+\{--icon:[^}]*\}", built)
    own = [re.sub(r"@import [^;]*;", "", (FRONTEND / name).read_text()) for name in ADDED[found[1]]]
    route.fulfill(body="\n".join([TABLER.read_text(), *icons, *own]), content_type="text/css")


def _is_same(own: str, other: str) -> bool:
    own, other = ARROW.sub("#marker", own), ARROW.sub("#marker", other)
    if own == other:
        return True
    numbers = zip(NUMBER.findall(own), NUMBER.findall(other), strict=False)
    return _shape(own) == _shape(other) and all(abs(float(a) - float(b)) < 1.5 for a, b in numbers)


def _shape(value: str) -> str:
    """Without lengths; no distance from an edge is written as 0px or 0%."""
    return NUMBER.sub("", value.replace("0%", "0px"))


def _looks(visitor: Visitor, path: str, then: Callable[[Page], None] | None) -> list[tuple[str, list[str]]]:
    page = visitor.open(path)
    if then:
        then(page)
    page.wait_for_load_state("networkidle")  # pictures too
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished.catch(() => {})))")
    before, now = None, page.evaluate(LOOKS)
    while before != now:  # a diagram finds its place a moment after its file came
        page.wait_for_timeout(300)
        before, now = now, page.evaluate(LOOKS)
    return cast("list[tuple[str, list[str]]]", now)


def _looks_the_same(visitor: Visitor, path: str, then: Callable[[Page], None] | None = None) -> None:
    light = _looks(visitor, path, then)
    visitor.page.route(SHEET, _with_everything)
    whole = _looks(visitor, path, then)
    visitor.page.unroute(SHEET)
    assert len(light) == len(whole) > 10
    differing = [
        (path, element, own, other)
        for (element, shown), (_, expected) in zip(light, whole, strict=True)
        for own, other in zip(shown, expected, strict=True)
        if not _is_same(own, other)
    ]
    assert differing == []


def _sends_it_empty(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="提交", exact=True).click()


def test_pages_of_passers_by_look_as_with_the_whole_design_system(visit, certificate, people, tea):
    scan = f"/c/{tea.qr_code.token}"
    document = certificate.certificates.get().document
    for phone in (True, False):
        passer_by = visit(phone=phone)
        for path in (
            scan, "/c/forged", "/verify/", f"/verify/{document.verification_code}", "/rules/", "/nowhere/",
            "/", "/products/?province=43", "/enterprises/", "/warnings/", "/publicity/",
            "/accounts/sign-in/", "/accounts/sign-in/phone/", "/accounts/password/forgotten/",
            "/accounts/privacy/", "/accounts/sign-up/",
        ):  # fmt: skip
            _looks_the_same(passer_by, path)
        _looks_the_same(passer_by, f"{scan}/report/", _sends_it_empty)
    case = commands.open_case(
        authorisation=certificate, trigger="misuse", severity="serious", facts=FACTS, by=people.compliance,
        public_reason="抽检发现质量风险",
    )  # fmt: skip
    commands.warn(case, level="red", basis="规则", cure_by=WEDNESDAY)
    _looks_the_same(visit(phone=True), scan)


STARS = "star_application.bpmn"
DIAGRAM = re.compile(rf"/files/{STARS}/\d+/$")


def _begun(by: User) -> Change:
    """A change with a large diagram in it."""
    change = editing.begin("评价期限", by=by)
    editing.take_up(change.pk, STARS, by=by)
    return change


def test_pages_of_people_at_work_look_as_with_the_whole_design_system(visit, certificate, people):
    application = certificate.application
    case = ProcessInstance.objects.get(business_key=application.number, parent=None)
    pages = {
        people.owner: [
            "/enterprise/", "/enterprise/products/", f"/enterprise/applications/{application.pk}/",
        ],
        people.reviewer: ["/inbox/", "/accounts/profile/"],
        people.manager: [
            "/cockpit/", f"/cockpit/instances/{case.pk}/", f"/workbench/changes/{_begun(people.manager).pk}/",
        ],
        people.admin: ["/administration/"],
    }  # fmt: skip
    for person, paths in pages.items():
        at_work = visit(person, phone=person == people.owner)
        for path in paths:
            _looks_the_same(at_work, path)


def _loaded(visitor: Visitor, path: str) -> dict[str, bytes]:
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    return {answer.url: answer.body() for answer in answers if answer.ok}


def test_a_scan_costs_at_most_thirty_kilobytes(visit, certificate, tea):
    """Uncompressed; everything but the photos of the product."""
    loaded = _loaded(visit(phone=True), f"/c/{tea.qr_code.token}")
    assert any(SHEET.search(url) for url in loaded)
    sizes = {url: len(body) for url, body in loaded.items() if "/picture/" not in url}
    assert sum(sizes.values()) <= 30_000, sizes


def test_the_modeler_weighs_at_most_450_kilobytes(visit, people):
    """Compressed, but for the diagram itself; the editor of expressions comes with the first field that shows one."""
    manager = visit(people.manager)
    manager.page.goto("about:blank")
    loaded = _loaded(manager, f"/workbench/changes/{_begun(people.manager).pk}/files/{STARS}/edit/")
    sizes = {url: len(gzip.compress(body)) for url, body in loaded.items() if not DIAGRAM.search(url)}
    assert len(sizes) < len(loaded)
    assert sum(sizes.values()) <= 450_000, sizes
    assert not any("expression-editor" in url for url in loaded)
