"""A case's diagram shows where it stands."""

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.islands import Islands
from tests.frontend.test_editor_texts import DIAGRAM

pytestmark = pytest.mark.e2e

STATE = {"active": ["review"], "completed": ["start", "f1"], "incidents": ["notify"], "counts": {"review": 3}}


def shown(page: Page, element: str, marker: str) -> int:
    return page.locator(f'.diagram-canvas g[data-element-id="{element}"].{marker}').count()


def test_tokens_finished_steps_and_incidents_are_marked(islands: Islands) -> None:
    page = islands.open("diagram", {"xml": DIAGRAM, "state": STATE})

    assert shown(page, "review", "diagram-active") == 1
    assert shown(page, "start", "diagram-completed") == 1
    assert shown(page, "f1", "diagram-completed") == 1
    assert shown(page, "notify", "diagram-incident") == 1
    expect(page.get_by_title("3 件在此")).to_have_text("3")
    expect(page.get_by_title("此处出错，等待处理")).to_be_visible()
    assert islands.problems == []


def test_a_state_that_names_unknown_elements_is_shown_as_far_as_it_goes(islands: Islands) -> None:
    page = islands.open("diagram", {"xml": DIAGRAM, "state": {"active": ["gone", "review"], "counts": {"gone": 1}}})

    assert shown(page, "review", "diagram-active") == 1
    assert islands.problems == []


def test_a_click_on_a_called_process_leads_to_it(islands: Islands) -> None:
    page = islands.open("diagram", {"xml": DIAGRAM, "links": {"call": "/cases/7"}})

    with page.expect_navigation(url="**/cases/7"):
        page.locator('.diagram-canvas g[data-element-id="call"]').click()


def test_a_diagram_that_cannot_be_read_is_explained(islands: Islands) -> None:
    page = islands.open("diagram", {"xml": "<nonsense>"}, expect_failure=True)

    expect(page.get_by_role("alert")).to_contain_text("这部分内容无法显示")
