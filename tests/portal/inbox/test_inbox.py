"""The reviewers' inbox: lists, one task, and what happens after it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine import runtime
from engine.models import UserTask
from portal.registry.models import Enterprise
from tests.portal.registering import open_task, review, send_correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]

OBJECTION = "营业执照照片不清晰，请重新拍摄后上传。"


def page(client: Client, task: UserTask) -> str:
    return client.get(reverse("inbox:task", args=[task.pk])).content.decode()


def form_of(client: Client, task: UserTask) -> dict[str, Any]:
    """What the form island gets."""
    text = page(client, task)
    start = text.index("<script", text.index('data-island="form"'))
    body = text[text.index(">", start) + 1 : text.index("</script>", start)]
    return json.loads(body)


def hand_in(client: Client, task: UserTask, answers: dict[str, Any]) -> Any:
    return client.post(reverse("inbox:complete", args=[task.pk]), {"answers": answers}, content_type="application/json")


def test_a_task_is_claimed_done_and_stays_readable_with_the_answers_given(registered, people, client):
    task = open_task(registered())
    client.force_login(people.reviewer)
    assert task.name in client.get(reverse("inbox:list")).content.decode()
    client.post(reverse("inbox:claim", args=[task.pk]))
    answer = hand_in(client, task, {"outcome": "correct", "opinion": OBJECTION, "guidance": "请白天拍摄。"})
    assert answer.json() == {"next": reverse("inbox:list")}
    shown = form_of(client, task)
    assert shown["readonly"] is True
    assert shown["data"]["opinion"] == OBJECTION
    assert shown["data"]["guidance"] == "请白天拍摄。"
    assert task.name in client.get(reverse("inbox:list") + "?tab=done").content.decode()


def test_after_one_task_comes_the_next_one_that_i_claimed(registered, people, client):
    first = open_task(registered())
    second = open_task(registered(uscc="91110108551385082Q"))
    for task in (first, second):
        runtime.claim(task.pk, by=people.reviewer)
    client.force_login(people.reviewer)
    answer = hand_in(client, first, {"outcome": "pass", "guidance": "请尽快登记产品。"})
    assert answer.json() == {"next": reverse("inbox:task", args=[second.pk])}


def test_an_enterprise_that_answered_sees_where_its_case_stands(registered, people, client):
    enterprise: Enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    task = open_task(enterprise)
    client.force_login(people.newcomer)
    client.post(reverse("inbox:claim", args=[task.pk]))
    answers = form_of(client, task)["data"] | {"rules": True, "privacy": True}
    answers.pop("townships", None)
    answer = hand_in(client, task, answers)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json() == {"next": reverse("registry:registration", args=[enterprise.pk])}


def test_what_nobody_offered_me_is_not_there(registered, people, client):
    task = open_task(registered())
    client.force_login(people.rival)
    for name in ("inbox:task", "inbox:claim", "inbox:complete", "inbox:draft"):
        method = client.get if name == "inbox:task" else client.put if name == "inbox:draft" else client.post
        answer = method(reverse(name, args=[task.pk]), {"answers": {}}, content_type="application/json")
        assert answer.status_code == 404, name


def test_a_refused_answer_names_the_field_and_keeps_the_task_open(registered, people, client):
    task = open_task(registered())
    client.force_login(people.reviewer)
    client.post(reverse("inbox:claim", args=[task.pk]))
    answer = hand_in(client, task, {"outcome": "fail", "opinion": "不行"})
    assert answer.status_code == 422
    assert "opinion" in answer.json()["errors"]
    task.refresh_from_db()
    assert (task.status, task.answers) == (UserTask.Status.OPEN, None)


def test_a_task_done_in_the_meantime_is_told_as_such(registered, people, client, make_user):
    enterprise = registered()
    task = open_task(enterprise)
    client.force_login(people.reviewer)
    client.post(reverse("inbox:claim", args=[task.pk]))
    answers = {"outcome": "pass", "guidance": "请尽快登记产品。"}
    assert hand_in(client, task, answers).status_code == 200
    again = hand_in(client, task, answers)
    assert again.status_code == 409
    assert again.json()["code"] == "task-not-open"


def test_a_draft_waits_for_me_and_two_windows_do_not_overwrite_each_other(registered, people, client):
    task = open_task(registered())
    client.force_login(people.reviewer)
    client.post(reverse("inbox:claim", args=[task.pk]))
    url = reverse("inbox:draft", args=[task.pk])

    def put(text: str, **headers: str) -> Any:
        return client.put(url, {"answers": {"guidance": text}}, content_type="application/json", headers=headers)

    first = put("一", **{"If-None-Match": "*"})
    assert put("另一个窗口", **{"If-None-Match": "*"}).status_code == 412
    second = put("二", **{"If-Match": first["ETag"]})
    late = put("三", **{"If-Match": first["ETag"]})
    assert (late.status_code, late.json()["code"], late["ETag"]) == (412, "draft-changed", second["ETag"])
    assert put("不知道接着什么").status_code == 428
    assert form_of(client, task)["data"]["guidance"] == "二"


def test_answers_from_a_window_that_was_overtaken_are_not_handed_in_unseen(registered, people, client):
    task = open_task(registered())
    client.force_login(people.reviewer)
    client.post(reverse("inbox:claim", args=[task.pk]))
    url = reverse("inbox:draft", args=[task.pk])
    body = {"answers": {"outcome": "pass", "guidance": "新"}}
    kept = client.put(url, body, content_type="application/json", headers={"If-None-Match": "*"})

    def hand_in_after(seen: dict[str, str]) -> Any:
        address = reverse("inbox:complete", args=[task.pk])
        return client.post(address, body, content_type="application/json", headers=seen)

    assert hand_in_after({"If-None-Match": "*"}).status_code == 412
    assert UserTask.objects.open().filter(pk=task.pk).exists()
    assert hand_in_after({"If-Match": kept["ETag"]}).status_code == 200


def test_a_correction_shows_the_registrant_what_is_asked(registered, people, client):
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    client.force_login(people.newcomer)
    assert OBJECTION in client.get(reverse("registry:registration", args=[enterprise.pk])).content.decode()
    send_correction(enterprise, by=people.newcomer)
    assert enterprise.status == Enterprise.Status.SUBMITTED


def test_the_second_review_of_a_registration_shows_what_the_registrant_changed(registered, people, client, clock):
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    clock.advance(hours=3)
    send_correction(enterprise, by=people.newcomer, address="古丈县默戎镇牛角山村9组")
    client.force_login(people.reviewer)
    look = client.get(reverse("inbox:task", args=[open_task(enterprise).pk])).context["look"]
    assert (look.last.conclusion.label, look.last.opinions) == ("补正", [("审核意见", OBJECTION)])
    [correction] = look.since
    assert [(change.label, change.after) for change in correction.changes] == [("住所", "古丈县默戎镇牛角山村9组")]


def poll(client: Client, text: str) -> Any:
    """What the list asks by itself after a while."""
    found = re.search(r'id="inbox-rows" hx-get="([^"]+)"', text)
    assert found is not None
    return client.get(unescape(found[1]), headers={"HX-Request": "true", "HX-Target": "inbox-rows"})


def test_the_list_shows_by_itself_what_came_meanwhile_and_is_left_alone_otherwise(registered, people, client):
    client.force_login(people.reviewer)
    before = client.get(reverse("inbox:list")).content.decode()
    assert poll(client, before).status_code == 204

    task = open_task(registered())
    after = poll(client, before)
    text = after.content.decode()
    assert after.status_code == 200
    assert "<html" not in text
    assert reverse("inbox:task", args=[task.pk]) in text
    assert 'id="inbox-tabs" hx-swap-oob="true"' in text
    assert poll(client, text).status_code == 204


def test_the_list_keeps_its_tab_and_its_search_when_it_asks_again(registered, people, client):
    task = open_task(registered())
    client.force_login(people.reviewer)
    shown = client.get(reverse("inbox:list"), {"tab": "offered", "q": "没有这样的"}).content.decode()
    runtime.claim(task.pk, by=people.reviewer)
    text = poll(client, shown).content.decode()
    assert "没有符合条件的任务" in text
    assert "tab=offered" in text


def test_a_list_whose_sign_in_has_ended_is_not_replaced_by_the_sign_in_page(registered, people, client):
    client.force_login(people.reviewer)
    shown = client.get(reverse("inbox:list")).content.decode()
    client.logout()
    assert poll(client, shown).status_code == 204
