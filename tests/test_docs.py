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
EARLY = {"DATA_DIR", "OTOP_HOST", "OTOP_DEMO_PRODUCTS"}


def test_every_setting_is_listed_once():
    assert Counter(listed()) == Counter(read_from_environment() | EARLY)


def test_what_administrators_may_change_is_marked():
    fields = {field for field in SettingsForm.base_fields if field.startswith("OTOP_")}
    assert set(listed(marked=True)) == fields | {"OTOP_PANEL_SIZES"}  # its fields are one for each star


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path):
    assert [target for target in targets(page) if not target.exists()] == []


def test_every_assumption_of_the_scheme_stands_once():
    numbers = [number for number, _, _ in assumptions()]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert numbers == sorted(numbers)


def test_where_an_assumption_is_changed_is_there():
    assert [(number, place) for number, place, is_there in places() if not is_there] == []


def assumptions() -> list[tuple[int, str, str]]:
    """Number, what is assumed, and where it is changed."""
    text = (PROJECT / "docs" / "scheme.md").read_text(encoding="utf-8")
    return [
        (int(number), what, where) for number, what, where in re.findall(r"^\| A-(\d+) \| (.+) \| (.+) \|$", text, re.M)
    ]


def places() -> Iterator[tuple[int, str, bool]]:
    """Settings and elements of diagrams; files are looked for with those of all pages."""
    settings = {*listed(), *listed(marked=True)}
    for number, _, where in assumptions():
        for setting in re.findall(r"`(OTOP_\w+)`", where):
            yield number, setting, setting in settings
        for diagrams, elements in re.findall(r"D ((?:`\w+`(?:, )?)+): ((?:`\w+`(?: \([^)]*\))?(?:, )?)+)", where):
            sources = {key: diagram(key) for key in re.findall(r"`(\w+)`", diagrams)}
            for element in re.findall(r"`(\w+)`", elements):
                for key, source in sources.items():
                    yield number, f"{key}: {element}", f'id="{element}"' in source


def diagram(key: str) -> str:
    return next(PROJECT.glob(f"bpmn/*/{key}.bpmn")).read_text(encoding="utf-8")


def listed(*, marked: bool = False) -> list[str]:
    text = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    table = text[: text.index("\n## ")]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    pattern = r"`([A-Z_]+)` ✎" if marked else r"`([A-Z_]+)`"
    return [name for first in firsts for name in re.findall(pattern, first)]


def read_from_environment() -> set[str]:
    """What `portal/settings/`, the only reader, asks for."""
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "portal" / "settings").glob("*.py")]
    return set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", "\n".join(sources)))


def targets(page: Path) -> Iterator[Path]:
    """Links to other pages, and code in backticks that is a path from the project's folder."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        # The pictures of the manual are made by a command: tests/manual/test_manual.py
        if "://" not in link and not link.startswith("pictures/"):
            yield page.parent / link
    for path in re.findall(r"`((?:engine|forms|documents|portal|tests|bpmn|docs)/[\w/.-]+)`", text):
        yield PROJECT / path
