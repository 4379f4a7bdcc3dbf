"""P08 as it runs."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.conf import settings
from docx import Document as Docx
from PIL import Image

from documents import token
from documents.models import Document
from documents.numbers import validate_certificate_number
from engine import jobs
from engine.errors import AnswersRefused
from engine.models import HistoryEvent
from portal.certification import commands
from portal.certification.errors import LowerStar
from portal.certification.models import Authorisation, Badge, Certificate, QrCode
from portal.notifications.models import Notification, SmsMessage
from portal.registry.files import may_read
from portal.registry.models import Product
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db

OPINION = "规格应为250克/罐，证面缺少单位。"


def read_qr(file):
    return zxingcpp.read_barcodes(Image.open(BytesIO(file.read())))[0].text


@pytest.mark.parametrize("star", [1, 2, 3, 4, 5])
def test_every_star_gets_a_number_a_mark_and_a_code(begin, people, tea, star):
    case = begin(star=star)
    assert case.open_tasks() == {"Proof"}
    assert case.authorisation.status == Authorisation.Status.PENDING
    assert case.task("Proof").due_at.astimezone().date().isoformat() == "2026-03-13"

    authorisation = case.issue()

    assert case.is_over
    assert authorisation.status == Authorisation.Status.VALID
    assert authorisation.number.startswith(f"OTOP-{star}-2026-433126-00001-")
    assert validate_certificate_number(authorisation.number) == authorisation.number
    # Three years later, 11 March 2029 is a Sunday.
    assert (authorisation.valid_from, authorisation.valid_to) == (date(2026, 3, 11), date(2029, 3, 12))
    tea.refresh_from_db()
    assert tea.status == Product.Status.STARRED
    assert authorisation.number.encode() in authorisation.badge.svg.read()
    assert Image.open(BytesIO(authorisation.badge.png.read())).size == (1000, 1000)
    assert read_qr(tea.qr_code.png) == tea.qr_code.url
    assert tea.qr_code.url.startswith(f"{settings.PUBLIC_BASE_URL}/c/")
    assert token.verify(tea.qr_code.token, settings.QR_KEYS) == tea.qr_code.code
    certificate = authorisation.certificates.get()
    assert (certificate.version, certificate.issued_by) == (1, people.officer)
    assert (certificate.document is not None) == (star >= 3)
    assert HistoryEvent.objects.filter(case=case.instance, kind="signal_sent").exists()
    assert Notification.objects.filter(user=people.owner, text__contains=authorisation.number).count() == 1
    assert SmsMessage.objects.filter(text__contains=authorisation.number).count() == 1


def test_the_certificate_says_what_it_must_and_bears_the_sample_mark(issue, tea):
    authorisation = issue(star=5)
    document = authorisation.certificates.get().document
    assert document.is_sample
    assert document.number == authorisation.number
    assert document.subject == authorisation.application.number
    face = document.data["data"]
    assert face["holder"] == tea.enterprise.name
    assert face["uscc"] == tea.enterprise.uscc
    assert (face["star_name"], face["star_class"]) == ("五星级", "臻选")
    assert face["trade_mark"] == "—"
    assert face["valid_to"] == "2029-03-12"
    assert face["scan_url"] == tea.qr_code.url
    body = Docx(BytesIO(document.docx.read())).element.xml
    assert authorisation.number in body
    assert tea.enterprise.name in body


def test_without_the_sample_setting_nothing_bears_the_sample_mark(issue, settings):
    settings.OTOP_SAMPLE_OUTPUT = False
    assert not issue(star=3).certificates.get().document.is_sample


def test_the_certificate_is_the_officers_paper_until_it_is_issued(begin, people):
    case = begin(star=4)
    draft = case.authorisation.certificates.get().document
    assert may_read(people.officer, draft.docx)
    assert not may_read(people.owner, draft.docx)
    assert not Document.objects.filter(subject=case.application.number).exists()

    case.issue()
    assert may_read(people.owner, Document.objects.get(pk=draft.pk).docx)


def test_a_proof_sent_back_is_corrected_and_drawn_again(begin, people, tea, clock):
    case = begin(star=3)
    number = case.authorisation.number
    first = case.authorisation.certificates.get().document
    case.done("Proof", people.officer, outcome="correct", opinion=OPINION)
    assert case.open_tasks() == {"Correct"}
    assert list(case.task("Correct").candidates.values_list("group", flat=True)) == [tea.enterprise.group]
    clock.advance(days=1)
    case.done("Correct", people.staff, specification="250克/罐×2", trademark="云岭")

    second = case.authorisation.certificates.get().document
    assert second.pk != first.pk
    assert second.data["data"]["specification"] == "250克/罐×2"
    assert second.data["data"]["valid_from"] == "2026-03-12"
    authorisation = case.issue()
    assert authorisation.number == number
    assert authorisation.valid_from == date(2026, 3, 12)
    assert Badge.objects.count() == QrCode.objects.count() == Certificate.objects.count() == 1
    assert list(authorisation.certificates.get().proofs.values_list("outcome", flat=True)) == ["correct", "issue"]


def test_a_correction_does_not_make_two_products_the_same(begin, people, tea):
    Product.objects.create(
        enterprise=tea.enterprise, name=tea.name, specification="500克/罐", category=tea.category,
        standard=tea.standard, origin=tea.origin, capacity="1吨", created_by=people.owner,
    )  # fmt: skip
    case = begin(star=1)
    case.done("Proof", people.officer, outcome="correct", opinion=OPINION)
    with pytest.raises(AnswersRefused) as refused:
        case.done("Correct", people.owner, specification="500克/罐")
    assert set(refused.value.errors) == {"specification"}


def test_a_slow_proof_is_reminded_and_reported_and_never_issued_by_itself(begin, people, clock):
    case = begin(star=1)
    due = case.task("Proof").due_at
    clock.set(WEDNESDAY + (due - WEDNESDAY) / 2 + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.officer, text__contains="过半").count() == 1
    clock.set(due + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    assert case.open_tasks() == {"Proof"}
    assert case.authorisation.status == Authorisation.Status.PENDING


def test_an_upgrade_keeps_the_code_and_replaces_the_authorisation(begin, issue, tea):
    first = issue(star=2)
    code = tea.qr_code.code
    upgrade = begin(star=4)
    first.refresh_from_db()
    assert first.status == Authorisation.Status.VALID  # until the new one is issued

    second = upgrade.issue()
    first.refresh_from_db()
    assert (first.status, second.status) == (Authorisation.Status.CANCELLED, Authorisation.Status.VALID)
    assert second.replaces == first
    assert second.number != first.number
    assert QrCode.objects.get().code == code


def test_an_upgrade_takes_over_an_open_warning(begin, issue):
    first = issue(star=2)
    Authorisation.objects.filter(pk=first.pk).update(status=Authorisation.Status.RED)
    assert begin(star=4).issue().status == Authorisation.Status.RED


def test_what_is_printed_holds_when_a_new_key_signs(issue, tea, settings):
    issue(star=1)
    settings.QR_KEYS = {**settings.QR_KEYS, "n": "the new key"}
    assert token.verify(tea.qr_code.token, settings.QR_KEYS) == tea.qr_code.code
    assert commands.newest_key() == "n"


def test_an_authorisation_ends_with_its_last_day(issue, clock):
    authorisation = issue(star=1)
    clock.set(WEDNESDAY.replace(year=2029, day=12))
    assert authorisation.status_now == Authorisation.Status.VALID
    clock.advance(days=1)
    assert authorisation.status_now == Authorisation.Status.EXPIRED
    assert not authorisation.is_usable
    authorisation.status = Authorisation.Status.YELLOW
    assert authorisation.status_now == Authorisation.Status.YELLOW  # the worse one is shown
    assert not authorisation.is_usable


def test_a_lower_star_never_ends_a_valid_higher_one(begin, people):
    """Whatever was decided: what is in force stays, and the second one waits for somebody to look."""
    higher = begin(star=4).issue()
    lower = begin(star=2)
    with pytest.raises(LowerStar):
        commands.publish(lower.authorisation, officer=people.officer)
    higher.refresh_from_db()
    assert higher.status == Authorisation.Status.VALID
    assert lower.authorisation.status == Authorisation.Status.PENDING
