"""The modeler as its tests open it: a server that keeps a change, and what is done with the mouse again and again."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.frontend.test_editor_texts import DIAGRAM

# ruff: noqa: E501  (scripts read better in whole lines)

FINDING = {
    "severity": "error",
    "rule": "topic-known",
    "element": "notify",
    "message": "主题“notify”没有对应的处理程序",
    "hint": "请从已有的主题中选择。",
}


FILE = "registration.bpmn"


class Server:
    """Keeps the files of a change with their ETags; answers checks with `findings`."""

    def __init__(self, page: Page) -> None:
        self.etag, self.version = "0", 3
        self.saved: list[tuple[str | None, dict[str, Any]]] = []
        self.discarded: list[str | None] = []
        self.forms: dict[str, dict[str, str]] = {}
        self.findings: list[dict[str, Any]] = []
        self.checks = 0
        page.route("**/files/*.form.json/", self.form)
        page.route(f"**/files/{FILE}/", self.diagram)
        page.route("**/check", self.check)

    def diagram(self, route: Route) -> None:
        condition = self.condition(route)
        if condition != self.etag:
            self.refuse(route, self.etag)
        elif route.request.method == "DELETE":
            self.discarded.append(condition)
            self.etag = ""
            route.fulfill(status=204)
        else:
            self.saved.append((condition, route.request.post_data_json))
            self.etag = str(len(self.saved))
            self.answer(route, self.etag)

    def form(self, route: Route) -> None:
        name = route.request.url.rstrip("/").rpartition("/")[2].removesuffix(".form.json")
        kept = self.forms.get(name, {"etag": ""})
        if self.condition(route) != kept["etag"]:
            self.refuse(route, kept["etag"])
            return
        etag = f"{name}-{len(kept['etag'])}"
        self.forms[name] = {"etag": etag, "source": route.request.post_data_json["source"]}
        self.answer(route, etag)

    def condition(self, route: Route) -> str | None:
        """The ETag that the page expects, empty when it expects none; None when it does not say."""
        headers = route.request.headers
        if headers.get("if-none-match") == "*":
            return ""
        return headers["if-match"].strip('"') if "if-match" in headers else None

    def answer(self, route: Route, etag: str) -> None:
        route.fulfill(status=200, json={"etag": etag, "written_at": "2026-11-23T09:00:00+08:00"})

    def refuse(self, route: Route, etag: str) -> None:
        body = {"detail": "这个文件已被别人更新", "current": {"etag": etag, "version": self.version}}
        route.fulfill(status=412, content_type="application/problem+json", body=json.dumps(body))

    def check(self, route: Route) -> None:
        self.checks += 1
        route.fulfill(status=200, json={"digest": "", "findings": self.findings})


URLS = {"saveUrl": f"/files/{FILE}/", "filesUrl": "/files/", "checkUrl": "/check", "doneUrl": "/change"}


OPENED = {"xml": DIAGRAM, "key": "registration", "file": FILE, "name": "登记", "etag": "0", "base": 3, **URLS}


def rename(page: Page, name: str) -> None:
    page.evaluate(
        """name => {
            const { modeler } = document.querySelector('[data-island]');
            modeler.get('modeling').updateProperties(modeler.get('elementRegistry').get('review'), { name });
        }""",
        name,
    )


def assigned(page: Page) -> str:
    return page.evaluate(
        """() => document.querySelector('[data-island]').modeler.get('elementRegistry').get('review').businessObject
            .extensionElements.values.find(({ $type }) => $type === 'zeebe:AssignmentDefinition').get('candidateGroups') ?? ''"""
    )


def upload(page: Page, name: str, content: str) -> None:
    files = {"name": name, "mimeType": "application/xml", "buffer": content.encode()}
    page.locator('.modeler-toolbar input[type="file"]').set_input_files([files])
    expect(page.locator(".modeler-messages")).to_contain_text(f"已导入“{name}”")


def xml_of(page: Page) -> str:
    return page.evaluate("async () => (await document.querySelector('[data-island]').modeler.saveXML()).xml")


def save(page: Page) -> None:
    page.locator('[data-tool="save"]').click()
    expect(page.locator(".modeler-status")).to_contain_text("已保存")


def done(page: Page) -> None:
    """Presses what saves and leads back to the change."""
    page.locator('[data-tool="done"]').click()
