"""P04 as it runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.models import Document
from engine.errors import AnswersRefused
from engine.models import ProcessInstance
from portal.evaluation.commands.samples import draw_value
from portal.evaluation.models import Application, InspectionRecord, Sample
from portal.notifications.models import Notification
from portal.registry.models import Product
from tests.flows import untaken
from tests.portal.world import BPMN, another

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def sample_of(case) -> Sample:
    return case.application.samples.latest("round")


def test_the_note_tells_where_to_send_and_by_when(accepted, tea, settings):
    settings.OTOP_SAMPLE_ADDRESS = "长沙市岳麓区某路1号"
    case = accepted()
    note = Document.objects.get(kind="sample_note", subject=case.number)
    assert note.data["data"]["receiver_address"] == "长沙市岳麓区某路1号"
    assert note.data["data"]["send_by"] == "2026-03-25"
    assert note.data["data"]["scan_url"].endswith(f"/enterprise/applications/samples/{note.number}/")
    assert note.docx.owner == tea.enterprise.group
    assert sample_of(case).note == note


def test_what_was_sent_and_received_is_kept(accepted, people, clock):
    case = accepted()
    case.ship()
    sample = sample_of(case)
    assert (sample.status, sample.tracking_number) == (Sample.Status.IN_TRANSIT, "SF1234567890")
    case.receive(temperature=-3.5)
    sample.refresh_from_db()
    assert sample.status == Sample.Status.STORED
    assert str(sample.temperature) == "-3.5"
    assert sample.photos.count() == 1
    statuses = list(sample.events.values_list("status", flat=True))
    assert statuses == ["to_send", "in_transit", "received", "stored"]


def test_a_shipment_says_what_is_wrong_with_it(accepted, people):
    case = accepted()
    answers = {
        "courier": "顺丰速运",
        "tracking_number": "单号",
        "quantity": "2罐",
        "batch": "20260301",
        "produced_on": "2026-03-01",
        "shelf_life": "18个月",
    }
    with pytest.raises(AnswersRefused) as refused:
        case.done("ShipSample", people.owner, **answers)
    assert set(refused.value.errors) == {"tracking_number"}
    with pytest.raises(AnswersRefused) as refused:
        case.done(
            "ShipSample",
            people.owner,
            **answers | {"tracking_number": "SF123456", "produced_on": "2026-04-01"},
        )
    assert set(refused.value.errors) == {"produced_on"}
    assert sample_of(case).status == Sample.Status.TO_SEND


def test_a_sample_that_is_not_sent_lapses_the_application(accepted, people, clock, tea):
    case = accepted()
    clock.advance(days=8)
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="尚未寄出").count() == 1
    clock.advance(days=8)
    case.go_on()
    assert case.status == Application.Status.LAPSED
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert case.open_tasks() == set()
    tea.refresh_from_db()
    assert tea.status == Product.Status.FILED


def test_a_refused_sample_may_be_sent_twice_again(accepted, people, draw_rate):
    draw_rate(0)
    case = accepted()
    for attempt in (1, 2, 3):
        case.ship()
        case.receive("refuse", appearance="damaged", opinion="包装破损，样品已经受潮，无法检测。")
        assert case.application.samples.count() == min(attempt + 1, 3)
    assert Document.objects.filter(kind="sample_note", subject=case.number).count() == 3
    assert "ShipSample" not in case.open_tasks()
    assert case.child("sample_inspection").variables["outcome"] == "fail"
    case.check_online()
    with pytest.raises(AnswersRefused) as refused:
        case.conclude_online()
    assert "样品不合格" in refused.value.errors["outcome"][0]
    case.conclude_online("fail", opinion="样品三次拒收，按不合格处理。")
    assert "Summarise" in case.open_tasks()


def test_the_new_note_says_why_the_last_sample_was_refused(accepted, people):
    case = accepted()
    case.ship()
    case.receive("refuse", appearance="damaged", opinion="包装破损，样品已经受潮，无法检测。")
    shown = case.shown("ShipSample")
    assert "受潮" in shown["refusal"]


def test_a_damaged_sample_is_not_accepted(accepted, people):
    case = accepted()
    case.ship()
    with pytest.raises(AnswersRefused) as refused:
        case.receive(appearance="damaged")
    assert set(refused.value.errors) == {"outcome"}


def test_food_at_two_stars_goes_to_the_laboratory_whatever_the_draw(accepted, draw_rate, people):
    draw_rate(0)
    case = accepted(star=2)
    case.ship()
    case.receive()
    assert sample_of(case).draw_rule == Sample.DrawRule.FOOD
    case.draw()
    assert "TestSample" in case.open_tasks()
    case.test()
    record = InspectionRecord.objects.get(kind="laboratory")
    assert (record.cma_number, record.items.get().value) == ("231821340123", "5.1%")
    assert sample_of(case).status == Sample.Status.PASSED
    assert case.child("sample_inspection").variables["outcome"] == "pass"


@pytest.mark.parametrize(("rate", "rule"), [(1, "drawn"), (0, "not_drawn")])
def test_others_are_drawn_at_random_and_the_draw_can_be_checked_again(accepted, draw_rate, rate, rule):
    draw_rate(rate)
    case = accepted()
    case.ship()
    case.receive()
    sample = sample_of(case)
    assert sample.draw_rule == rule
    assert draw_value(sample.draw_seed) == sample.draw_value
    assert 0 <= sample.draw_value < 1
    assert sample.draw_seed in case.shown("DrawSample")["rule_text"]
    case.draw()
    assert ("TestSample" in case.open_tasks()) is (rate == 1)


def test_the_draw_hits_one_in_five():
    values = [draw_value(f"S202600001:{n}") for n in range(2000)]
    assert 330 < sum(value < 0.2 for value in values) < 470


def test_a_product_that_failed_before_is_tested(accepted, apply, people, draw_rate, tea, settings):
    settings.OTOP_REAPPLY_MONTHS = 0
    draw_rate(1)
    first = accepted()
    first.sample_result("fail")
    first.check_online()
    first.conclude_online("fail", opinion="样品不合格，评价不合格。")
    first.summarise(0)
    first.decide("fail")
    draw_rate(0)
    second = accepted()
    second.ship()
    second.receive()
    assert sample_of(second).draw_rule == Sample.DrawRule.RISK


def test_an_item_that_fails_cannot_pass_as_a_whole(accepted, draw_rate, people):
    draw_rate(1)
    case = accepted()
    case.ship()
    case.receive()
    case.draw()
    items = [{"name": "铅", "method": "GB 5009.12", "limit": "≤5", "value": "7", "verdict": "fail"}]
    with pytest.raises(AnswersRefused) as refused:
        case.test("pass", items=items)
    assert "铅" in refused.value.errors["verdict"][0]


def test_the_receipt_says_what_came(accepted):
    case = accepted()
    case.ship()
    case.receive(temperature=-3.5)
    receipt = Document.objects.get(kind="sample_receipt", subject=case.number)
    said = receipt.data["data"]
    assert (receipt.number, said["quantity"], said["temperature"]) == (f"{sample_of(case).number}-1", "2罐", "-3.5 ℃")
    assert sample_of(case).receipt == receipt


def test_every_flow_of_a_sample_is_taken(accepted, draw_rate, people, tea, clock):
    def late(case, element: str) -> None:
        clock.set(case.task(element).due_at + timedelta(seconds=1))
        case.go_on()

    draw_rate(1)
    lapsed = accepted(product=another(tea, "古丈毛尖"))
    late(lapsed, "ShipSample")
    refused = accepted(product=another(tea, "古丈红茶"))
    for _attempt in range(3):
        refused.ship()
        late(refused, "ReceiveSample")
        refused.receive("refuse", appearance="damaged", opinion="包装破损，样品已经受潮，无法检测。")
    asked = accepted()
    asked.ship()
    asked.receive()
    late(asked, "DrawSample")
    asked.draw()
    late(asked, "TestSample")
    asked.test("fail")
    clock.set(asked.task("AskRetest").due_at - timedelta(hours=1))
    asked.go_on()
    asked.ask_retest()
    late(asked, "RetestSample")
    asked.retest()
    late(asked, "DisposeSample")
    about_it = Notification.objects.filter(text__contains="样品待处置")
    assert [about_it.filter(user=user).count() for user in (people.keeper, people.manager)] == [1, 1]
    asked.done("DisposeSample", people.keeper, outcome="display")
    for name, answer in (("古丈白茶", "accept"), ("古丈黄茶", "")):
        case = accepted(product=another(tea, name))
        case.ship()
        case.receive()
        case.draw()
        case.test("fail")
        case.ask_retest(answer) if answer else late(case, "AskRetest")
    draw_rate(0)
    papers = accepted(product=another(tea, "古丈黑茶"))
    papers.sample_result()
    tested = accepted(star=2, product=another(tea, "古丈青茶"))
    tested.sample_result()
    played = ProcessInstance.objects.filter(process_key="sample_inspection")
    assert untaken(BPMN / "sample_inspection" / "sample_inspection.bpmn", played) == set()


def test_papers_that_do_not_fit_fail_the_sample(accepted, draw_rate):
    draw_rate(0)
    case = accepted()
    case.ship()
    case.receive()
    case.draw("fail", opinion="标签上的执行标准与备案不一致。")
    assert sample_of(case).status == Sample.Status.FAILED


def test_only_a_sample_that_passed_may_be_displayed(accepted, draw_rate, people):
    draw_rate(0)
    case = accepted()
    case.ship()
    case.receive()
    case.draw("fail", opinion="标签上的执行标准与备案不一致。")
    with pytest.raises(AnswersRefused):
        case.done("DisposeSample", people.keeper, outcome="display")
    case.done("DisposeSample", people.keeper, outcome="destroy", note="按不合格样品销毁")
    assert sample_of(case).status == Sample.Status.DESTROYED
