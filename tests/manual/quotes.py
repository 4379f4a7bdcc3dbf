"""What the manuals quote in 「」, and every text that a page can show: of pages, islands, forms, diagrams, tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from engine.bpmn.xml import parse
from portal.services.places import PROJECT
from tests.frontend.test_own_texts import used_texts
from tests.translations import texts

QUOTE = re.compile(r"「([^」]+)」")


def quotes(page: str) -> list[str]:
    return QUOTE.findall(page)


def known() -> set[str]:
    return {text.strip() for text in (*_of_pages(), *used_texts(), *_of_forms(), *_of_diagrams()) if text.strip()}


def _of_pages() -> Iterator[str]:
    for message in texts():
        yield from [message.id] if isinstance(message.id, str) else message.id


def _of_forms() -> Iterator[str]:
    for path in PROJECT.glob("bpmn/*/*.form.json"):
        yield from _labels(json.loads(path.read_text(encoding="utf-8"))["components"])


def _labels(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        yield component.get("label", "")
        yield from (option["label"] for option in component.get("values", []))
        yield from re.findall(r"\*\*([^*{]+)\*\*", component.get("text", ""))
        yield from _labels(component.get("components", []))


def _of_diagrams() -> Iterator[str]:
    """Names of steps, lanes and tables."""
    for suffix in ("bpmn", "dmn"):
        for path in PROJECT.glob(f"bpmn/*/*.{suffix}"):
            yield from (element.get("name", "") for element in parse(path.read_bytes()).iter())
