"""Who sits on the panel: lots, answers, the enterprise's objection."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from engine.errors import AnswersRefused, TaskNotYours
from portal.evaluation.commands import panels
from portal.evaluation.draw import lot
from portal.evaluation.models import Expert, ExpertTie, PanelDraw, PanelSeat
from portal.evaluation.redrawing import redo
from portal.notifications.models import Notification
from tests.portal.evaluation.outside import accepted_application, second_product
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db
Status = PanelSeat.Status


def test_the_panel_sees_who_is_who_in_the_enterprise_before_answering(begin_onsite):
    case = begin_onsite()
    expert = case.invited()[0]
    task = case.task("InviteExperts", of=expert.user)
    assert list(task.candidates.values_list("group", flat=True)) == [f"user:{expert.user.username}"]
    with pytest.raises(AnswersRefused) as refused:
        case.done("InviteExperts", expert.user, of=expert.user, outcome="accept", no_conflict=False)
    assert set(refused.value.errors) == {"no_conflict"}
    with pytest.raises(AnswersRefused):
        case.done("InviteExperts", expert.user, of=expert.user, outcome="avoid", opinion="忙")


def test_who_refuses_is_replaced_by_lot_and_never_drawn_again(begin_onsite, experts):
    case = begin_onsite(star=3)
    first = case.invited()
    member = next(expert for expert in first if not case.panel.seats.get(expert=expert).is_lead)
    case.answer(member, "avoid")
    for expert in case.invited():
        case.answer(expert)
    assert case.open() == ["InviteExperts"]
    (successor,) = case.invited()
    assert successor not in first
    assert successor.user.username in {"ex-tea", "ex-safety", "ex-quality", "ex-second"}
    case.answer(successor)
    assert case.open() == ["ConfirmPanel"]
    assert member.user not in case.seated
    draws = list(case.panel.draws.all())
    assert [(draw.round, draw.lead_wanted, draw.members_wanted) for draw in draws] == [(1, True, 2), (2, False, 1)]
    assert {row["expert"]: row["barred"] for row in draws[1].candidates}[member.pk] == ["drawn"]
    assert [redo(draw).experts for draw in draws] == [draw.drawn for draw in draws]


@pytest.mark.parametrize("seniors", [1, 2, 3])
def test_a_lead_who_refuses_is_followed_by_another_senior_expert(begin_onsite, experts, make_expert, seniors):
    """A senior member who is seated already, else one who is drawn."""
    for number in range(seniors):
        make_expert(f"ex-more-{number}", "tea", senior=seniors > 1)
    case = begin_onsite()
    lead = case.panel.seats.get(is_lead=True).expert
    case.answer(lead, "refuse")
    case.all_accept()
    assert len(case.invited()) == 1
    case.all_accept()
    assert case.open() == ["ConfirmPanel"]
    assert case.panel.lead.expert.is_senior
    assert case.lead != lead.user


def test_silence_is_a_refusal(begin_onsite, clock):
    case = begin_onsite()
    silent, *others = case.invited()
    for expert in others:
        case.answer(expert)
    clock.advance(hours=24)
    case.go_on()
    assert Notification.objects.filter(user=silent.user, text__contains="时间已过半").count() == 1
    assert not Notification.objects.filter(user=others[0].user, text__contains="时间已过半").exists()
    clock.advance(days=1)
    case.go_on()
    assert case.panel.seats.get(expert=silent).status == Status.REFUSED
    assert silent not in case.invited()
    assert case.open() == ["InviteExperts"]


def test_too_few_experts_are_told_and_the_draw_is_done_again(begin_onsite, people, make_expert, experts, clock):
    Expert.objects.filter(pk=experts["tea"].pk).update(is_active=False)
    Expert.objects.filter(pk=experts["quality"].pk).update(is_active=False)
    case = begin_onsite(star=3)
    assert case.open() == ["ReplenishExperts"]
    assert not PanelDraw.objects.exists()
    shown = case.shown("ReplenishExperts")
    assert [shown[key] for key in ("size", "share", "free", "own", "seniors")] == [3, 2, 2, 2, 2]
    states = {row["name"]: row["state"] for row in shown["experts"]}
    assert states == {
        "ex-safety": "可抽取",
        "ex-second": "可抽取",
        "ex-silver": "排除：专业领域不符",
        "ex-neighbour": "排除：与企业同县",
    }
    clock.set(case.task("ReplenishExperts").due_at + timedelta(seconds=1))
    case.go_on()
    about_it = Notification.objects.filter(text__contains="专家库待补充")
    assert [about_it.filter(user=user).count() for user in (people.evaluator, people.manager)] == [1, 1]
    make_expert("ex-new", "quality")
    case.done("ReplenishExperts", people.evaluator, replenished=True)
    assert case.open() == ["InviteExperts"] * 3


def test_without_enough_of_the_own_field_nobody_is_drawn(begin_onsite, people, make_expert, experts):
    """Enough people in all, and a senior one among them, but only one who knows the product."""
    Expert.objects.filter(pk__in=[experts["tea"].pk, experts["safety"].pk]).update(is_active=False)
    make_expert("ex-general", "food_safety", senior=True)
    case = begin_onsite(star=3)
    assert case.open() == ["ReplenishExperts"]
    states = {row["name"]: row["state"] for row in case.shown("ReplenishExperts")["experts"]}
    assert states["ex-general"] == "可抽取（通用专业，只补足其余席位，不任组长）"
    make_expert("ex-new", "tea")
    case.done("ReplenishExperts", people.evaluator, replenished=True)
    assert case.open() == ["InviteExperts"] * 3
    lead = case.panel.seats.get(is_lead=True).expert
    assert lead == experts["second"]
    assert sum("tea" in expert.fields for expert in case.invited()) >= 2


def test_five_stars_ask_for_five_experts(begin_onsite, make_expert):
    make_expert("ex-fifth", "tea")
    case = begin_onsite(star=5)
    assert case.open() == ["InviteExperts"] * 5


def test_the_enterprise_objects_once(begin_onsite, people, clock):
    case = begin_onsite()
    case.all_accept()
    objected = case.panel.seated[1]
    with pytest.raises(TaskNotYours):
        case.done("ConfirmPanel", people.rival, outcome="none")
    with pytest.raises(AnswersRefused):
        case.done("ConfirmPanel", people.owner, outcome="object", seats=[], opinion="该专家曾为竞争企业提供咨询。")
    case.done(
        "ConfirmPanel", people.owner, outcome="object", seats=[objected.pk], opinion="该专家曾为竞争企业提供咨询。"
    )
    objected.refresh_from_db()
    assert (objected.status, objected.objection) == (Status.REPLACED, "该专家曾为竞争企业提供咨询。")
    assert case.open() == ["InviteExperts"]
    case.all_accept()
    assert case.open() == ["ScheduleVisit"]  # not asked a second time
    assert objected.expert.user not in case.seated


def test_no_answer_to_the_list_of_experts_is_no_objection(begin_onsite, people, clock):
    case = begin_onsite()
    case.all_accept()
    clock.advance(days=1, hours=8)
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="专家名单待确认").count() == 1
    clock.advance(days=2)
    case.go_on()
    assert case.open() == ["ScheduleVisit"]
    assert case.panel.answered_at is not None


def test_who_evaluated_the_enterprise_last_is_not_drawn_again(begin_onsite, people, tea, make_expert):
    case = begin_onsite(star=3)
    case.all_accept()
    before = {seat.expert_id for seat in case.panel.seated}
    for number in range(3):
        make_expert(f"ex-other-{number}", "tea", senior=True)
    seats = panels.draw_panel(accepted_application(second_product(tea), star=3, by=people.owner), on=WEDNESDAY.date())
    assert not before & {seat.expert_id for seat in seats}


def test_a_draw_keeps_why_somebody_could_not_be_drawn_and_is_made_once_more(begin_onsite, experts, tea, people, client):
    ExpertTie.objects.create(expert=experts["tea"], organisation="别的名字", uscc=tea.enterprise.uscc)
    tea.enterprise.members.create(user=experts["quality"].user, role="staff")
    case = begin_onsite(star=3)
    assert case.open() == ["ReplenishExperts"]  # two are left
    experts["quality"].user.memberships.all().delete()
    case.done("ReplenishExperts", people.evaluator, replenished=True)
    barred = {row["expert"]: row["barred"] for row in case.panel.draws.get().candidates}
    assert barred == {
        experts["tea"].pk: ["tie"], experts["silver"].pk: ["field"], experts["neighbour"].pk: ["county"],
        **{experts[name].pk: [] for name in ("safety", "quality", "second")},
    }  # fmt: skip

    client.force_login(people.evaluator)
    progress = f"/enterprise/applications/{case.application.number}/"
    address = f"{progress}draws/"
    assert f'href="{address}"' in client.get(progress).content.decode()
    page = client.get(address).content.decode()
    assert "重算一致" in page
    assert "与企业同县" in page
    record = case.panel.draws.get()
    assert record.seed in page
    assert lot(record.seed, experts["second"].pk) in page
    call_command("check_draws", case.application.number)

    PanelDraw.objects.update(drawn=[experts["silver"].pk, *record.drawn[1:]])
    assert "重算不一致" in client.get(address).content.decode()
    with pytest.raises(CommandError, match="1 次抽取与记录不一致"):
        call_command("check_draws")
    with pytest.raises(CommandError, match="没有专家抽取记录：A1"):
        call_command("check_draws", "A1")
    client.force_login(people.owner)
    assert f'href="{address}"' not in client.get(progress).content.decode()
    assert client.get(address).status_code == 404
