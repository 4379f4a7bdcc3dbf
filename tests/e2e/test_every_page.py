"""Every page that a role can reach by following links answers, reads well and leads nowhere dead."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html

from engine import jobs, runtime
from engine.changes import editing
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition, UserTask
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.evaluation.models import Application
from portal.registry import commands
from portal.registry.commands.enterprises import register_enterprise
from portal.registry.models import Product
from portal.supervision.commands import open_case
from tests.e2e.sentences import CHINESE
from tests.portal.evaluation.case import Case
from tests.portal.world import enterprise_fields, filed, product_fields, signed_in, stored_picture

AT_MOST = 150
# Pages that Django, its admin and Swagger make are theirs.
FOREIGN = ("/admin/", "/api/", "/static/")
# What a page shows when something of the program shows through.
LEAKS = re.compile(
    r"\bNone\b|Exception|Traceback|\{\{|\}\}|\{%|%\}|\bundefined\b|\bNaN\b|\[object|<[a-z_.]+ object|&lt;\w+: "
)
# Latin words that people of the business read: names of formats, of the language switch, numbers of standards.
KNOWN = re.compile(
    r"\b(PDF|PNG|SVG|Word|JPG|WebP|MB|KB|GB|English|CMA|QR|OTOP|WeChat|SHA|XXXX|API|DMN|BPMN|FEEL|JSON|URL|"
    r"https?(?:://[\w.:/-]+)?|"
    r"[\w-]*\.(?:png|pdf|docx|jpg)|bpmn|dmn|form\.json|annual_review|K\d+|[A-Z]{1,3}\d[\w-]*)\b"
)
WORD = re.compile(r"\b[A-Za-z][A-Za-z_]{2,}\b")


@dataclass
class Walk:
    """One person's way through the site, breadth first."""

    client: Client
    names: set[str]
    seen: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def go(self, start: str = "/") -> None:
        queue = deque([(start, "")])
        while queue and len(self.seen) < AT_MOST:
            url, origin = queue.popleft()
            if self.known(url):
                continue
            self.seen[self.kind(url)] = url
            for link in self.visit(url, origin):
                queue.append((link, url))

    def known(self, url: str) -> bool:
        return self.kind(url) in self.seen or any(url.startswith(place) for place in FOREIGN)

    def kind(self, url: str) -> str:
        """The same list sorted or searched in another way is the same page."""
        return urlsplit(url).path + re.sub(r"\d+", "", urlsplit(url).query)[:20]

    def visit(self, url: str, origin: str) -> list[str]:
        answer = self.client.get(url)
        where = f"{url} (from {origin or 'the start'})"
        if answer.status_code in (301, 302):
            return [urljoin(url, answer["Location"])]
        if answer.status_code != 200:
            self.problems.append(f"{answer.status_code} {where}")
            return []
        if answer.streaming:
            assert b"".join(answer.streaming_content), where
            return []
        if not answer["Content-Type"].startswith("text/html"):
            return []
        return self.read(url, where, answer.content.decode())

    def read(self, url: str, where: str, source: str) -> list[str]:
        tree = html.fromstring(source)
        links = [urljoin(url, urldefrag(link)[0]) for link in self.links(tree)]
        for element in tree.xpath("//script|//style|//svg|//code|//pre"):
            element.drop_tree()
        text = " ".join(" ".join(tree.itertext()).split())
        foreign = {word for word in WORD.findall(KNOWN.sub("", text)) if word not in self.names}
        self.problems += [f"“{word}” on {where}" for word in sorted(foreign)]
        if found := LEAKS.search(text):
            self.problems.append(f"“{found[0]}” on {where}: …{text[max(0, found.start() - 40) : found.end() + 40]}…")
        if not tree.xpath("//title/text()") or not tree.xpath("//h1"):
            self.problems.append(f"no title or heading on {where}")
        return [link for link in links if link.startswith("/") and link not in ("/accounts/sign-out/",)]

    def links(self, tree: Any) -> list[str]:
        own = ("#", "mailto:", "tel:", "http:", "https:", "javascript:")
        found = tree.xpath("//a/@href|//img/@src|//@data-xml-url|//@data-state-url")
        return [link for link in found if link and not link.startswith(own)]


def walk(user: User, start: str = "/") -> Walk:
    client = signed_in(user)
    names = set(User.objects.values_list("username", flat=True))
    for model in (ProcessDefinition, DecisionDefinition, FormDefinition):
        names |= set(model.objects.values_list("key", flat=True))
    made = Walk(client, names)
    made.go(start)
    return made


@pytest.fixture
def world(processes: None, people: Any, tea: Any, silver_house: Any, regions: Any, settings: Any) -> Application:
    """Something in every room: a case that went the whole way and is warned red, another under way, a registration."""
    settings.OTOP_DRAW_RATE = 0
    case = Case(people, tea, star=1)
    case.to_summary()
    case.summarise(1)
    case.decide("pass")
    case.done("Proof", people.officer, outcome="issue")
    jobs.run_due_jobs()
    Case(people, another_tea(tea, people), star=2).accept()
    warn_red(people)
    licence = stored_picture(owner="user:xinren", user=people.newcomer, name="营业执照.png")
    fields = enterprise_fields(regions["433126104"], contact_phone=people.newcomer.phone, licence=licence)
    register_enterprise(fields=fields, by=people.newcomer)
    jobs.run_due_jobs()
    change = editing.begin("审核期限", by=people.manager)
    for file in ("enterprise_registration.bpmn", "star_criteria.dmn", "registration_review.form.json"):
        editing.take_up(change.pk, file, by=people.manager)
    return case.application


def warn_red(people: Any) -> None:
    case = open_case(
        authorisation=Authorisation.objects.get(),
        trigger="quality_risk",
        severity="major",
        facts="市场抽检发现水分超标，存在霉变风险。",
        by=people.compliance,
    )
    jobs.run_due_jobs()
    task = UserTask.objects.open().get(case__business_key=case.number)
    answers = {"outcome": "red", "public_reason": "抽检水分超标", "basis": "星级评价规则", "demands": "停止销售并整改"}
    runtime.complete_task(task.pk, answers=answers, by=people.compliance)
    jobs.run_due_jobs()


def another_tea(tea: Product, people: Any) -> Product:
    enterprise = tea.enterprise
    fields = product_fields(tea.origin, name="古丈红茶")
    product = commands.create_product(enterprise, fields=fields, by=people.owner)
    commands.set_pictures(product, files=[stored_picture(owner=enterprise.group, user=people.owner)])
    return filed(product, by=people.owner)


@pytest.mark.django_db
def test_every_page_of_every_role_answers(world, people):
    far = {"manager": "/workbench/"}  # what else is seen too late, of so many pages
    walks = {role: walk(person, far.get(role, "/")) for role, person in vars(people).items()}
    problems = [f"{role}: {problem}" for role, walk in walks.items() for problem in walk.problems]
    assert not problems, "\n".join(problems)
    # The walk went somewhere: each role has pages of its own.
    assert len(walks["owner"].seen) > 15
    assert any("/c/" in url for url in walks["owner"].seen)
    assert any("/supervision/" in url for url in walks["compliance"].seen)
    assert any("/cockpit/" in url for url in walks["manager"].seen)
    assert any("/workbench/" in url and url.endswith("/edit/") for url in walks["manager"].seen)
    assert not any("/cockpit/" in url for url in walks["owner"].seen)


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sign_in_page(world):
    for url in ("/", "/enterprise/", "/inbox/", "/cockpit/", "/supervision/", "/enterprise/certificates/"):
        answer = Client().get(url, follow=True)
        assert answer.status_code == 200
        assert "登录" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/no-such-page/", "/inbox/tasks/0/", "/c/nothing", "/enterprise/products/999999/"])
def test_what_does_not_exist_is_said_so_in_chinese(people, silver_house, path):
    client = signed_in(people.rival)
    answer = client.get(path)
    assert answer.status_code == 404
    assert CHINESE.search(answer.content.decode())
    assert "Not Found" not in answer.content.decode()
