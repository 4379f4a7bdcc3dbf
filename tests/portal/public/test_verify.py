"""Whether a document is ours."""

from __future__ import annotations

import uuid

import pytest

from documents import verification
from documents.issue import issue as issue_document
from documents.models import Document
from engine import clock as engine_clock

pytestmark = pytest.mark.django_db


def test_an_issued_certificate_is_verified_by_its_code(begin, client, tea):
    case = begin(star=4)
    document = case.authorisation.certificates.get().document
    url = f"/verify/{document.verification_code}"
    # The officer has not read the proof yet.
    assert client.get(url).status_code == 404

    case.issue()
    page = client.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    for shown in ("产品评价证书", document.number, tea.enterprise.name, "2026-03-11", document.sha256, "文书有效"):
        assert shown in text
    assert page["Cache-Control"] == "max-age=60"
    typed = verification.grouped(document.verification_code).lower()
    assert client.get("/verify/", {"code": typed}).status_code == 200


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
