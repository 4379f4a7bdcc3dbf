"""A forged code is reported on a phone, looked into by compliance, and answered to whoever holds the receipt."""

from __future__ import annotations

import re

import pytest

from engine import jobs
from portal.supervision.models import Report
from tests.e2e.visitor import png

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_complaint_from_the_page_of_a_forged_code(visit, people):
    passer_by = visit(phone=True)
    page = passer_by.open("/c/forged")
    passer_by.follow("举报冒用标识")
    page.get_by_label("情况说明").fill("路边摊的柚子贴着五星标识，扫码显示无法识别。")
    page.get_by_label("照片（选填）").set_input_files([png("标识.png")])
    page.get_by_label("手机号码（选填）").fill("15400000077")
    page.get_by_label("同意平台就此事与我联系").check()
    passer_by.shot("report-forged-filled")
    passer_by.press("提交")
    passer_by.sees("已收到", "请记下受理编号")
    passer_by.shot("report-received")
    report = Report.objects.get()
    assert report.photos.get().name == "标识.png"

    officer = visit(people.compliance)
    officer.take("受理审查与分级")
    officer.sees("路边摊的柚子", "决策表建议", "较大")
    assert "15400000077" not in officer.text()
    officer.choose("处理", "受理")
    officer.pick("分级", "较大")
    officer.fill(告知企业的事项="有人反映市场上有冒用五星标识的散装柚子。")
    officer.shot("complaint-triage")
    officer.submit()
    jobs.run_due_jobs()

    passer_by.open(f"/reports/{report.receipt}/")
    passer_by.sees("核查中", "您的身份不会告诉企业")
    passer_by.shot("receipt-handling")

    officer.take("安排核查")
    officer.choose("核查方式", "直接认定")
    officer.submit()
    jobs.run_due_jobs()
    officer.take("认定")
    officer.choose("认定", "属实")
    officer.pick("分级", "较大")
    officer.fill(认定理由="与登记的标识逐项比对，确系冒用。", 答复举报人的内容="确系冒用标识，已移送当地监管部门处理。")
    officer.shot("complaint-finding")
    officer.submit()
    jobs.run_due_jobs()
    officer.open(f"/supervision/complaints/{Report.objects.get().number}/")
    officer.sees("已办结", "属实", "标识.png", "154****0077")
    officer.shot("complaint-page")

    page = passer_by.open("/reports/")
    page.get_by_label("受理编号").fill(report.receipt.lower())
    passer_by.press("查询")
    passer_by.sees("已办结", "确系冒用标识", "下载投诉答复")
    assert "15400000077" not in page.content()
    passer_by.shot("receipt-answered")
    page.get_by_label("受理编号").fill("ABCDEFGHJKMN")
    passer_by.press("查询")
    passer_by.sees("没有这个受理编号")
    assert re.search("noindex", page.content())
