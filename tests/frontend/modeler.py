"""The modeler as its tests open it: a server that keeps drafts, and what is done with the mouse again and again."""

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


class Server:
    """Keeps the draft with its ETag and the newest version; answers checks with `findings`."""

    def __init__(self, page: Page) -> None:
        self.etag, self.version = "0", 3
        self.saved: list[tuple[str | None, dict[str, Any]]] = []
        self.discarded: list[str | None] = []
        self.findings: list[dict[str, Any]] = []
        self.deployed: list[dict[str, Any]] = []
        page.route("**/draft", self.draft)
        page.route("**/check", self.check)
        page.route("**/deploy", self.deploy)

    def draft(self, route: Route) -> None:
        condition = self.condition(route)
        if condition != self.etag:
            self.refuse(route)
        elif route.request.method == "DELETE":
            self.discarded.append(condition)
            self.etag = ""
            route.fulfill(status=204)
        else:
            self.saved.append((condition, route.request.post_data_json))
            self.etag = str(len(self.saved))
            body = {"etag": self.etag, "saved_at": "2026-11-23T09:00:00+08:00"}
            route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    def condition(self, route: Route) -> str | None:
        """The ETag that the page expects, empty when it expects none; None when it does not say."""
        headers = route.request.headers
        if headers.get("if-none-match") == "*":
            return ""
        return headers["if-match"].strip('"') if "if-match" in headers else None

    def refuse(self, route: Route) -> None:
        body = {"detail": "草稿已被别人更新", "current": {"etag": self.etag, "version": self.version}}
        route.fulfill(status=412, content_type="application/problem+json", body=json.dumps(body))

    def check(self, route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"findings": self.findings}))

    def deploy(self, route: Route) -> None:
        if self.condition(route) != self.etag:
            return self.refuse(route)
        self.deployed.append(route.request.post_data_json)
        if self.findings:
            body = json.dumps({"findings": self.findings})
            route.fulfill(status=422, content_type="application/json", body=body)
            return None
        self.etag, self.version = "", self.version + 1
        body = json.dumps({"version": self.version, "is_new": True, "url": f"/versions/{self.version}"})
        route.fulfill(status=201, content_type="application/json", body=body)
        return None


URLS = {"saveUrl": "/draft", "checkUrl": "/check", "deployUrl": "/deploy"}


OPENED = {"xml": DIAGRAM, "key": "registration", "name": "登记", "etag": "0", "base": 3, **URLS}


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


def deploy(page: Page, note: str) -> None:
    page.locator('[data-tool="deploy"]').click()
    page.get_by_label("改动说明").fill(note)
    page.locator("dialog").get_by_role("button", name="发布").click()
