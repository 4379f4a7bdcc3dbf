"""What a consumer with a phone sees: a certificate verified, a file compared on the device, a struck product."""

from __future__ import annotations

from typing import Any

import pytest

from documents import pdf
from documents.models import Document
from portal.certification.models import Authorisation
from portal.supervision import commands
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

SAME = "一致：就是本平台签发的这份文件"
OTHER = "与签发时的文件不是同一份"


@pytest.fixture
def certificate(processes: None, people: Any, tea: Any, settings: Any) -> Authorisation:
    authorisation = Issuing(tea, star=4, people=people).issue()
    settings.LIBREOFFICE = None
    pdf.make(authorisation.certificates.get().document.pk)
    return authorisation


def test_a_consumer_verifies_a_certificate_and_compares_the_file(visit, certificate):
    document = Document.objects.get(certificate__authorisation=certificate)
    passer_by = visit(phone=True)
    page = passer_by.open(f"/verify/{document.verification_code}")
    passer_by.sees("证书有效", certificate.number, "四星级", "今日状态", "在您的设备上计算，文件不会上传")
    passer_by.shot("verify-certificate")

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    for name, content, told in (
        ("证书.pdf", document.pdf.read() if document.pdf else document.docx.read(), SAME),
        ("改过.pdf", b"%PDF-1.7 another", OTHER),
        ("证书.docx", document.docx.read(), SAME),
    ):
        page.get_by_label("选择文件").set_input_files(
            files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
        )
        passer_by.sees(told)
        passer_by.shot(f"verify-{'same' if told == SAME else 'other'}")
    assert sent == []


def test_a_product_under_red_looks_struck_on_both_pages(visit, certificate, people, tea):
    case = commands.open_case(
        authorisation=certificate, trigger="misuse", severity="serious", facts=FACTS, by=people.compliance,
        public_reason="抽检发现质量风险",
    )  # fmt: skip
    commands.warn(case, level="red", basis="规则", cure_by=WEDNESDAY)
    passer_by = visit(phone=True)
    passer_by.open(f"/c/{tea.qr_code.token}")
    passer_by.sees("红色警示", "抽检发现质量风险", "12315")
    passer_by.shot("scan-red")
    passer_by.open(f"/verify/{certificate.certificates.get().document.verification_code}")
    passer_by.sees("红色警示", "抽检发现质量风险")
    passer_by.shot("verify-red")


def test_a_forged_code_is_reported_from_its_page(visit, people):
    passer_by = visit(phone=True)
    page = passer_by.open("/c/forged")
    passer_by.sees("无法识别的二维码")
    passer_by.shot("scan-forged")
    passer_by.follow("举报冒用标识")
    page.get_by_label("情况说明").fill("包装上写着古丈毛尖，扫码打不开。")
    passer_by.shot("report-forged")
    passer_by.press("提交")
    passer_by.sees("已转交合规专员")


def test_a_passer_by_reads_the_rules_on_a_phone_and_on_a_desk(visit, people):
    for phone in (True, False):
        passer_by = visit(phone=phone)
        page = passer_by.open("/verify/")
        page.get_by_role("link", name="星级评价规则").first.click()
        passer_by.sees("各星级的要求", "警示与整改", "演示用的文本")
        passer_by.shot(f"rules-{'phone' if phone else 'desk'}")
