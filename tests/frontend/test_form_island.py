"""Filling in a form: Chinese findings at the fields, files by reference, nothing typed is lost."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.frontend.islands import Islands
from tests.frontend.test_editor_texts import untranslated

pytestmark = pytest.mark.e2e

READ_TEXTS = """() => [...document.querySelectorAll('.form-island-canvas *')]
    .filter(node => !node.closest('.fjs-powered-by'))
    .flatMap(node => [
        ...['title', 'placeholder', 'aria-label'].map(name => node.getAttribute(name)),
        ...[...node.childNodes].filter(child => child.nodeType === Node.TEXT_NODE).map(child => child.data),
    ])
    .filter(Boolean).map(text => ({ text, place: 'form' }))"""

UNITS = re.compile(r"^\d+ KB$|\.pdf|MB$")  # sizes and names of files

LICENCE = {
    "id": "f1",
    "name": "营业执照.pdf",
    "size": 2048,
    "content_type": "application/pdf",
    "url": "/files/f1",
}
SCHEMA = {
    "type": "default",
    "id": "review",
    "components": [
        {
            "type": "textfield",
            "id": "c1",
            "key": "name",
            "label": "企业名称",
            "validate": {"required": True, "maxLength": 6},
        },
        {"type": "number", "id": "c2", "key": "score", "label": "得分", "validate": {"min": 0, "max": 100}},
        {
            "type": "filepicker",
            "id": "c3",
            "key": "files",
            "label": "证明材料",
            "accept": ".pdf,image/*",
            "multiple": True,
            "validate": {"required": True},
        },
        {
            "type": "dynamiclist",
            "id": "c4",
            "path": "contacts",
            "label": "联系人",
            "defaultRepetitions": 1,
            "allowAddRemove": True,
            "components": [{"type": "textfield", "id": "c5", "key": "phone", "label": "电话"}],
        },
        {
            "type": "table",
            "id": "c6",
            "label": "检测项目",
            "dataSource": "=checks",  # none of them: what an empty table says
            "rowCount": 10,
            "columns": [{"id": "c7", "key": "name", "label": "项目"}],
        },
    ],
}


class Server:
    """Answers the form's requests as a test says, and keeps what was sent."""

    def __init__(self, islands: Islands) -> None:
        self.sent: dict[str, list[Any]] = {"submit": [], "draft": [], "upload": []}
        self.status = 200
        self.body: dict[str, Any] = {"next": "/page"}
        self.problems = islands.problems
        for name in ("submit", "draft", "upload"):
            islands.page.route(f"**/{name}", getattr(self, name))

    def submit(self, route: Route) -> None:
        self.sent["submit"].append(route.request.post_data_json)
        kind = "application/json" if self.status < 400 else "application/problem+json"
        route.fulfill(status=self.status, content_type=kind, body=json.dumps(self.body))

    def draft(self, route: Route) -> None:
        self.sent["draft"].append(
            (route.request.method, route.request.headers.get("if-match"), route.request.post_data_json)
        )
        etag = f'"{len(self.sent["draft"])}"'
        route.fulfill(status=200, content_type="application/json", headers={"ETag": etag}, body="{}")

    def upload(self, route: Route) -> None:
        self.sent["upload"].append(route.request.headers["content-type"])
        stored = {
            "id": f"u{len(self.sent['upload'])}",
            "name": "苗圃.png",
            "size": 9,
            "content_type": "image/png",
            "url": "/u",
        }
        route.fulfill(status=201, content_type="application/json", body=json.dumps(stored))


@pytest.fixture
def server(islands: Islands) -> Server:
    return Server(islands)


@pytest.fixture
def form(islands: Islands, server: Server) -> Page:
    urls = {"submitUrl": "/submit", "draftUrl": "/draft", "uploadUrl": "/upload"}
    return islands.open("form", {"schema": SCHEMA, "data": {"files": [LICENCE]}, "maxUploadMb": 1, **urls})


def alert(form: Page) -> str:
    return form.locator(".form-island-messages").inner_text()


def submit(form: Page) -> None:
    form.get_by_role("button", name="提交").click()
    form.locator(".form-island-messages > .alert").wait_for()


def test_what_is_missing_is_named_in_chinese_and_nothing_is_sent(form: Page, server: Server) -> None:
    form.get_by_label("得分").fill("120")

    submit(form)

    assert alert(form).split("\n") == ["请先改正以下内容", "企业名称：此项必填", "得分：不能大于 100"]
    assert server.sent["submit"] == []
    texts = [entry for entry in form.evaluate(READ_TEXTS) if not UNITS.search(entry["text"])]
    assert untranslated(texts) == []


def test_the_servers_findings_stand_at_their_fields_until_changed(form: Page, server: Server) -> None:
    form.get_by_label("企业名称").fill("蜜桃社")
    form.get_by_label("电话").fill("123")
    server.status = 422
    server.body = {
        "detail": "有 3 处需要改正",
        "errors": {"name": ["已有同名企业"], "contacts[0].phone": ["不是手机号"], "seal": ["缺少印章"]},
    }

    submit(form)

    assert alert(form).split("\n") == [
        "有 3 处需要改正",
        "企业名称：已有同名企业",
        "电话：不是手机号",
        "缺少印章",
    ]
    assert form.locator(".fjs-form-field-error").all_inner_texts() == ["已有同名企业", "不是手机号"]
    form.get_by_label("企业名称").fill("蜜桃合作社")
    assert form.locator(".fjs-form-field-error").all_inner_texts() == ["不是手机号"]


def test_a_conflict_is_explained_and_what_was_typed_stays(form: Page, server: Server) -> None:
    form.get_by_label("企业名称").fill("蜜桃社")
    server.status = 409
    server.body = {"title": "Conflict", "detail": "任务已完成或已取消"}

    submit(form)

    assert "任务已完成或已取消" in alert(form)
    assert form.get_by_label("企业名称").input_value() == "蜜桃社"


def test_files_are_sent_at_once_and_answered_by_reference(form: Page, server: Server) -> None:
    form.get_by_label("企业名称").fill("蜜桃社")
    picture = {"name": "苗圃.png", "mimeType": "image/png", "buffer": b"x" * 9}
    large = {"name": "大图.png", "mimeType": "image/png", "buffer": b"x" * (1024 * 1024 + 1)}
    program = {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"x"}

    form.locator("input[type=file]").set_input_files([picture, large, program])  # type: ignore[list-item]

    form.get_by_role("link", name="苗圃.png").wait_for()
    assert len(server.sent["upload"]) == 1
    errors = form.locator(".fjs-form-field-filepicker .fjs-form-field-error").inner_text()
    assert "“大图.png”有 1.0 MB，超过 1 MB 的上限" in errors
    assert "“程序.exe”的类型不符，可以上传：PDF、图片" in errors
    form.get_by_role("button", name="提交").click()
    form.wait_for_function("() => performance.getEntriesByType('navigation').length > 0")
    answers = server.sent["submit"][0]["answers"]
    assert answers["files"] == [{"id": "f1", "name": "营业执照.pdf"}, {"id": "u1", "name": "苗圃.png"}]
    assert answers["name"] == "蜜桃社"


def test_a_draft_is_saved_while_typing_and_names_the_version_it_follows(form: Page, server: Server) -> None:
    form.get_by_label("企业名称").fill("蜜桃")
    form.get_by_text("已保存").wait_for()
    form.get_by_label("企业名称").fill("蜜桃社")
    form.wait_for_timeout(1200)

    assert [(method, etag) for method, etag, _ in server.sent["draft"]] == [("PUT", None), ("PUT", '"1"')]
    assert server.sent["draft"][-1][2]["answers"]["name"] == "蜜桃社"
    assert server.sent["draft"][-1][2]["answers"]["files"] == [{"id": "f1", "name": "营业执照.pdf"}]
    assert server.problems == []


def test_a_read_only_form_offers_its_files_and_no_button(islands: Islands) -> None:
    page = islands.open("form", {"schema": SCHEMA, "data": {"name": "蜜桃社", "files": [LICENCE]}, "readonly": True})

    assert page.get_by_role("link", name="营业执照.pdf").get_attribute("href") == "/files/f1"
    assert page.get_by_role("button", name="提交").count() == 0
    assert page.locator("input[type=file]").count() == 0
