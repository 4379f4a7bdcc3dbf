"""Whoever edits a diagram meets Chinese only: every menu, panel and hint of the editor is read."""

import re
from pathlib import Path

import pytest

from tests.frontend.islands import Islands, select

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
DIAGRAM = (HERE / "registration.bpmn").read_text()
WALK = (HERE / "walk_modeler.js").read_text()

# names of standards and products, examples, and the generated ids of new elements
ALLOWED = re.compile(
    r"\b(BPMN|DMN|FEEL|ID|ISO|UTC|JSON|SVG|Shift|bpmn\.io)\b|\b[A-Z][A-Za-z]*_[0-9a-z]{5,9}\b"
    r"|\bP(T?\d+[DHMS])+\b|\d{4}-\d\d-\d\dT[\d:+]+|（review）|^(other|review|registration|sample)$"
)
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def untranslated(texts: list[dict[str, str]]) -> list[str]:
    return [f"{text['text']!r} ({text['place']})" for text in texts if ENGLISH.search(ALLOWED.sub("", text["text"]))]


@pytest.mark.slow
def test_the_editor_shows_no_english(islands: Islands) -> None:
    forms = [{"id": "review", "name": "登记审核表"}]
    page = islands.open("modeler", {"xml": DIAGRAM, "forms": forms})

    texts = page.evaluate(WALK)

    assert len(texts) > 200, "the walk met far fewer texts than the editor has"
    assert untranslated(texts) == [], "\n" + "\n".join(untranslated(texts))
    assert islands.problems == []


def test_the_expression_editor_helps_in_chinese(islands: Islands) -> None:
    page = islands.open("modeler", {"xml": DIAGRAM})
    select(page, "f3")
    page.locator('[data-group-id="group-condition"] .bio-properties-panel-group-header').click()
    editor = page.locator('[data-entry-id="conditionExpression"] .cm-content')
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("string l")
    page.locator(".cm-tooltip-autocomplete li", has_text="string length").wait_for()

    info = page.locator(".cm-completionInfo").inner_text()
    assert "文本有几个字。" in info
    assert "写法" in info
    assert "例子" in info

    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.type("1 +")
    error = page.locator('[data-entry-id="conditionExpression"] .bio-properties-panel-error')
    error.wait_for()
    assert error.inner_text() == "FEEL 表达式有语法错误。"

    page.locator('[data-entry-id="conditionExpression"] .bio-properties-panel-open-feel-popup').click()
    popup = page.locator(".bio-properties-panel-feel-popup")
    popup.wait_for()
    texts = popup.evaluate(
        "root => [root, ...root.querySelectorAll('*')].flatMap(node => ['title', 'aria-label']"
        ".map(name => ({ text: node.getAttribute(name) ?? '', place: name })))"
    )
    assert untranslated(texts) == []
    assert islands.problems == []
