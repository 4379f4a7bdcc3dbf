"""Two managers and one change on its pages: written by one, decided by the other, taken back by both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime

from engine import clock, runtime
from engine.changes import replaying
from engine.changes.contents import Contents
from engine.deployments import deploy
from engine.models import Change, ProcessDefinition, ReplayedCase, UserTask
from portal.accounts.models import User
from portal.notifications.models import Notification
from tests.engine.changes.world import FORM, NEW, OLD, PROCESS, TABLE, drafted
from tests.engine.deployments.world import review

pytestmark = pytest.mark.django_db

CHANGES = "/workbench/"


class Desk:
    """A manager's browser."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def page(self, address: str) -> str:
        answer = self.client.get(f"{CHANGES}{address}")
        assert answer.status_code == 200, address
        return answer.content.decode()

    def context(self, change: Change) -> Any:
        return self.client.get(f"{CHANGES}changes/{change.pk}/").context

    def press(self, change: Change, button: str, **typed: Any) -> str:
        """What the page says after it."""
        address = f"{CHANGES}changes/{change.pk}/{button}/"
        return self.client.post(address, typed, follow=True).content.decode()

    def decide(self, change: Change, button: str, **typed: Any) -> str:
        return self.press(change, button, digest=self.context(change)["digest"], **typed)


@pytest.fixture(autouse=True)
def deployed(people) -> None:
    deploy(OLD)


@pytest.fixture
def zhao(make_user) -> Desk:
    return Desk(make_user("zhao", "process_manager"))


@pytest.fixture
def qian(make_user) -> Desk:
    return Desk(make_user("qian", "process_manager"))


def newest() -> int:
    found = ProcessDefinition.objects.newest("review")
    assert found is not None
    return found.version


def states(desk: Desk, change: Change) -> list[str]:
    return [step.state for step in desk.context(change)["steps"]]


def test_from_the_process_one_press_leads_into_the_editor_of_a_change(zhao: Desk, qian: Desk):
    answer = zhao.client.post(f"{CHANGES}processes/review/")
    change = Change.objects.get()
    assert answer["Location"] == f"{CHANGES}changes/{change.pk}/files/{PROCESS}/edit/"
    assert (change.title, set(Contents(change).files)) == ("修改：流程", {PROCESS})
    config = zhao.client.get(answer["Location"]).context["config"]
    assert (config["base"], config["key"], config["etag"]) == (1, "review", Contents(change).revisions[PROCESS].digest)
    assert zhao.client.get(config["xmlUrl"]).content == OLD[PROCESS]
    assert f"变更单 {change.pk}" in zhao.client.get("/cockpit/processes/review/").content.decode()
    assert "正在修改" in zhao.client.get("/cockpit/").content.decode()
    assert zhao.client.post(f"{CHANGES}processes/review/")["Location"] == answer["Location"]
    assert f"/changes/{change.pk}/" not in qian.client.post(f"{CHANGES}processes/review/")["Location"]


def test_written_by_one_and_approved_by_the_other(zhao: Desk, qian: Desk):
    zhao.client.post(f"{CHANGES}new/", {"title": "审核期限", "reason": "太短"})
    change = Change.objects.get()
    assert "还没有文件" in zhao.page(f"changes/{change.pk}/")
    assert states(zhao, change) == ["todo", "todo", "todo", "todo", "todo"]
    zhao.press(change, "take-up", file=TABLE)
    assert "没有改动" in zhao.page(f"changes/{change.pk}/")
    said = zhao.press(change, "upload", upload=SimpleUploadedFile(TABLE, NEW[TABLE]))
    assert "已保存“star.dmn”" in said
    assert "规则 1" in said  # what is different
    assert "检查通过" in zhao.press(change, "check")
    assert states(zhao, change) == ["good", "good", "todo", "todo", "todo"]
    zhao.press(change, "upload", upload=SimpleUploadedFile(FORM, NEW[FORM]))
    assert states(zhao, change) == ["good", "stale", "todo", "todo", "todo"]
    assert "检查以后又有改动" in zhao.page(f"changes/{change.pk}/")

    assert "等待另一位流程管理员复核" in zhao.decide(change, "submit")
    assert "您参与了修改" in zhao.page(f"changes/{change.pk}/")
    assert "不能复核同一份变更单" in zhao.decide(change, "approve")
    assert newest() == 1
    assert "通过并发布" in qian.page(f"changes/{change.pk}/")
    assert "已发布" in qian.decide(change, "approve", comment="可以")
    assert newest() == 2
    page = qian.page(f"changes/{change.pk}/")
    assert all(word in page for word in ("复核通过", "可以", "zhao", "qian"))
    assert states(qian, change) == ["good", "good", "todo", "good", "good"]
    assert f"变更单 {change.pk}：审核期限" in zhao.client.get("/cockpit/processes/review/").content.decode()
    assert "没有进行中的变更单" in zhao.page("")
    assert "审核期限" in zhao.page("?show=all")


def test_the_other_managers_hear_that_it_waits_and_the_authors_what_was_decided(zhao: Desk, qian: Desk, people):
    change = drafted(zhao.person)

    def told(person: User) -> list[tuple[str, str]]:
        return list(Notification.objects.filter(user=person, url__contains="/workbench/").values_list("text", "url"))

    page = f"{CHANGES}changes/{change.pk}/"
    zhao.decide(change, "submit")
    assert told(qian.person) == told(people.manager) == [("变更单“审核期限”等待复核", page)]
    assert told(zhao.person) == told(people.reviewer) == []
    qian.press(change, "send-back", reason="仍太短")
    assert told(zhao.person) == [("变更单“审核期限”被退回修改：仍太短", page)]
    zhao.decide(change, "submit")
    qian.decide(change, "approve")
    assert ("变更单“审核期限”已发布", page) in told(zhao.person)


def test_sent_back_it_says_why_and_is_written_again(zhao: Desk, qian: Desk):
    change = drafted(zhao.person)
    zhao.decide(change, "submit")
    qian.press(change, "send-back", reason="期限仍太短")
    assert "期限仍太短" in zhao.page(f"changes/{change.pk}/")
    assert "提交复核" in zhao.page(f"changes/{change.pk}/")


def test_approved_for_a_time_it_can_be_called_back_until_then(zhao: Desk, qian: Desk):
    change = drafted(zhao.person)
    zhao.decide(change, "submit")
    then = localtime(clock.now() + timedelta(days=2))
    assert "到时间自动发布" in qian.decide(change, "approve", publish_at=then.strftime("%Y-%m-%dT%H:%M"))
    assert then.strftime("将于 %Y-%m-%d %H:%M 发布") in zhao.page(f"changes/{change.pk}/")
    assert "可以继续修改" in zhao.press(change, "recall")
    assert newest() == 1


def test_cases_of_the_past_are_replayed_and_another_outcome_is_agreed_to(zhao: Desk, qian: Desk, people, make_user):
    evaluator = make_user("evaluator-two", "star_evaluator")
    for points in (6, 9):
        instance = runtime.start("review", business_key=f"A-{points}", variables={"points": points})
        task = UserTask.objects.get(instance=instance)
        runtime.complete_task(task.pk, answers={"opinion": "可以"}, by=evaluator)
    change = drafted(zhao.person, {TABLE: NEW[TABLE]})
    page = f"changes/{change.pk}/replay/"
    assert "还没有重演" in zhao.page(page)
    zhao.press(change, "replay", days=30)
    assert "停止" in zhao.page(page)
    replaying.go_on()
    assert all(word in zhao.page(page) for word in ("A-6", "变量“star”", "相同 1", "不同 1"))
    assert states(zhao, change)[2] == "bad"
    zhao.decide(change, "submit")
    assert "逐件认可以后才能复核" in qian.decide(change, "approve")
    case = ReplayedCase.objects.get(outcome="other")
    zhao.press(change, f"replay/{case.pk}/accept")
    assert "认可" in zhao.page(page)
    assert states(zhao, change)[2] == "good"
    qian.decide(change, "approve")
    assert newest() == 2


def test_what_was_published_is_taken_back_by_a_change_of_its_own(zhao: Desk, qian: Desk):
    change = drafted(zhao.person)
    zhao.decide(change, "submit")
    qian.decide(change, "approve")
    said = zhao.press(change, "reverse", reason="期限算错")
    back = Change.objects.get(reverses=change)
    assert f"撤回变更单 {change.pk}" in said
    assert f"变更单 {back.pk}（编辑中）撤回这份变更" in zhao.page(f"changes/{change.pk}/")
    zhao.decide(back, "submit")
    qian.decide(back, "approve")
    assert bytes(ProcessDefinition.objects.newest("review").source) == OLD[PROCESS]
    assert "已撤回" in zhao.page(f"changes/{change.pk}/")


def test_what_another_published_meanwhile_is_named_until_one_has_seen_it(zhao: Desk):
    change = drafted(zhao.person, {PROCESS: NEW[PROCESS]})
    deploy(OLD | {PROCESS: review(name="终审")})
    assert "别人已发布更新的版本" in zhao.page(f"changes/{change.pk}/")
    assert "review.bpmn 已由别人发布了更新的版本" in zhao.decide(change, "submit")
    etag = Contents(change).revisions[PROCESS].digest
    zhao.press(change, f"files/{PROCESS}/rebase", etag=etag)
    assert "别人已发布更新的版本" not in zhao.page(f"changes/{change.pk}/")
    zhao.decide(change, "submit")
    assert Change.objects.get().status == "submitted"


def test_what_the_check_refuses_is_said_and_not_handed_in(zhao: Desk):
    change = drafted(zhao.person, {PROCESS: NEW[PROCESS].replace(b"star_evaluator", b"nobody_at_all")})
    assert "nobody_at_all" in zhao.decide(change, "submit")
    zhao.press(change, "check")
    assert states(zhao, change) == ["good", "bad", "todo", "todo", "todo"]
    assert "nobody_at_all" in zhao.page(f"changes/{change.pk}/")


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(zhao: Desk):
    change = drafted(zhao.person, {})
    for name, content, sentence in (
        ("notes.txt", b"text", "文件名须是"),
        (PROCESS, b"no xml", "XML"),
        (FORM, b"[1]", "表单不是 JSON"),
        (PROCESS, b"<a>" + b" " * (3 * 1024 * 1024) + b"</a>", "超过 2048 KB"),
    ):
        assert sentence in zhao.press(change, "upload", upload=SimpleUploadedFile(name, content))
    assert Contents(change).files == {}


def test_what_is_typed_wrongly_is_said_and_not_called_saved(zhao: Desk):
    change = drafted(zhao.person)
    said = zhao.press(change, "describe", title="", reason="太短")
    assert ("必填" in said or "不能为空" in said, "已保存" in said) == (True, False)
    assert Change.objects.get().title == "审核期限"


def test_every_text_of_a_file_is_shown_and_comes_back(zhao: Desk):
    change = drafted(zhao.person)
    for file, what in ((PROCESS, "名称"), (TABLE, "points"), (FORM, "标题")):
        page = zhao.page(f"changes/{change.pk}/files/{file}/")
        assert "与第 1 版比较" in page
        assert what in page
    etag = Contents(change).revisions[FORM].digest
    assert "已从变更单中去掉" in zhao.press(change, f"files/{FORM}/take-out", etag=etag)
    assert FORM not in Contents(change).files
    zhao.press(change, f"files/{FORM}/1/restore")
    assert Contents(change).files[FORM] == NEW[FORM]
    shown = zhao.client.get(f"{CHANGES}changes/{change.pk}/files/{FORM}/1/?download")
    assert (shown.content, shown["Content-Disposition"]) == (NEW[FORM], f'attachment; filename="{FORM}"')
    assert zhao.client.post(f"{CHANGES}changes/{change.pk}/files/{FORM}/9/restore/").status_code == 404


def test_others_neither_see_nor_write(client: Client, people, zhao: Desk):
    change = drafted(zhao.person)
    for person in (people.reviewer, people.owner):
        client.force_login(person)
        for address in ("", f"changes/{change.pk}/", f"changes/{change.pk}/files/{PROCESS}/1/"):
            assert client.get(f"{CHANGES}{address}").status_code == 403
        assert client.post(f"{CHANGES}changes/{change.pk}/discard/").status_code == 403
        assert client.post(f"{CHANGES}processes/review/").status_code == 403
    assert Change.objects.get().status == "open"
