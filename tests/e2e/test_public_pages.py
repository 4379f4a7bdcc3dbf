"""What a consumer with a phone sees: a certificate verified, a file compared on the device, a struck product."""

from __future__ import annotations

from typing import Any

import pytest

from documents import pdf
from documents.models import Document
from portal.certification.models import Authorisation
from portal.supervision import commands
from tests.portal.certification.issuing import Issuing
from tests.portal.public import crowd
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


def test_a_passer_by_looks_for_a_product_and_comes_to_its_page(visit, certificate, people, tea):
    crowd.stars(60, by=people.owner)
    passer_by = visit(phone=True)
    page = passer_by.open("/products/")
    passer_by.sees("星级产品名录", "已暂停", "四星级")
    passer_by.shot("products")
    page.get_by_label("产品、企业、统一社会信用代码或证书编号").fill("云岭茶业")
    page.get_by_label("星级", exact=True).select_option("4-5")
    page.get_by_label("省份").select_option("43")
    passer_by.press("查询")
    passer_by.sees("古丈县", "清空条件")
    passer_by.shot("products-found")
    passer_by.follow(tea.name)
    passer_by.sees("有效", certificate.number, "举报问题")
    passer_by.open("/enterprises/")
    passer_by.sees("星级企业名录", tea.enterprise.uscc)
    passer_by.shot("enterprises")
    page.get_by_label("今日状态").select_option("cancelled")
    passer_by.press("查询")
    passer_by.sees("没有符合条件的企业")
    passer_by.shot("enterprises-none")


def test_a_passer_by_begins_at_the_home_page_and_looks_at_the_numbers(visit, certificate, people):
    crowd.stars(600, by=people.owner)
    for phone in (True, False):
        passer_by = visit(phone=phone)
        page = passer_by.open("/")
        passer_by.sees("一乡一品，星级可查", "五个星级", "企业怎样申请")
        passer_by.shot("home")
        page.get_by_role("link", name="星级统计").first.click()
        passer_by.settle()
        passer_by.sees("按省份", "湖南省")
        assert page.locator(".figures-chart svg").count() == 2
        passer_by.shot("statistics")
        passer_by.follow("湖南省")
        passer_by.sees("按县区")
        passer_by.shot("statistics-province")


def test_large_type_fits_on_a_phone(visit, certificate, people, tea):
    crowd.stars(60, by=people.owner)
    passer_by = visit(phone=True)
    page = passer_by.open("/")
    before = page.locator("h1").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    passer_by.follow("大字版")
    after = page.locator("h1").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert after > 1.25 * before
    for name in ("", "products", "enterprises", "statistics", "warnings", f"c/{tea.qr_code.token}"):
        passer_by.open(f"/{name}")
        passer_by.sees("标准字")
        passer_by.shot(f"large-{name[:12].replace('/', '-') or 'home'}")


def test_the_keyboard_leads_past_the_menu_to_the_products(visit, certificate, tea):
    passer_by = visit()
    page = passer_by.open("/products/?q=高山")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    for _time in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == tea.name:
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    passer_by.sees(certificate.number)
