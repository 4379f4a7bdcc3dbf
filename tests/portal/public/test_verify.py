"""Whether a document is ours."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from django.urls import reverse

from documents import storage, verification
from documents.issue import issue as issue_document
from documents.models import Document
from engine import clock as engine_clock
from portal.certification.models import Authorisation
from portal.registry.models import Product
from tests.portal.registering import review
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db


def test_a_certificate_is_verified_with_its_face_as_it_was_issued(begin, client, tea):
    case = begin(star=4)
    document = case.authorisation.certificates.get().document
    url = f"/verify/{document.verification_code}"
    # The officer has not read the proof yet.
    assert client.get(url).status_code == 404

    authorisation = case.issue()
    enterprise, name = tea.enterprise, tea.name
    # What is registered today changes nothing of what was issued.
    Product.objects.filter(pk=tea.pk).update(name="改过的名称")
    page = client.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    face = [
        name, "四星级", "臻选", enterprise.name, enterprise.uscc, enterprise.address, tea.specification, tea.standard,
        "2026-03-11", str(authorisation.valid_to), authorisation.number, "证书有效", "今日状态",
    ]  # fmt: skip
    for shown in face:
        assert shown in text
    assert "改过的名称" not in text
    assert f"/c/{tea.qr_code.token}" in text
    assert page["Cache-Control"] == "no-cache"
    typed = verification.grouped(document.verification_code).lower()
    assert client.get("/verify/", {"code": typed}).status_code == 200


def test_the_digests_are_those_of_the_files_that_people_hold(issue, client, people, settings):
    document = issue(star=4).certificates.get().document
    pdf = storage.keep(b"%PDF-", name="a.pdf", content_type="application/pdf", purpose="document", owner="x")
    document.attach_pdf(pdf)
    client.force_login(people.officer)
    held = b"".join(client.get(reverse("files:document", args=[document.pk])))

    text = client.get(f"/verify/{document.verification_code}").content.decode()
    assert f'PDF SHA-256</dt><dd class="scan-code scan-small">{hashlib.sha256(held).hexdigest()}' in text
    assert f'Word SHA-256</dt><dd class="scan-code scan-small">{document.docx.sha256}' in text
    assert f'data-check-file="{pdf.sha256} {document.docx.sha256} "' in text


@pytest.mark.parametrize("status", ["yellow", "red", "suspended", "revoked", "cancelled"])
def test_the_banner_tells_today_s_status_of_the_certificate(issue, client, status):
    authorisation = issue(star=3)
    Authorisation.objects.update(status=status)
    text = client.get(f"/verify/{authorisation.certificates.get().document.verification_code}").content.decode()
    assert f"scan-banner scan-{status}" in text
    assert str(Authorisation.Status(status).label) in text
    assert "证书有效" not in text


def test_a_certificate_that_an_upgrade_replaced_names_the_new_one(issue, client):
    first, second = issue(star=3), issue(star=4)
    text = client.get(f"/verify/{first.certificates.get().document.verification_code}").content.decode()
    assert "已由新的证书取代" in text
    assert second.number in text


def test_a_certificate_stands_as_long_as_its_upgrade_is_not_published(issue, begin, client):
    code = issue(star=3).certificates.get().document.verification_code
    upgrade = begin(star=4)
    assert upgrade.open_tasks() == {"Proof"}
    text = client.get(f"/verify/{code}").content.decode()
    assert "证书有效" in text
    assert "取代" not in text
    assert upgrade.authorisation.number not in text


def test_a_letter_is_verified_with_what_it_decided(registered, people, client):
    deploy("registration")
    enterprise = registered()
    review(enterprise, "fail", by=people.reviewer, opinion="经营范围与产品不符，不予登记。")
    document = Document.objects.get(subject=enterprise.number)
    text = client.get(f"/verify/{document.verification_code}").content.decode()
    for shown in ("文书有效", "不予登记", enterprise.name, enterprise.uscc, document.number):
        assert shown in text


def test_a_proof_that_was_sent_back_never_counts(begin, people, client):
    case = begin(star=4)
    first = case.authorisation.certificates.get().document
    case.done("Proof", people.officer, outcome="correct", opinion="规格应为250克/罐，证面缺少单位。")
    case.done("Correct", people.owner, specification="250克/罐", trademark="")
    case.issue()
    assert client.get(f"/verify/{first.verification_code}").status_code == 404


def test_a_corrected_document_names_its_successor(issue, client):
    authorisation = issue(star=3)
    first = authorisation.certificates.get().document
    corrected = issue_document(
        id=uuid.uuid4(), kind="certificate", data=first.data["data"], number=first.number,
        addressee=first.addressee, subject=first.subject, issued_at=engine_clock.now(), corrects=first,
    )  # fmt: skip
    text = client.get(f"/verify/{first.verification_code}").content.decode()
    assert "已更正" in text
    assert "第2版" in text
    assert Document.objects.get(pk=corrected.pk).version == 2


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN-PQRS", "x", "' OR 1=1 --", "验证码"])
def test_a_code_that_is_not_ours_is_told(client, code):
    response = client.get("/verify/", {"code": code})
    assert response.status_code == 404
    assert "没有这份文书" in response.content.decode()


def test_the_empty_form_asks_for_a_code(client, db):
    response = client.get("/verify/")
    assert response.status_code == 200
    assert "输入文书上的验证码" in response.content.decode()
