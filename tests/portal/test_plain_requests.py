"""Whatever comes in that no table can hold is refused with a sentence, at every address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

pytestmark = pytest.mark.django_db

PROJECT = Path(__file__).parents[2]
SENTENCE = "无法处理的字符或格式"
PLAIN = {"int": "1", "uuid": "5b0f3a52-3c4b-4a0b-9d2a-000000000000", "slug": "x"}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
READ = re.compile(r"""(?:GET|query_params)(?:\.get\(|\.getlist\(|\[)\s*["'](\w+)["']""")


def routes(resolver: Any = None, before: str = "/") -> Iterator[str]:
    """Every address of the site, with its parameters: `/inbox/tasks/<uuid:task_id>/`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + getattr(pattern.pattern, "_route", "")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.pattern, "_route"):
            yield route


def filled(route: str, text: str = "x") -> str:
    def put(found: re.Match[str]) -> str:
        kind = found[1] or "str"
        return text if kind in ("str", "path") else PLAIN[kind]

    return PARAMETER.sub(put, route)


def query_names() -> list[str]:
    """Every name that a view reads from a query."""
    sources = [path.read_text() for room in ("portal", "engine") for path in (PROJECT / room).rglob("*.py")]
    return sorted({name for source in sources for name in READ.findall(source)} | {"page", "q", "status", "next"})


ROUTES = sorted(set(routes()))


@pytest.fixture
def administrator(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


def test_the_site_has_addresses_and_queries_to_try():
    assert len(ROUTES) > 80
    assert {"q", "role", "process", "county", "parent", "code"} <= set(query_names())


def test_nul_in_any_query_is_refused(administrator):
    for route in ROUTES:
        for name in query_names():
            answer = administrator.get(f"{filled(route)}?{name}=%00")
            assert answer.status_code == 400, f"{route}?{name}"
            assert SENTENCE in told(answer)


@pytest.mark.parametrize("text", ["%00", "a%00b", "%1b", "%0a", "%ff", "%ed%a0%80", "%7f", "%c2%80"])
def test_nul_and_broken_text_in_any_address_are_refused(administrator, text):
    for route in ROUTES:
        if filled(route) != filled(route, "y"):
            assert administrator.get(filled(route, text)).status_code == 400, route


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("application/json", json.dumps({"answers": {"x": "\0"}})),
        ("application/json", json.dumps({"answers": {"x": "\ud800"}})),
        ("text/plain", json.dumps({"answers": {"x": "\0"}})),
        ("application/json", '{"answers": {"x": ' + "[" * 100_000 + "]" * 100_000 + "}}"),
        ("application/json", '{"answers": {"x": ' + "[" * 60 + "]" * 60 + "}}"),
        ("application/json", '{"answers": {"x": NaN}}'),
        ("application/json", '{"answers": {"x": 1e999}}'),
        ("application/x-www-form-urlencoded", "x=%00"),
        ("application/x-www-form-urlencoded", "x%00=1"),
        ("application/x-www-form-urlencoded", "x=%E4%BD"),
        ("application/x-www-form-urlencoded", "x=%zz"),
        ("application/x-www-form-urlencoded", "x=%1b"),
    ],
    ids=range(12),
)
def test_what_is_no_text_is_refused_in_any_body(administrator, type_, body):
    for route in ROUTES:
        for method in ("POST", "PUT"):
            answer = administrator.generic(method, filled(route), body, content_type=type_)
            assert answer.status_code == 400, (method, route)


def told(answer: Any) -> str:
    return answer.json()["detail"] if "json" in answer["Content-Type"] else answer.content.decode()


def test_people_read_a_page_and_programs_a_problem(client):
    page = client.get("/?q=%00")
    assert page["Content-Type"].startswith("text/html")
    assert SENTENCE in page.content.decode()
    for answer in (
        client.get("/api/v1/tasks/?q=%00"),
        client.get("/?q=%00", headers={"accept": "application/json"}),
        client.get("/?q=%00", headers={"hx-request": "true"}),
        client.post("/", '"\\u0000"', content_type="application/json"),
    ):
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.json()["status"], answer.json()["code"]) == (400, "unreadable")
        assert SENTENCE in answer.json()["detail"]


def test_a_broken_cookie_is_no_error_of_ours(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "\0abc"
    assert client.get(reverse("profile")).status_code == 400


def test_a_form_with_files_is_read_too(client):
    assert client.post(reverse("login"), {"username": "a\0b", "password": "x"}).status_code == 400


def test_a_form_where_a_view_wants_another_body_is_refused(client):
    assert client.post(reverse("session"), {"username": "longmei"}).status_code == 400


@pytest.mark.parametrize(
    "text", ["多行\r\n文字\t制表", "１００％ 纯茶", "龙\u200b茶", "软换行\x0b在这里", "👩\u200d🌾"]
)
def test_what_people_type_goes_through(client, text):
    body = {"username": text, "password": "x"}
    assert client.post(reverse("login"), body).status_code == 200
    assert client.post("/api/v1/token/", body, "application/json").status_code == 401
