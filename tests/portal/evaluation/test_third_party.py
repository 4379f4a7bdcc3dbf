"""P06 as it runs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from documents.models import Document
from engine import deployments, runtime
from engine.errors import AnswersRefused, AssigneeRefused, ClaimRefused, SeparationOfDuties, TaskNotYours
from engine.models import Membership, Message, ProcessInstance, UserTask
from portal.accounts import roles
from portal.evaluation import access, agencies, commands
from portal.evaluation.models import Agency, AgencyReport, AgencyTie, Decision, Report, ThirdPartyOrder
from portal.evaluation.results import evaluation_text
from portal.notifications.models import Notification
from portal.registry import cases
from portal.registry.files import may_read, may_view_enterprise
from portal.registry.models import Product
from tests.documents.world import text_of
from tests.portal.evaluation.outside import ThirdParty, accepted_application, uploaded
from tests.portal.world import BPMN, WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]

Status = ThirdPartyOrder.Status


def process_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((BPMN / "eval_third_party").iterdir())}


@pytest.fixture
def make_agency(make_user: Any) -> Any:
    """`make_agency("甲检测", "430000000000000001", "jia")`: with one person, for tea."""

    def make(name: str, username: str, **changes: Any) -> Agency:
        fields = {
            "uscc": f"9143010400000000{Agency.objects.count():02}",
            "fields": ["tea"],
            "cma_number": "231821340123",
        }
        agency = Agency.objects.create(name=name, **fields | changes)
        agency.members.create(user=make_user(username, roles.AGENCY))
        return agency

    return make


@pytest.fixture
def first(make_agency: Any) -> Agency:
    return make_agency("甲检测评价", "jia")


@pytest.fixture
def second(make_agency: Any) -> Agency:
    return make_agency("乙检测评价", "yi")


@pytest.fixture
def begin(people: Any, clock: Any, tea: Product, first: Agency, second: Agency) -> Any:
    clock.set(WEDNESDAY)
    deployments.deploy(process_files())
    return lambda: ThirdParty(people, tea, star=2)


def person(agency: Agency) -> Any:
    return agency.members.get().user


def test_two_stars_are_evaluated_by_an_agency_and_decided_by_the_evaluator(begin, people, first, tea):
    case = begin()
    assert case.open() == ["SelectAgency"]
    case.select(first)
    assert list(case.task("AnswerOrder").candidates.values_list("group", flat=True)) == [first.group]
    assert Notification.objects.filter(user=person(first), text__contains="收到第三方评价委托").count() == 1
    case.accept(person(first))
    case.report(person(first))
    assert case.open() == []  # the sample's result is not there yet
    case.sample_result()
    assert case.open() == ["AdoptReport"]
    case.adopt()

    assert case.has_ended
    assert case.variables["outcome"] == "pass"
    report = Report.objects.get()
    assert (report.path, report.outcome, float(report.score)) == ("third_party", "pass", 86.5)
    assert report.checks.count() == 7
    assert "第三方委托评价" in evaluation_text(case.application)
    assert ThirdPartyOrder.objects.get().status == Status.ADOPTED
    assert Decision.objects.get().outcome == "pass"


def test_the_calling_process_hears_of_the_sample_too(begin, first):
    case = begin()
    case.select(first)
    case.accept(person(first))
    case.sample_result()  # before anybody waits
    case.report(person(first))
    case.adopt()
    kept = Message.objects.get(name="sample_result")
    assert (kept.correlation_key, kept.variables) == (
        case.application.number, {"sample_id": 1, "sample_outcome": "pass"},
    )  # fmt: skip


def test_in_the_whole_application_the_report_leads_to_the_summary(apply, people, first, draw_rate):
    draw_rate(0)
    deployments.deploy(process_files())
    case = apply(star=2)
    case.accept()
    case.done("SelectAgency", people.evaluator, agency_id=first.pk)
    statement = "已核查任职、投资、合作关系，均不存在。"
    case.done("AnswerOrder", person(first), outcome="accept", no_conflict=True, conflict_statement=statement)
    answers: dict[str, Any] = {f"k{n}_verdict": "met" for n in (1, 2, 3, 4, 5, 6, 8)}
    answers |= {
        "score": 90,
        "summary": "材料与样品一致，符合要求。",
        "report": uploaded(person(first)),
        "conclusion": "pass",
    }
    case.done("ReportThirdParty", person(first), **answers)
    case.sample_result()
    case.done("AdoptReport", people.evaluator, outcome="adopt")
    assert "Summarise" in case.open_tasks()
    case.summarise(2)
    case.decide("pass")
    assert case.application.awarded_star == 2


def test_an_agency_that_refuses_is_followed_by_another(begin, people, first, second):
    case = begin()
    case.select(first)
    with pytest.raises(AnswersRefused) as refused:
        case.done("AnswerOrder", person(first), outcome="accept", no_conflict=False, conflict_statement="无")
    assert set(refused.value.errors) == {"no_conflict", "conflict_statement"}
    case.refuse(person(first))
    assert case.open() == ["SelectAgency"]
    with pytest.raises(AnswersRefused):
        case.select(first)
    case.select(second)
    case.accept(person(second))
    assert case.open() == ["ReportThirdParty"]


def test_an_agency_that_does_not_answer_is_asked_no_longer(begin, clock, first, second):
    case = begin()
    case.select(first)
    clock.advance(days=1, hours=8)
    case.go_on()
    assert Notification.objects.filter(user=person(first), text__contains="待答复").count() == 1
    clock.advance(days=2)
    case.go_on()
    assert ThirdPartyOrder.objects.get().status == Status.LAPSED
    assert case.open() == ["SelectAgency"]
    case.select(second)
    case.accept(person(second))


def test_a_late_report_is_chased_escalated_and_then_taken_away(begin, clock, people, first, second):
    case = begin()
    case.select(first)
    case.accept(person(first))
    task = case.task("ReportThirdParty")
    assert task.due_at.date() == date(2026, 4, 1)
    clock.set(task.due_at)
    clock.advance(minutes=1)
    case.go_on()
    assert Notification.objects.filter(user=person(first), text__contains="将更换机构").count() == 1
    assert Notification.objects.filter(user=people.manager, text__contains="逾期未交").count() == 1
    assert case.open() == ["ReportThirdParty"]  # still welcome
    clock.advance(days=8)  # five working days; Ching Ming is none
    case.go_on()
    assert ThirdPartyOrder.objects.get().status == Status.REPLACED
    assert case.open() == ["SelectAgency"]
    assert not access.may_see(person(first), case.application)


def test_a_report_goes_back_and_comes_again_revised(begin, clock, first):
    case = begin()
    case.select(first)
    case.accept(person(first))
    case.report(person(first))
    case.sample_result()
    with pytest.raises(AnswersRefused):
        case.adopt("return", opinion="不行")
    case.adopt("return")
    task = case.task("ReportThirdParty")
    assert task.due_at.date() == date(2026, 3, 18)  # five working days
    case.report(person(first), score=80)
    assert case.open() == ["AdoptReport"]  # the sample's result is known already
    case.adopt()
    assert [report.review for report in AgencyReport.objects.all()] == ["return", "adopt"]
    assert Report.objects.get().score == 80


def test_a_report_that_is_not_adopted_leads_to_another_agency(begin, first, second):
    case = begin()
    case.select(first)
    case.accept(person(first))
    case.report(person(first))
    case.sample_result()
    case.adopt("reject")
    assert not Report.objects.exists()
    assert not Decision.objects.exists()
    case.select(second)
    case.accept(person(second))
    case.report(person(second))
    assert case.open() == ["AdoptReport"]
    case.adopt()
    assert case.variables["outcome"] == "pass"


def test_a_negative_report_that_is_adopted_fails_the_evaluation(begin, first):
    case = begin()
    case.select(first)
    case.accept(person(first))
    with pytest.raises(AnswersRefused) as refused:
        case.report(person(first), k5_verdict="unmet", k5_remark="编码无法追到批次")
    assert "K5" in refused.value.errors["conclusion"][0]
    case.report(person(first), k5_verdict="unmet", k5_remark="编码无法追到批次", conclusion="fail", score=61)
    case.sample_result()
    case.adopt()
    assert case.variables["outcome"] == "fail"


def test_a_failed_sample_forbids_adopting_a_good_report(begin, first):
    case = begin()
    case.select(first)
    case.accept(person(first))
    case.report(person(first))
    case.sample_result("fail")
    with pytest.raises(AnswersRefused) as refused:
        case.adopt()
    assert "样品不合格" in refused.value.errors["outcome"][0]
    case.adopt("return")
    case.report(person(first), conclusion="fail")
    case.adopt()
    assert case.variables["outcome"] == "fail"


def test_without_an_agency_the_list_is_replenished(begin, people, first, second, make_agency):
    case = begin()
    for agency in (first, second):
        case.select(agency)
        case.refuse(person(agency))
    assert case.open() == ["ReplenishAgencies"]
    make_agency("丙检测评价", "bing")
    case.done("ReplenishAgencies", people.evaluator, replenished=True)
    assert case.open() == ["SelectAgency"]


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


def test_who_reported_does_not_adopt(begin, people, first):
    case = begin()
    case.select(first)
    case.accept(person(first))
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
    case.report(person(first))
    file = AgencyReport.objects.get().file
    assert may_read(people.evaluator, file)
    case.sample_result()
    case.adopt()
    assert sees() == (False, False, False)


def test_withdrawing_takes_the_case_away_from_the_agency(apply, people, first, draw_rate):
    draw_rate(0)
    deployments.deploy(process_files())
    case = apply(star=2)
    case.accept()
    case.done("SelectAgency", people.evaluator, agency_id=first.pk)
    statement = "已核查任职、投资、合作关系，均不存在。"
    case.done("AnswerOrder", person(first), outcome="accept", no_conflict=True, conflict_statement=statement)
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


def paper(case: Any, kind: str) -> Document:
    return Document.objects.filter(subject=case.application.number, kind=kind).latest("issued_at")


def test_a_commission_is_a_letter_that_the_agency_reads_before_it_answers(
    begin, first, second, people, client, monkeypatch
):
    # here the evaluation is a case of its own, elsewhere a part of the application
    monkeypatch.setitem(cases.describers, "eval_third_party", cases.describers["star_application"])
    case = begin()
    case.select(first)
    letter = paper(case, "commission_letter")
    text = text_of(letter.docx.read())
    for part in (first.name, "231821340123", "请于2026年3月13日前在业务平台答复", "15个工作日内提交", "没有利害关系"):
        assert part in text
    client.force_login(person(first))
    task = client.get(reverse("inbox:task", args=[case.task("AnswerOrder").pk])).content.decode()
    assert reverse("files:document", args=[letter.pk]) in task
    assert may_read(person(first), letter.docx)
    assert may_read(people.evaluator, letter.docx)
    assert not may_read(people.owner, letter.docx)

    case.refuse(person(first))
    case.select(second)
    case.accept(person(second))
    assert not may_read(person(second), letter.docx)
    another = Document.objects.exclude(pk=letter.pk).get(kind="commission_letter")
    assert may_read(person(second), another.docx)
    assert not may_read(person(first), another.docx)


def test_the_adopted_report_is_a_record_that_names_the_agency_s_file(begin, first, people):
    case = begin()
    case.select(first)
    case.accept(person(first))
    case.report(person(first))
    case.sample_result()
    case.adopt()
    record = paper(case, "third_party_report")
    text = text_of(record.docx.read())
    handed_in = AgencyReport.objects.get().file
    for part in ("符合所申请星级", "86.50", "K6 风控管理制度", handed_in.name, handed_in.sha256, "采信"):
        assert part in text
    assert may_read(people.evaluator, record.docx)
    assert not may_read(people.owner, record.docx)
