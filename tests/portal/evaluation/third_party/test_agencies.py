"""Which agencies may be commissioned, and what their people may see and do."""

from __future__ import annotations

from datetime import date

import pytest

from engine import runtime
from engine.errors import AssigneeRefused, ClaimRefused, SeparationOfDuties, TaskNotYours
from engine.models import Membership, ProcessInstance, UserTask
from portal.accounts import roles
from portal.evaluation import access, agencies, commands
from portal.evaluation.models import Agency, AgencyReport, AgencyTie
from portal.registry.files import may_read, may_view_enterprise
from tests.portal.evaluation.outside import ThirdParty, accepted_application, person
from tests.portal.world import WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def test_only_suitable_agencies_are_offered(people, tea, clock, make_agency, make_user):
    clock.set(WEDNESDAY)
    good = make_agency("甲", "a")
    make_agency("乙", "b", fields=["crafts"])
    make_agency("丙", "c", is_active=False)
    make_agency("丁", "d", cma_valid_to=date(2026, 3, 10))
    tied = make_agency("戊", "e")
    AgencyTie.objects.create(agency=tied, organisation=tea.enterprise.name, until=date(2024, 1, 1))
    staffed = make_agency("己", "f")
    staffed.members.create(user=people.staff)
    Agency.objects.create(name="庚", uscc="914301040000000099", fields=["tea"], cma_number="1")  # nobody there
    application = accepted_application(tea, star=2, by=people.owner)
    assert agencies.eligible(application, on=date(2026, 3, 11)) == [good]


def test_another_agency_cannot_answer_or_report(begin, people, first, second):
    case = begin()
    case.select(first)
    for outsider in (person(second), people.owner, people.evaluator):
        with pytest.raises(TaskNotYours):
            case.accept(outsider)
    task = case.task("AnswerOrder")
    with pytest.raises(AssigneeRefused):
        runtime.assign(task.pk, to=person(second), by=people.manager)
    # Not even where a diagram offers it to more than the one that was commissioned.
    task.candidates.create(group=second.group)
    with pytest.raises(ClaimRefused, match="受委托机构"):
        case.accept(person(second))
    assert task not in UserTask.objects.inbox_of(person(second))
    assert task in UserTask.objects.inbox_of(person(first))


def test_whoever_left_the_agency_no_longer_reports_for_it(begin, people, first, make_user):
    case = begin()
    case.select(first)
    leaver, colleague = person(first), make_user("jia2", roles.AGENCY)
    first.members.create(user=colleague)
    task = runtime.claim(case.task("AnswerOrder").pk, by=leaver)
    first.members.filter(user=leaver).delete()
    assert runtime.who_may_have(task) == [colleague]
    with pytest.raises(TaskNotYours):
        case.accept(leaver)
    case.go_on()
    assert case.task("AnswerOrder").assignee is None
    case.accept(colleague)


def test_an_agency_that_is_struck_off_gives_its_task_back(begin, first):
    case = begin()
    case.select(first)
    runtime.claim(case.task("AnswerOrder").pk, by=person(first))
    first.is_active = False
    first.save()
    case.go_on()
    assert case.task("AnswerOrder").assignee is None


def test_who_reported_does_not_adopt(commissioned, people, first):
    case = commissioned()
    case.report(person(first))
    case.sample_result()
    person(first).groups.add(people.evaluator.groups.get(name=roles.STAR_EVALUATOR))
    with pytest.raises(SeparationOfDuties):
        runtime.claim(case.task("AdoptReport").pk, by=person(first))


def test_agencies_see_the_case_only_while_they_work_on_it(begin, people, first, tea):
    case = begin()
    case.select(first)

    def sees() -> tuple[bool, bool, bool]:
        fresh = person(first)
        return (
            may_view_enterprise(fresh, tea.enterprise_id),
            fresh.has_perm("evaluation.view_application", case.application),
            may_read(fresh, tea.enterprise.licence),
        )

    assert sees() == (False, False, False)
    case.accept(person(first))
    assert sees() == (False, True, True)
    case.sample_received()
    case.report(person(first))
    file = AgencyReport.objects.get().file
    assert may_read(people.evaluator, file)
    case.sample_result()
    case.adopt()
    assert sees() == (False, False, False)


def test_withdrawing_takes_the_case_away_from_the_agency(accepted_for_two, people, first):
    case = accepted_for_two
    ThirdParty.within(case).commission(first)
    assert access.may_see(person(first), case.application)
    commands.ask_to_withdraw(case.application, by=people.owner)
    case.go_on()
    assert case.child("eval_third_party").status == ProcessInstance.Status.CANCELLED
    assert not access.may_see(person(first), case.application)


def test_the_groups_of_an_agency(first, second, make_user):
    assert list(Membership.objects.members_of(first.group)) == [person(first)]
    assert not Membership.objects.members_of("agency:x").exists()
    assert first.group in Membership.objects.names_of(person(first))
    first.is_active = False
    first.save()
    assert first.group not in Membership.objects.names_of(person(first))
