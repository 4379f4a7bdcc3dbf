"""What the pages in docs/ say is there: settings, files and other pages."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.administration.scheme_settings import SettingsForm
from portal.services.places import PROJECT

PAGES = sorted((*PROJECT.glob("docs/**/*.md"), PROJECT / "README.md"))
#: Read before Django is there, by `make demo` and the services.
EARLY = {"DATA_DIR", "OTOP_HOST"}


def test_every_setting_is_listed_once():
    assert Counter(listed()) == Counter(read_from_environment() | EARLY)


def test_what_administrators_may_change_is_marked():
    fields = {field for field in SettingsForm.base_fields if field.startswith("OTOP_")}
    assert set(listed(marked=True)) == fields | {"OTOP_PANEL_SIZES"}  # its fields are one for each star


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path):
    assert [target for target in targets(page) if not target.exists()] == []


def listed(*, marked: bool = False) -> list[str]:
    text = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    table = text[: text.index("\n## ")]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    pattern = r"`([A-Z_]+)` ✎" if marked else r"`([A-Z_]+)`"
    return [name for first in firsts for name in re.findall(pattern, first)]


def read_from_environment() -> set[str]:
    """What `portal/settings.py`, the only reader, asks for."""
    source = (PROJECT / "portal" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", source))


def targets(page: Path) -> Iterator[Path]:
    """Links to other pages, and code in backticks that is a path from the project's folder."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if "://" not in link:
            yield page.parent / link
    for path in re.findall(r"`((?:engine|forms|documents|portal|tests|bpmn|docs)/[\w/.-]+)`", text):
        yield PROJECT / path
