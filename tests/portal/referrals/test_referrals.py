"""P18's first half as it runs: who was named, matched or not, counted and told, or forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine import jobs
from engine.models import Incident, ProcessInstance, UserTask
from portal.accounts import commands as accounts
from portal.accounts.models import User
from portal.notifications.models import Notification, SmsMessage
from portal.referrals.commands import become_referrer
from portal.referrals.errors import PhoneNotVerified
from portal.referrals.models import Referral
from portal.registry import commands as registry
from portal.registry.models import Enterprise, RegistrationReview
from portal.registry.referrers import Named
from portal.scheme import values
from tests.flows import untaken
from tests.portal.registering import review
from tests.portal.world import BPMN, OTHER_USCC, THIRD_USCC, enterprise_fields, signed_in, stored_picture

pytestmark = pytest.mark.django_db

STRANGER = "15499999999"


@pytest.fixture
def register(processes, people, regions):
    """`register(phone="154…")`: the newcomer registers an enterprise and names somebody."""

    def registered(phone: str = "", invitation: str = "", by: User | None = None, **changes) -> Enterprise:
        owner = by or people.newcomer
        fields = enterprise_fields(
            regions["433126104"],
            contact_phone=owner.phone,
            licence=stored_picture(owner=f"user:{owner.username}", user=owner),
        )
        enterprise = registry.register_enterprise(
            fields=fields | changes, by=owner, named=Named(phone=phone, invitation=invitation)
        )
        jobs.run_due_jobs()
        return enterprise

    return registered


def matching(enterprise: Enterprise) -> ProcessInstance:
    return ProcessInstance.objects.get(process_key="referral_matching", business_key=enterprise.referral.number)


def passed(enterprise: Enterprise, people) -> Referral:
    review(enterprise, "pass", by=people.reviewer)
    return Referral.objects.get(enterprise=enterprise)


COUNTED = f"您推荐的{{}}已完成注册，您已累计推荐1家企业 {settings.PUBLIC_BASE_URL}/referrals/"


def texts_to(user: User) -> list[str]:
    return list(SmsMessage.objects.filter(phone=user.phone).values_list("text", flat=True))


def everything_kept() -> str:
    """All that the database keeps of registrations, cases and referrals, as text."""
    tables = (
        "registry_enterprise",
        "registry_registrationreview",
        "referrals_referral",
        "engine_processinstance",
        "engine_historyevent",
        "engine_usertask",
        "engine_job",
    )
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            found.append(cursor.fetchone()[0] or "")
    return " ".join(found)


def test_a_referrer_is_counted_and_told_when_the_enterprise_is_registered(register, referrer, people):
    enterprise = register(phone=referrer.user.phone)
    assert enterprise.referral.status == "matched"
    assert texts_to(referrer.user) == []
    referral = passed(enterprise, people)
    assert (referral.status, referral.referrer) == ("counted", referrer)
    assert texts_to(referrer.user) == [COUNTED.format(enterprise.name)]
    assert Notification.objects.get(user=referrer.user).url == "/referrals/"


def test_an_invitation_names_its_referrer_without_any_number(register, referrer, people):
    assert passed(register(invitation=referrer.code), people).status == "counted"


def test_the_number_that_was_typed_goes_before_the_link(register, referrer, people):
    assert register(phone=STRANGER, invitation=referrer.code).referral.status == "pending"


def test_whom_nobody_knows_is_kept_as_a_digest_alone_and_forgotten(register, people, clock):
    enterprise = register(phone=STRANGER)
    referral = enterprise.referral
    assert (referral.status, referral.referrer, len(referral.digest)) == ("pending", None, 64)
    review(enterprise, "correct", by=people.reviewer, opinion="营业执照扫描件不清晰，请重新上传。")
    assert STRANGER not in everything_kept()
    clock.set(referral.forget_at - timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Referral.objects.get().status == "pending"
    clock.set(referral.forget_at + timedelta(minutes=1))
    jobs.run_due_jobs()
    referral.refresh_from_db()
    assert (referral.status, referral.digest) == ("forgotten", "")
    assert matching(enterprise).status == ProcessInstance.Status.COMPLETED


def test_how_long_it_is_kept_is_a_setting(register, people):
    values.change({"OTOP_REFERRAL_KEEP_DAYS": 30}, by=people.admin)
    referral = register(phone=STRANGER).referral
    assert referral.forget_at - referral.named_at == timedelta(days=30)


def test_who_becomes_a_referrer_later_is_matched_and_counted(register, people, make_user):
    enterprise = register(phone=STRANGER)
    assert passed(enterprise, people).status == "pending"
    late = make_user("late", phone=STRANGER)
    become_referrer(late)
    jobs.run_due_jobs()
    referral = Referral.objects.get()
    assert (referral.status, referral.referrer.user, referral.digest) == ("counted", late, "")
    assert texts_to(late) == [COUNTED.format(enterprise.name)]


def test_a_number_named_too_long_ago_matches_nobody(register, people, make_user, clock):
    referral = register(phone=STRANGER).referral
    clock.set(referral.forget_at + timedelta(seconds=1))  # before the timer was looked for
    become_referrer(make_user("late", phone=STRANGER))
    assert Referral.objects.get().status == "pending"


def test_a_referrer_s_new_number_is_matched_too(register, referrer, people):
    register(phone=STRANGER)
    accounts.verify_phone(referrer.user, STRANGER)
    jobs.run_due_jobs()
    assert Referral.objects.get().referrer == referrer


def test_a_number_that_is_not_verified_is_nobody_s(register, referrer, people, make_user):
    pretender = make_user("pretender", phone=STRANGER)
    User.objects.filter(pk=pretender.pk).update(phone_verified_at=None)
    pretender.refresh_from_db()
    with pytest.raises(PhoneNotVerified):
        become_referrer(pretender)
    assert register(phone=STRANGER).referral.status == "pending"


def test_nothing_tells_whether_the_number_is_known(register, referrer, people):
    """The same statements, the same rows, the same page; only what the row says differs."""
    seen = []
    for phone, uscc in ((referrer.user.phone, THIRD_USCC), (STRANGER, OTHER_USCC)):
        with CaptureQueriesContext(connection) as asked:
            enterprise = register(phone=phone, uscc=uscc)
        client = signed_in(people.newcomer)
        page = client.get(f"/enterprise/registrations/{enterprise.pk}/").content.decode()
        seen.append((len(asked), "推荐" in page, phone in page))
    assert seen[0] == seen[1]
    assert seen[0][1:] == (False, False)


def test_nobody_refers_an_enterprise_of_his_own(register, people, make_user):
    """Who registered it, by the link, and a colleague who joined before it was active."""
    own = become_referrer(people.newcomer)
    enterprise = register(invitation=own.code)
    assert Referral.objects.get().status == "void"
    assert passed(enterprise, people).status == "void"
    assert texts_to(people.newcomer) == [SmsMessage.objects.get(phone=people.newcomer.phone).text]  # of the review


def test_a_member_s_referral_is_not_counted_either(register, referrer, people):
    enterprise = register(phone=referrer.user.phone)
    enterprise.members.create(user=referrer.user, role="staff")
    assert passed(enterprise, people).status == "void"
    assert texts_to(referrer.user) == []


def test_an_enterprise_without_a_referrer_counts_nobody(register, people):
    enterprise = register()
    review(enterprise, "pass", by=people.reviewer)
    assert not Referral.objects.exists()
    assert not Incident.objects.exists()
    counting = ProcessInstance.objects.get(process_key="referrer_reward")
    assert counting.status == ProcessInstance.Status.COMPLETED


def test_the_correction_neither_shows_nor_asks_for_the_referrer(register, referrer, people):
    enterprise = register(phone=referrer.user.phone)
    review(enterprise, "correct", by=people.reviewer, opinion="营业执照扫描件不清晰，请重新上传。")
    task = UserTask.objects.open().get(case__business_key=enterprise.number)
    client = signed_in(people.newcomer)
    page = client.get(f"/inbox/tasks/{task.pk}/")
    assert referrer.user.phone not in page.content.decode()
    assert "referrer_phone" not in RegistrationReview.objects.get().seen


def test_every_flow_is_taken(register, referrer, people, make_user, clock):
    review(register(phone=referrer.user.phone), "pass", by=people.reviewer)
    own = become_referrer(people.newcomer)
    review(register(invitation=own.code, uscc=OTHER_USCC), "pass", by=people.reviewer)
    third = make_user("third")
    late = register(phone=STRANGER, by=third, uscc="91513423MAY0P0D40A")
    review(late, "pass", by=people.reviewer)
    become_referrer(make_user("late", phone=STRANGER))
    jobs.run_due_jobs()
    gone = register(phone="15499999998", by=make_user("fourth"), uscc="91450921MAY0P0F6X3")
    clock.set(gone.referral.forget_at + timedelta(minutes=1))
    jobs.run_due_jobs()
    for name in ("referral_matching", "referrer_reward"):
        cases = ProcessInstance.objects.filter(process_key=name)
        assert untaken(BPMN / "referrer_reward" / f"{name}.bpmn", cases) == set()
    assert not Incident.objects.exists()
