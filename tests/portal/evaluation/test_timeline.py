"""What was done before, on the page of whoever goes on: outcome, opinion, rounds, what changed; in words of people."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from engine import jobs, runtime
from portal.evaluation import commands
from portal.registry.timeline import Entry, look_back, timeline
from tests.portal.evaluation.case import OPINION

pytestmark = pytest.mark.django_db

GUIDANCE = "请补充仓库的照片。"
ENGINE_WORDS = ("流程启动", "办结任务", "到时", "收到消息", "过半", "star_", "outcome")


@pytest.fixture
def second_round(apply, people, clock):
    """Accept → 补正 → Correct with another photo and level → Accept again."""
    case = apply(star=1)
    case.send_evidence()
    clock.advance(hours=2)
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION, guidance=GUIDANCE)
    clock.advance(days=1)
    first = case.shown("Correct")
    kept = {key: first[key] for key in first if key.endswith("_files") and key != "sales_files"}
    case.send_evidence(
        "Correct", by=people.staff, **kept, sales_files=case.files("新门店.png"), k5_note="改成每一袋都有编码"
    )
    return case


def text_of(client: Client, case, element: str) -> str:
    page = client.get(reverse("inbox:task", args=[case.task(element).pk])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S))


def entries(case, reader, step: str) -> list[Entry]:
    return [entry for entry in timeline(case.instance, reader).done if entry.text == step]


def test_the_second_round_shows_the_last_opinion_on_top_and_what_changed(second_round, people, client):
    client.force_login(people.evaluator)
    text = text_of(client, second_round, "Accept")
    top = text[text.index("第 1 次的结论与意见") : text.index("审查结论") if "审查结论" in text else None]
    assert "补正" in top
    assert OPINION in top
    assert GUIDANCE in top
    assert "吴评（星级评价员）" in top
    assert "销售环节证书 ： sales.png 新门店.png" in top
    assert "改成每一袋都有编码" in top
    assert "生产环节证书 ：" not in top


def test_nobody_reads_words_of_the_engine(second_round, people, client):
    client.force_login(people.evaluator)
    text = text_of(client, second_round, "Accept")
    for word in ENGINE_WORDS:
        assert word not in text


def test_a_step_says_who_concluded_what_how_long_it_took_and_which_time_it_was(second_round, people):
    [accept] = entries(second_round, people.keeper, "受理审查")
    assert (accept.conclusion.label, accept.conclusion.tone) == ("补正", "warn")
    assert accept.opinions == [("意见", OPINION), ("指导意见", GUIDANCE)]
    assert (accept.who, accept.used, accept.round) == ("吴评（星级评价员）", "2 小时", 1)
    second_round.done("Accept", people.evaluator, outcome="accept", remark="补正材料齐全，予以受理。")
    again, first = entries(second_round, people.keeper, "受理审查")
    assert (again.round, first.round) == (2, 1)
    assert again.opinions == [("意见", "补正材料齐全，予以受理。")]


def test_an_enterprise_reads_what_was_addressed_to_it_and_no_names_of_reviewers(second_round, people):
    [accept] = entries(second_round, people.owner, "受理审查")
    assert (accept.who, accept.conclusion.label) == ("星级评价员", "补正")
    [foreign] = entries(second_round, people.rival, "受理审查")
    assert (foreign.conclusion, foreign.opinions, foreign.url) == (None, (), "")


def test_what_the_house_says_to_itself_stays_in_the_house(apply, people):
    case = apply(star=1)
    case.to_summary()
    case.summarise(1)
    case.decide("return")
    [decision] = entries(case, people.owner, "评定决定")
    assert (decision.conclusion, decision.opinions) == (None, ())
    [summary] = entries(case, people.owner, "汇总评价")
    assert summary.conclusion is None
    [summary] = entries(case, people.officer, "汇总评价")
    assert summary.conclusion.label == "一星"


def test_a_withdrawal_and_the_beginning_are_sentences(apply, people):
    case = apply(star=1)
    case.send_evidence()
    commands.ask_to_withdraw(case.application, by=people.owner)
    jobs.run_due_jobs()
    told = [entry.text for entry in timeline(case.instance, people.evaluator).done]
    assert "企业撤回申请" in told
    assert told[-1] == "发起申请"


def test_what_waits_is_told_with_the_role_that_it_waits_for(second_round, people):
    [now] = timeline(second_round.instance, people.evaluator).now
    assert (now.text, now.who, now.is_taken) == ("受理审查", "星级评价员", False)
    runtime.claim(second_round.task("Accept").pk, by=people.evaluator)
    [now] = timeline(second_round.instance, people.keeper).now
    assert (now.who, now.is_taken) == ("吴评（星级评价员）", True)


def test_a_first_round_has_nothing_before_it(apply, people):
    case = apply(star=1)
    case.send_evidence()
    look = look_back(case.task("Accept"), people.evaluator)
    assert (look.last, look.mine) == (None, None)


def test_the_done_list_and_the_done_task_say_what_was_concluded_and_when(second_round, people, client):
    client.force_login(people.evaluator)
    listed = client.get(reverse("inbox:list") + "?tab=done").content.decode()
    assert "补正" in listed
    assert OPINION in listed
    [accept] = entries(second_round, people.evaluator, "受理审查")
    page = client.get(accept.url).content.decode()
    assert "已于 2026-03-11 12:00 办结，用时 2 小时" in page
    assert "outcome-warn" in page
