"""One object of each kind, and one visitor of each role; what is not said to be another's is the tea house's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore

from documents import storage
from documents.models import LetterTemplate
from engine import clock, jobs, runtime
from engine.changes import editing, reviewing
from engine.changes.contents import Contents
from engine.models import Delivery, Incident, ReplayedCase, ReplayRun, UserTask
from engine.models.tokens import mark_of
from engine.runtime import batches
from portal.accounts import roles
from portal.accounts.models import SignIn
from portal.benefits.commands import request_benefit
from portal.benefits.models import Benefit, BenefitRequest, Offer
from portal.benefits.offers import register as register_offer
from portal.channels.commands import register as give_key
from portal.evaluation.commands.applications import apply_for_star
from portal.evaluation.models import Agency, Expert, Panel, Publicity
from portal.events.commands import sign_up
from portal.events.models import Event
from portal.exchange.commands import approach
from portal.exchange.models import Posting
from portal.notifications.models import Notification, Robot, SmsMessage
from portal.public import listing
from portal.referrals.commands import become_referrer, keep_named
from portal.referrals.grants import propose
from portal.referrals.models import Grant
from portal.registry import commands
from portal.registry.accepting import accept
from portal.registry.commands import ask_to_join
from portal.registry.models import Enterprise, ProductPicture
from portal.registry.notices import issue_notice
from portal.registry.referrers import Named
from portal.scheme.regulations import OF_MARKS
from portal.showcase.buyers import recommend
from portal.showcase.commands import agree
from portal.showcase.models import Scope
from portal.supervision.complaints import notices as complaint_notices
from portal.supervision.complaints.commands import report_product
from portal.supervision.models import Report
from tests.engine.runtime.world import deploy as deploy_unchecked
from tests.engine.spiff.diagrams import diagram, end, flow, path, start, user, xor
from tests.portal.appeals.appealing import failed_application
from tests.portal.benefits.offering import offered
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test
from tests.portal.certification.issuing import passed_application
from tests.portal.channels.asking import channel
from tests.portal.events.holding import Holding
from tests.portal.showcase.buying import registered_buyer
from tests.portal.showcase.passing import sample_passed
from tests.portal.supervision.prosecuting import Prosecution
from tests.portal.world import another, deploy, product_fields, stored_picture

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]

STUCK = diagram(
    start(), xor("G", default="G_B"), user("A"), user("B"), end(),
    path("S", "G"), flow("G", "A", "=amount > 1"), flow("G", "B"), path("A", "E"), path("B", "E"), key="stuck",
)  # fmt: skip


@pytest.fixture
def nothing_gets_stuck() -> None:
    """Here something does, on purpose."""


def signed_in(person: Any) -> SignIn:
    """In a browser of some other place."""
    session = SessionStore()
    session.create()
    return SignIn.objects.create(
        user=person, way="password", succeeded=True, session_key=session.session_key, password_mark=mark_of(person)
    )


class World:
    """`visitors` by name, None for nobody; the rest are the objects that addresses name."""

    def __init__(self, people: Any, make_user: Any, registered: Any, issue: Any) -> None:
        self.visitors: dict[str, Any] = {"nobody": None, **vars(people)}
        self.visitors |= {
            "expert": make_user("ex", roles.EXPERT),
            "agency": make_user("tp", roles.AGENCY),
            "referrer": make_user("rf", roles.REFERRER),
            "superuser": make_user("su", roles.ADMIN),
        }
        superuser = self.visitors["superuser"]
        superuser.is_superuser = superuser.is_staff = True
        superuser.save()
        deploy(
            "registration",
            "product_filing",
            "star_application",
            "sample_inspection",
            "eval_online",
            "eval_third_party",
            "eval_onsite",
        )
        deploy("penalty_escalation", "complaint_risk", "appeal", "referrer_reward", "benefit_request")
        deploy("mark_application_proof", "information_change", "code_replacement")
        self.authorisation = issue(star=2)
        self.product = self.authorisation.product
        self.enterprise = self.product.enterprise
        self.applied = apply_for_star(another(self.product, "古丈白茶"), star=1, by=people.owner)
        Panel.objects.create(application=self.applied, size=3, seed="A202600001:s")
        jobs.run_due_jobs()
        self.prosecution = Prosecution(issue(star=2, product=another(self.product, "古丈黄金茶")), people)
        for authorisation in (self.authorisation, self.prosecution.authorisation):
            sample_passed(authorisation, by=people.keeper)
        agree(self.product, by=people.owner)
        agree(self.product, scope=Scope.BUYERS, by=people.owner)
        self.buyer, self.other_buyer = (registered_buyer(by=people.reviewer, name=name) for name in ("鲜选", "土产店"))
        self.recommendation = recommend(self.product, buyer=self.buyer, reason="规格一致。", by=people.reviewer)
        accept(self.enterprise, *OF_MARKS, subject=self.authorisation.number, by=people.owner)
        self.registration = registered()
        self.review = UserTask.objects.open().get(element_id="Review")
        self.evidence = UserTask.objects.open().get(case__business_key=self.applied.number)
        deploy_unchecked(STUCK)
        self.stuck = runtime.start("stuck", variables={"amount": "x"})
        self.incident = Incident.objects.get(instance=self.stuck)
        self.join = ask_to_join(self.enterprise, user=people.newcomer)
        self.member = self.enterprise.members.get(user=people.staff)
        self.picture = ProductPicture.objects.filter(product=self.product).first()
        self.draft = commands.create_product(
            self.enterprise, fields=product_fields(self.product.origin, name="未备案的茶"), by=people.owner
        )
        commands.set_pictures(self.draft, files=[stored_picture(owner=self.enterprise.group, user=people.owner)])
        self.certification = self.draft.certifications.create(kind="sc", number="SC11443312600001")
        self.filing = self.product.filings.get()
        self.benefit_request = request_benefit(
            BenefitRequest(
                benefit=Benefit.objects.get(code="industry"),
                enterprise=self.enterprise,
                title="包装",
                content="请介绍包装设计的办理方式。",
            ),
            files=[],
            by=people.owner,
        )
        told = offered()
        named = {name: told.pop(name) for name in ("name", "least_star")}
        del told["is_promotion"], told["is_open"]
        self.offer = register_offer(Offer(**told), of_benefit=named, by=people.manager)
        told = {"kind": "demand", "category": "tea", "title": "冷链运输", "detail": "每月两吨。"}
        until = clock.today() + timedelta(days=30)
        self.posting = Posting.objects.create(
            enterprise=self.enterprise, created_by=people.owner, valid_to=until, **told
        )
        other = Posting.objects.create(enterprise=self.enterprise, created_by=people.owner, valid_to=until, **told)
        rivals = Enterprise.objects.get(members__user=people.rival)
        self.approach = approach(other, enterprise=rivals, message="想谈谈合作。", by=people.rival)
        self.event, self.event_draft, self.event_over = (
            Holding(people, is_published=is_published, kind="training").event for is_published in (True, False, True)
        )
        self.signup = sign_up(self.event, enterprise=self.enterprise, product=None, by=people.owner)
        Event.objects.filter(pk=self.event_over.pk).update(
            begins_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(days=1)
        )
        self.referrer = become_referrer(self.visitors["referrer"])
        keep_named(self.enterprise, Named(phone=self.visitors["referrer"].phone))
        jobs.run_due_jobs()
        told = {"kind": "trial", "title": "试饮装", "detail": "50克一罐", "reason": "推荐的企业已经完成注册。"}
        self.grant = propose(Grant(referrer=self.referrer, **told), by=people.reviewer)
        self.grant.move("offered")
        self.expert = Expert.objects.create(
            user=self.visitors["expert"], fields=["tea"], county=self.enterprise.township.parent
        )
        self.agency = Agency.objects.create(name="湘品检测", uscc="91430104MAY0P0G747")
        self.paper = storage.keep(
            b"%PDF-1.4\n%%EOF",
            name="a.pdf",
            content_type="application/pdf",
            purpose="test",
            owner=self.enterprise.group,
        )
        self.template = LetterTemplate.objects.create(
            kind="acceptance_notice", file=self.paper, preview=self.paper, note="改了抬头", proposed_by=superuser
        )
        self.channel = channel()
        give_key(self.channel, by=self.visitors["admin"])
        self.notice = issue_notice(self.enterprise, outcome="pass", job_id=uuid4())
        self.delivery = Delivery.objects.create(
            kind="form", key="registration_review", name="登记审核", source=self.review.form.source, digest="0" * 64
        )
        author = make_user("another-manager", "process_manager")
        self.change, self.waiting = (editing.begin("审核期限", reason="太短", by=author) for _ in range(2))
        editing.take_up(self.change.pk, "enterprise_registration.bpmn", by=author)
        run = ReplayRun.objects.create(change=self.change, digest="x", since=clock.now(), created_by=author)
        self.replayed = run.cases.create(instance=self.stuck, outcome=ReplayedCase.Outcome.OTHER, sentences=["不同"])
        form = bytes(self.review.form.source) + b"\n"
        editing.save(self.waiting.pk, "registration_review.form.json", form, etag="", by=author)
        reviewing.submit(self.waiting.pk, digest=Contents(self.waiting).digest, by=author)
        self.text = SmsMessage.objects.create(
            key="failed", phone="15400000099", text="样品已收到", status=SmsMessage.Status.FAILED
        )
        self.notification = Notification.objects.create(user=people.owner, text="您有一条消息")
        self.robot = Robot.objects.create(
            group=self.enterprise.group,
            service="wecom",
            name="业务群",
            url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
            created_by=people.owner,
        )
        self.sign_in = signed_in(people.owner)
        self.failed = failed_application(another(self.product, "古丈银毫"), by=people.owner)
        self.publicity = Publicity.objects.create(
            number="G202600001",
            application=passed_application(another(self.product, "保靖黄金茶"), star=3, by=people.owner),
            star=3,
            ends_at=clock.now() + timedelta(days=7),
        )
        self.complaint = report_product(
            Report(kind="quality", description="打开后有霉味，批次不明。"), product=self.product, address="203.0.113.9"
        )
        self.complaint.reply = "经审查不属于受理范围，请与卖家联系。"
        self.complaint_letter = complaint_notices.issue_reply(self.complaint, job_id=uuid4())
        listing.catch_up()
        self.report = Report.objects.create(
            product=self.product, kind="quality", description="打开后有霉味，批次不明。", phone="15400000055"
        )
        # Last: it has not been done yet, so what is to be suspended can still be worked on.
        self.batch = batches.begin("suspend", instances=[self.stuck.pk], by=people.manager, reason="核实")


@pytest.fixture
def world(people: Any, make_user: Any, registered: Any, issue: Any, silver_house: Any, settings: Any) -> World:
    settings.OTOP_LIMITS = {}
    return World(people, make_user, registered, issue)
