"""The rules that people accept can be read, in the version that they accepted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from portal.scheme.regulations import READABLE, RULES

pytestmark = pytest.mark.django_db

BPMN = Path(__file__).parents[3] / "bpmn"
# The texts that a checkbox of a form asks to accept, by its key.
ACCEPTED = {"rules": "/rules/", "privacy": "/accounts/privacy/"}


def test_the_rules_are_readable_for_everybody_with_version_and_date(client):
    answer = client.get(reverse("public:rules"))
    text = answer.content.decode()
    assert answer.status_code == 200
    version = RULES.current
    assert f"版本 {version}，自 {RULES.versions[version]} 起使用" in text
    for said in ["第三方委托评价", "黄色警示", "30 日内整改", "演示用的文本"]:
        assert said in text


@pytest.mark.parametrize("version", list(RULES.versions))
def test_each_version_stays_under_its_own_address(client, version):
    assert f"版本 {version}" in client.get(f"/rules/{version}/").content.decode()


def test_an_older_version_leads_to_the_current_one(client, monkeypatch):
    monkeypatch.setitem(RULES.versions, "2026-02", RULES.versions["2026-01"])
    assert "现行版本是 2026-02" in client.get("/rules/2026-01/").content.decode()


@pytest.mark.parametrize("version", ["2019-01", "page", "..%2Fpage"])
def test_a_version_that_never_was_is_not_found(client, version):
    assert client.get(f"/rules/{version}/").status_code == 404


def components(schema):
    for component in schema.get("components", []):
        yield component
        yield from components(component)


def asking_forms():
    for path in sorted(BPMN.glob("*/*.form.json")):
        found = list(components(json.loads(path.read_text())))
        asked = {component.get("key") for component in found if component["type"] == "checkbox"} & ACCEPTED.keys()
        if asked:
            texts = " ".join(component.get("text", "") for component in found)
            yield pytest.param(asked, re.findall(r"\]\((/[^)]*)\)", texts), id=path.stem)


@pytest.mark.parametrize(("asked", "links"), list(asking_forms()))
def test_a_form_that_asks_to_accept_a_text_links_to_it(client, asked, links):
    for key in asked:
        assert ACCEPTED[key] in links
        assert client.get(ACCEPTED[key]).status_code == 200


def test_the_forms_that_ask_are_found():
    assert len(list(asking_forms())) == 2


@pytest.mark.parametrize("page", ["/verify/", "/accounts/privacy/"])
def test_public_pages_lead_to_the_rules(client, page):
    assert 'href="/rules/"' in client.get(page).content.decode()


@pytest.mark.parametrize("regulation", READABLE, ids=lambda each: each.name)
def test_each_regulation_is_readable_in_each_of_its_versions(client, regulation):
    assert regulation.url in client.get("/regulations/").content.decode()
    for version, since in regulation.versions.items():
        newest = [regulation.url] if version == regulation.current else []
        for address in (*newest, regulation.url_of(version)):
            text = client.get(address).content.decode()
            assert f'<h1 class="scan-heading">{regulation.title}</h1>' in text
            assert f"版本 {version}，自 {since} 起使用" in text


@pytest.mark.parametrize("path", ["nothing", "marks/2019-01", "marks/..%2Flist", "rules/2026-01"])
def test_a_regulation_that_is_none_is_not_found(client, path):
    assert client.get(f"/regulations/{path}/").status_code == 404
