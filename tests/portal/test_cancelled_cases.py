"""A case that an operator cancels leaves nothing in progress: what it is about ends with it, and people are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from engine import jobs, runtime
from engine.bpmn import read
from engine.models import HistoryEvent, Incident, ProcessInstance
from engine.registry import JobContext, handlers
from portal.appeals.commands import file_appeal
from portal.benefits.commands import request_benefit
from portal.benefits.models import Benefit, BenefitRequest
from portal.certification.models import Authorisation
from portal.evaluation.commands import apply_for_star
from portal.evaluation.models import Application, Publicity
from portal.notifications.models import Notification, SmsMessage
from portal.referrals.commands import become_referrer, keep_named
from portal.referrals.grants import propose
from portal.referrals.models import Grant, Referral
from portal.registry import commands as registry
from portal.registry.progress import glances, progress
from portal.registry.referrers import Named
from portal.supervision import commands as supervision
from portal.supervision import referrals
from portal.supervision.models import Case, Warning
from portal.upkeep.commands import changes, codes, inspections, proofs, terms
from portal.upkeep.models import CodeReplacement, MarkProof
from tests.portal.appeals.appealing import FORM, failed_application
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.evaluation.conftest import apply, draw_rate, star_processes
from tests.portal.supervision.complaining import Complaint, Objection
from tests.portal.supervision.test_objections import over, publish, shown
from tests.portal.world import BPMN, another, deploy, product_fields, signed_in, stored_picture

__all__ = [
    "apply", "begin", "draw_rate", "issue", "keys_of_the_test", "nothing_gets_stuck", "over", "publish",
    "star_processes",
]  # fmt: skip

pytestmark = pytest.mark.django_db

REASON = "录入重复，内部编号 7-31"
# What ends with its caller, or is nobody's: the term of a star that is in force begins again by itself.
WITHOUT = {
    "authorisation_term", "certification_issue", "eval_online", "eval_onsite", "onsite_correction",
    "penalty_revocation", "penalty_suspension",
}  # fmt: skip


def test_each_process_that_is_about_something_says_what_follows_a_cancellation():
    found = [read(path.read_bytes()).process for path in BPMN.glob("*/*.bpmn")]
    assert {process.id for process in found if process and not process.on_cancel} == WITHOUT
    assert {process.on_cancel for process in found if process and process.on_cancel} <= handlers.keys()


def cancelled_on_the_page(instance: ProcessInstance, by: Any) -> None:
    page = signed_in(by).post(reverse("cockpit:cancel", args=[instance.pk]), {"reason": REASON}, follow=True)
    assert "流程已取消" in page.content.decode()


def cancelled_by_a_program(instance: ProcessInstance, by: Any) -> None:
    answer = signed_in(by).post(
        f"/api/v1/instances/{instance.pk}/cancel/", {"reason": REASON}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")


class World:
    """One of each, as far as its people have to bring it that somebody waits for the next step."""

    def __init__(self, people: Any, tea: Any, authorisation: Authorisation, registered: Any, make_user: Any) -> None:
        self.people, self.tea, self.authorisation = people, tea, authorisation
        house = tea.enterprise
        referrer = become_referrer(make_user("rf", display_name="彭荐"))
        keep_named(house, Named(phone=referrer.user.phone))
        jobs.run_due_jobs()
        Benefit.objects.filter(kind=Benefit.Kind.ENQUIRY).update(is_open=True)
        self.enterprise = registered()
        keep_named(self.enterprise, Named(phone="15412345678"))
        draft = registry.create_product(house, fields=product_fields(tea.origin, name="云雾茶"), by=people.owner)
        registry.set_pictures(draft, files=[stored_picture(owner=house.group, user=people.owner)])
        self.failed = failed_application(another(tea, "老荫茶"), by=people.owner)
        urgent = supervision.open_case(
            authorisation=authorisation, trigger="quality_risk", severity="urgent", facts="农残超标",
            by=people.compliance,
        )  # fmt: skip
        # Number of the process, the thing, and what it is called afterwards.
        self.things: list[tuple[str, Model, str]] = [
            ("enterprise_registration", self.enterprise, "ended"),
            ("referral_matching", Referral.objects.get(enterprise=self.enterprise), "forgotten"),
            ("product_filing", registry.file_product(draft, by=people.owner), "ended"),
            ("star_application", apply_for_star(another(tea, "野茶"), star=1, by=people.owner), "ended"),
            ("mark_application_proof", MarkProof.objects.get(), "closed"),
            ("annual_inspection", _there(inspections.begin(authorisation)), "closed"),
            (
                "code_replacement",
                codes.ask(authorisation, cause=CodeReplacement.Cause.values[0], reason="包装被盗", by=people.owner),
                "ended",
            ),
            ("information_change", self._change(house), "ended"),
            ("benefit_request", self._benefit(house), "ended"),
            ("penalty_escalation", urgent, "closed"),
            ("legal_referral", referrals.propose(urgent), "ended"),
            ("complaint_risk", Complaint(people, product=tea).report, "ended"),
            ("appeal", file_appeal(self.failed, **FORM, by=people.owner), "ended"),
            ("referrer_grant", self._grant(referrer), "refused"),
        ]
        jobs.run_due_jobs()

    def _change(self, house: Any) -> Any:
        licence = stored_picture(owner=house.group, user=self.people.owner, name="新执照.png")
        fields = {name: getattr(house, name) for name in ("name", "legal_representative", "address")}
        changed = fields | {"address": "古丈县默戎镇牛角山村2组"}
        return changes.report(house, fields=changed, licence=licence, changed_on=date(2026, 3, 1), by=self.people.owner)

    def _benefit(self, house: Any) -> Any:
        enquiry = Benefit.objects.filter(kind=Benefit.Kind.ENQUIRY).first()
        wanted = BenefitRequest(benefit=enquiry, enterprise=house, title="包装设计", content="请介绍包装设计服务。")
        return request_benefit(wanted, files=[], by=self.people.owner)

    def _grant(self, referrer: Any) -> Any:
        told = {"kind": "trial", "title": "试饮装", "detail": "50克一罐", "reason": "推荐了企业注册。"}
        return propose(Grant(referrer=referrer, **told), by=self.people.reviewer)


def _there(thing: Any) -> Any:
    assert thing is not None
    return thing


@pytest.fixture
def world(issue: Any, people: Any, tea: Any, registered: Any, make_user: Any) -> World:
    deploy(*sorted(path.name for path in BPMN.iterdir() if path.is_dir()))
    return World(people, tea, issue(star=3), registered, make_user)


def test_whatever_a_cancelled_case_is_about_ends_with_it(world: World, people: Any):
    assert Authorisation.objects.get().status == "red"
    ways: list[Callable[[ProcessInstance, Any], None]] = [cancelled_on_the_page, cancelled_by_a_program]
    for number, (process, thing, _end) in enumerate(world.things):
        instance = ProcessInstance.objects.get(process_key=process, business_key=thing.number)  # type: ignore[attr-defined]
        assert instance.status == "active", process
        ways[number % 2](instance, people.manager)
    Notification.objects.all().delete()
    jobs.run_due_jobs()

    assert not Incident.objects.open().exists()
    for process, thing, end in world.things:
        thing.refresh_from_db()
        assert (process, thing.status) == (process, end)  # type: ignore[attr-defined]
        case = ProcessInstance.objects.get(process_key=process, business_key=thing.number)  # type: ignore[attr-defined]
        last = HistoryEvent.objects.filter(case=case).latest("pk")
        assert (process, last.kind) == (process, "cancellation_followed")
        assert progress(case, user=people.owner).history[0].text == "平台终止了办理"
        assert glances([case])[case.pk].label == "平台终止了办理"
    # Nobody of an enterprise hears of a referral to an authority, of a referrer or of a grant that is only proposed.
    told = Notification.objects.filter(text__contains="平台终止").exclude(text__contains="您提出的")
    about = [
        "注册",
        "产品备案",
        "野茶的一星评价申请",
        "标识应用备案",
        "年度检查",
        "二维码更换",
        "信息变更",
        "权益申请",
        "监督案件",
    ]
    assert [word for word in about if not told.filter(text__contains=word).exists()] == []
    assert not Notification.objects.filter(text__contains="7-31").exists()

    # What was shown of it is shown no more, and everybody may begin again.
    assert Authorisation.objects.get().status == "valid"
    assert Warning.objects.get().get_end_display() == "案件由平台终止"
    apply_for_star(Application.objects.get(status="ended").product, star=1, by=people.owner)
    file_appeal(world.failed, **FORM, by=people.owner)
    proofs.begin(world.authorisation, by=people.owner)
    receipt = Client().get(reverse("public:receipt", args=[world.things[11][1].receipt]))  # type: ignore[attr-defined]
    assert "已由平台终止办理，没有作出认定" in receipt.content.decode()


def test_a_result_that_is_shown_in_public_is_shown_no_longer(publish: Any, people: Any):
    case = publish()
    notice = shown(case)
    cancelled_on_the_page(ProcessInstance.objects.get(process_key="star_application"), people.manager)
    case.go_on()
    assert (case.application.status, case.application.product.status) == ("ended", "filed")
    page = Client().get(reverse("public:publicity", args=[notice.number])).content.decode()
    assert "平台终止办理，公示终止" in page
    assert "怎样提出异议" not in page
    assert "7-31" not in page
    assert not Publicity.objects.open().exists()
    assert SmsMessage.objects.filter(text__contains="已由平台终止办理，公示随之终止；可以重新申请").count() == 1


def test_an_objection_that_is_not_looked_into_holds_nothing_up(publish: Any, over: Any, people: Any):
    case = publish()
    objection = Objection(people, shown(case))
    over(case)
    assert shown(case).status == "over"
    cancelled_on_the_page(ProcessInstance.objects.get(business_key=objection.number), people.manager)
    case.go_on()
    assert shown(case).status == "unopposed"
    assert case.open_tasks() == {"Issue"}


def test_a_number_that_is_not_issued_is_used_up(begin: Any, issue: Any, people: Any, tea: Any):
    former = issue(star=2)
    application = begin(star=4, kind="upgrade").application
    waiting = Authorisation.objects.get(application=application)
    assert (waiting.status, waiting.replaces) == ("pending", former)

    def cancel(about: Application) -> None:
        job = JobContext(
            uuid4(), "application.cancelled", "", "", uuid4(), "", {"application_id": about.pk}, {}
        )  # fmt: skip
        handlers["application.cancelled"](job)
        about.refresh_from_db()

    cancel(application)
    waiting.refresh_from_db()
    assert (application.status, waiting.status, waiting.replaces) == ("ended", "void", None)
    assert waiting not in Authorisation.objects.published()
    # The next upgrade takes the same star's place; what has its certificate stays as it is.
    cancel(former.application)
    assert (former.application.status, Authorisation.objects.get(pk=former.pk).status) == ("passed", "valid")
    assert begin(star=4, kind="upgrade").authorisation.replaces == former


def test_a_term_that_is_cancelled_begins_again(issue: Any, people: Any):
    deploy("authorisation_term", "mark_application_proof", "annual_inspection")
    authorisation = issue(star=3)
    term = terms.begin(authorisation) or ProcessInstance.objects.get(process_key="authorisation_term")
    jobs.run_due_jobs()
    runtime.cancel(term.pk, by=people.manager, reason=REASON)
    jobs.run_due_jobs()
    terms.catch_up()
    again = ProcessInstance.objects.filter(process_key="authorisation_term", status="active")
    assert [one.business_key for one in again.all()] == [f"{authorisation.number}/2"]
    terms.catch_up()
    assert again.count() == 1
    # It ends with the star, and what an appeal restores has a third one.
    Authorisation.objects.filter(pk=authorisation.pk).update(status="revoked")
    terms.catch_up()
    jobs.run_due_jobs()
    assert not again.exists()
    Authorisation.objects.filter(pk=authorisation.pk).update(status="valid")
    terms.catch_up()
    assert [one.business_key for one in again.all()] == [f"{authorisation.number}/3"]


def test_a_case_that_is_over_has_nothing_left_to_end(world: World):
    """What was decided before the case was cancelled, say of a sample that still had to be seen to, stays."""
    kept = Case.objects.get()
    supervision.close(kept, end=Warning.End.LIFTED)
    instance = ProcessInstance.objects.get(process_key="penalty_escalation")
    runtime.cancel(instance.pk, by=None, reason=REASON)
    jobs.run_due_jobs()
    assert kept.warnings.get().end == "lifted"
