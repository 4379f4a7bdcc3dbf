"""What experts see of a case, and for how long."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engine.models import UserTask
from portal.evaluation import access
from portal.registry import cases
from portal.registry.files import may_read, may_view_enterprise, usable_by
from tests.portal.evaluation.outside import accepted_application, second_product
from tests.portal.world import WEDNESDAY, stored_picture

pytestmark = pytest.mark.django_db


def test_experts_see_the_case_only_while_they_work_on_it(begin_onsite, clock, people, tea):
    case = begin_onsite()
    licence, enterprise = tea.enterprise.licence, tea.enterprise
    expert = case.invited()[0].user

    def sees() -> tuple[bool, bool, bool]:
        fresh = type(expert).objects.get(pk=expert.pk)
        return (
            may_view_enterprise(fresh, enterprise.pk),
            fresh.has_perm("evaluation.view_application", case.application),
            may_read(fresh, licence),
        )

    assert sees() == (False, False, False)
    case.to_opinions(clock)
    assert sees() == (False, True, True)
    other = stored_picture(owner=enterprise.group, user=people.owner, name="别的材料.png")
    assert not may_read(type(expert).objects.get(pk=expert.pk), other)
    photo = case.panel.visit.photos.get()
    assert photo.owner == enterprise.group
    assert may_read(people.evaluator, photo)
    case.all_opine(85, 85, 85)
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    assert sees() == (False, False, False)
    if expert != case.lead:
        assert not usable_by(type(expert).objects.get(pk=expert.pk)).filter(pk=photo.pk).exists()


def test_an_expert_whose_work_is_done_reads_what_he_handed_in_and_no_more_of_the_case(
    begin_onsite, clock, tea, client, monkeypatch
):
    # here the visit is a case of its own, elsewhere a part of the application
    monkeypatch.setitem(cases.describers, "eval_onsite", cases.describers["star_application"])
    case = begin_onsite()
    expert = case.invited()[0].user
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    task = UserTask.objects.filter(completed_by=expert, case__business_key=case.application.number).latest(
        "completed_at"
    )
    client.force_login(expert)
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    page = client.get(reverse("inbox:task", args=[task.pk])).content.decode()
    assert task.name in page
    assert "只能查看自己提交的内容" in page
    for kept_away in (tea.enterprise.uscc, "办理经过", 'data-island="diagram"', "files-title"):
        assert kept_away not in page
    poll = client.get(reverse("inbox:live", args=[task.pk])).content.decode()
    assert "case-timeline" not in poll


def test_an_expert_who_is_replaced_sees_the_case_no_longer(begin_onsite, people, tea):
    case = begin_onsite()
    case.all_accept()
    seat = case.panel.seated[2]
    case.done("ConfirmPanel", people.owner, outcome="object", seats=[seat.pk], opinion="该专家曾为竞争企业提供咨询。")
    assert not access.may_see(type(seat.expert.user).objects.get(pk=seat.expert.user_id), case.application)


def test_closing_one_case_leaves_the_other_and_the_members_alone(people, tea, clock, make_user):
    clock.set(WEDNESDAY)
    first, second = (accepted_application(product, star=3, by=people.owner) for product in (tea, second_product(tea)))
    guest = make_user("guest")
    for application in (first, second):
        access.open_case(application, [guest, people.staff])
    access.close_case(first)
    guest, staff = (type(guest).objects.get(pk=user.pk) for user in (guest, people.staff))
    assert not guest.has_perm("evaluation.view_application", first)
    assert access.may_see(guest, second)
    assert not may_view_enterprise(guest, tea.enterprise_id)
    access.close_case(second)
    assert not access.may_see(type(guest).objects.get(pk=guest.pk), second)
    assert may_view_enterprise(staff, tea.enterprise_id)
