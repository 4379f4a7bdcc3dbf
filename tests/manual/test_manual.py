"""The manuals of docs/manual say what the platform shows: its words, its pictures, its accounts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from portal.demo.people import CAST
from portal.services.places import PROJECT
from tests.manual.quotes import known, quotes
from tests.manual.shots import SHOTS

MANUALS = sorted((PROJECT / "docs" / "manual").glob("*.md"))
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")


@pytest.fixture(scope="module")
def shown() -> set[str]:
    return known()


@pytest.mark.parametrize("manual", MANUALS, ids=lambda manual: manual.stem)
def test_what_a_manual_quotes_stands_on_a_page(manual: Path, shown: set[str]) -> None:
    quoted = quotes(manual.read_text(encoding="utf-8"))
    assert [quote for quote in quoted if quote not in shown] == []
    assert len(quoted) > 5


def test_every_picture_is_taken_and_every_one_taken_is_shown() -> None:
    pictures = [picture for manual in MANUALS for picture in PICTURE.findall(manual.read_text(encoding="utf-8"))]
    assert Counter(name for _, name in pictures) == Counter(shot.name for shot in SHOTS)
    assert all(caption for caption, _ in pictures)


def test_pictures_are_of_accounts_that_the_demo_has() -> None:
    assert {shot.by for shot in SHOTS} - {person.username for person in CAST} == {""}
    # Each role of the platform is shown at work by one account at least.
    assert {person.role for person in CAST if person.username in {shot.by for shot in SHOTS}} >= {
        person.role for person in CAST if person.role != "referrer"
    }
