"""A certificate is issued only as it can be printed; its PDF is made by the worker and waited for on a page."""

from __future__ import annotations

import shutil

import pytest
from django.urls import reverse

from documents import glyphs, pdf
from documents.models import Counter, Document, StoredFile
from engine import jobs
from engine.errors import AnswersRefused
from engine.models import Incident
from portal.certification.models import Authorisation
from portal.registry.models import Enterprise, Product
from tests.portal.certification.issuing import Issuing
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

needs_fonts = pytest.mark.skipif(not glyphs.unprintable("🍯"), reason="fontconfig is not installed")
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@needs_fonts
def test_a_name_that_cannot_be_printed_stops_the_case_before_a_number_is_used_up(tea, people, clock):
    clock.set(WEDNESDAY)
    deploy("certification_issue")
    Enterprise.objects.filter(pk=tea.enterprise_id).update(name="蜂蜜🍯有限公司")
    Issuing(tea, star=4, people=people)
    for _try in range(3):
        clock.advance(hours=1)
        jobs.run_due_jobs()

    incident = Incident.objects.get()
    assert incident.kind == "not-printable"
    assert "🍯" in incident.message
    assert "蜂" not in incident.message
    assert not Authorisation.objects.exists()
    assert not Counter.objects.filter(name__startswith="OTOP-").exists()


@needs_fonts
def test_a_star_without_certificate_needs_no_print(issue, tea):
    Product.objects.filter(pk=tea.pk).update(name="蜂蜜🍯")
    assert issue(star=2).status == Authorisation.Status.VALID


@needs_fonts
def test_a_correction_that_cannot_be_printed_is_refused_at_its_field(begin, people):
    case = begin(star=4)
    case.done("Proof", people.officer, outcome="correct", opinion="规格应为250克/罐，证面缺少单位。")
    with pytest.raises(AnswersRefused) as refused:
        case.done("Correct", people.owner, specification="250克🍯", trademark="")
    assert refused.value.errors == {"specification": ["下列字印不到证书上，请换用其他写法：🍯"]}


@needs_libreoffice
def test_the_officer_issues_only_what_has_been_looked_at_as_a_pdf(begin, people, settings):
    settings.LIBREOFFICE = None
    case = begin(star=4)
    document = case.authorisation.certificates.get().document
    with pytest.raises(AnswersRefused) as refused:
        case.issue()
    assert refused.value.errors == {"outcome": ["证书的 PDF 正在生成，请过几秒再签发"]}

    pdf.make(document.pk)
    assert case.issue().status == Authorisation.Status.VALID
    # The PDF is handed over with the certificate.
    assert Document.objects.get(pk=document.pk).pdf.owner == case.product.enterprise.group


@pytest.mark.parametrize(
    ("fault", "told"),
    [({"characters": "𠀀𪚥"}, "𠀀 𪚥"), ({"pages": 2}, "实际有2页"), ({"failures": 3}, "生成 PDF 失败")],
    ids=["boxes", "two pages", "LibreOffice"],
)
def test_what_is_wrong_with_the_print_is_told_to_the_officer_who_may_send_it_back(begin, people, client, fault, told):
    case = begin(star=4)
    document = case.authorisation.certificates.get().document
    document.refuse_pdf(fault)
    with pytest.raises(AnswersRefused) as refused:
        case.issue()
    (sentence,) = refused.value.errors["outcome"]
    assert sentence.startswith("证书不能签发：")
    assert told in sentence

    client.force_login(people.officer)
    page = client.get(reverse("files:document", args=[document.pk]))
    assert page.status_code == 409
    assert told in page.content.decode()

    case.done("Proof", people.officer, outcome="correct", opinion="证书印不出来，请更正。")
    case.done("Correct", people.owner, specification="250克", trademark="")
    assert case.issue().status == Authorisation.Status.VALID


@needs_libreoffice
def test_a_pdf_is_never_made_while_somebody_waits_for_the_page(issue, people, client, settings):
    document = issue(star=4).certificates.get().document
    settings.LIBREOFFICE = None
    client.force_login(people.owner)
    url = reverse("files:document", args=[document.pk])

    waiting = client.get(url)
    assert waiting.status_code == 202
    assert waiting["Refresh"] == "3"
    assert "正在生成" in waiting.content.decode()
    assert not StoredFile.objects.filter(content_type="application/pdf").exists()
    assert (waiting["X-Frame-Options"], "frame-ancestors 'none'" in waiting["Content-Security-Policy"]) == (
        "DENY",
        True,
    )
    in_viewer = client.get(url, {"inline": ""})
    assert in_viewer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in in_viewer["Content-Security-Policy"]

    pdf.make(document.pk)
    answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF-")


def test_the_certificate_is_offered_once_and_not_as_word(issue, people, client):
    issue(star=4)
    client.force_login(people.owner)
    page = client.get(reverse("certification:list")).content.decode()
    assert page.count("/files/documents/") == 1
    assert "Word" not in page
    assert "Word" not in client.get(reverse("registry:documents")).content.decode()
