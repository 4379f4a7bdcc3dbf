"""A reviewer at the desk: evidence beside the form."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import PATIENCE
from tests.portal.certification.issuing import Issuing
from tests.portal.evaluation.case import Case

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def transform(page) -> str:
    return page.locator(".viewer-stage img").evaluate("image => image.style.transform")


def test_evidence_is_looked_at_beside_the_form_and_on_a_phone_over_it(visit, people, tea):
    case = Case(people, tea, star=1)
    case.send_evidence()
    evaluator = visit(people.evaluator)
    page = evaluator.open(f"/inbox/tasks/{case.task('Accept').pk}/")
    form = page.locator('[data-island="form"]')
    page.locator("a[data-file=picture]").first.click()
    viewer = page.get_by_role("dialog", name="查看材料")
    expect(viewer.get_by_role("status")).to_have_text("1 / 7")
    expect(viewer).to_contain_text("营业执照、组织机构代码证、税务登记证")
    assert form.bounding_box()["x"] + form.bounding_box()["width"] <= viewer.bounding_box()["x"]

    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("status")).to_have_text("2 / 7")
    viewer.get_by_role("button", name="旋转").click()
    assert "rotate(90deg)" in transform(page)
    viewer.get_by_role("button", name="放大").click()
    assert re.search(r"scale\(1\.4\)", transform(page))

    evaluator.choose("审查结论", "补正")  # the form stays within reach, and keeps the arrow keys of whoever writes
    opinion = evaluator.field("意见").locator("textarea")
    opinion.fill("照片不清楚")
    opinion.press("ArrowLeft")
    expect(viewer.get_by_role("status")).to_have_text("2 / 7")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()

    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("a[data-file=picture]").last.click()
    box = viewer.bounding_box()
    assert (box["width"], box["height"]) == (390, 844)
    evaluator.press("关闭", within=viewer)
    expect(viewer).to_be_hidden()


def test_what_is_to_be_issued_is_looked_at_beside_the_form(visit, people, tea, settings):
    settings.LIBREOFFICE = None  # PDFs are made, by a worker
    task = Issuing(tea, star=4, people=people).task("Proof")
    officer = visit(people.officer)
    page = officer.open(f"/inbox/tasks/{task.pk}/")
    viewer = page.get_by_role("dialog", name="查看材料")
    page.get_by_role("link", name="二维码", exact=True).click()
    expect(viewer.get_by_role("status")).to_have_text("3 / 3")
    assert viewer.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.keyboard.press("ArrowLeft")
    expect(viewer).to_contain_text("星级标识")

    page.keyboard.press("ArrowLeft")
    # Until the PDF is made, the viewer shows the page that waits for it.
    expect(viewer.frame_locator("iframe").locator("body")).to_contain_text("正在生成")
    officer.shot("proof-viewer")


def test_a_phone_shows_every_column_of_a_table_and_what_changed_comes_by_itself(visit, people, tea):
    case = Case(people, tea, star=1)
    case.send_evidence()
    evaluator = visit(people.evaluator, phone=True)
    page = evaluator.open(f"/inbox/tasks/{case.task('Accept').pk}/")
    cells = page.locator(".fjs-table tbody tr").first.locator("td")
    assert cells.evaluate_all("cells => cells.map(cell => cell.dataset.label)") == ["评价项", "要求", "现状", "结果"]
    for cell in cells.all():
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390

    owner = visit(people.owner)
    progress = owner.open(f"/enterprise/applications/{case.application.number}/")
    expect(progress.locator("#live")).not_to_contain_text("去办理")
    case.done("Accept", people.evaluator, outcome="accept")
    expect(progress.locator("#live")).to_contain_text("去办理", timeout=PATIENCE)
