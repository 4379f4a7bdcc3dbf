"""Every text of the islands has an English version, and none is left over."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.frontend.islands import DIST

SOURCES = DIST.parent / "src"
TEXT = re.compile(r"""\btext\(\s*'((?:[^'\\]|\\.)*)'""")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMMENT = re.compile(r"//.*|^\s*\*.*|/\*.*")


def sources() -> list[Path]:
    files = [path for suffix in ("*.js", "*.jsx") for path in SOURCES.rglob(suffix)]
    return [path for path in files if path.parent.name != "i18n"]


def used_texts() -> set[str]:
    return {text for path in sources() for text in TEXT.findall(path.read_text())}


@pytest.fixture(scope="module")
def english(node: str) -> dict[str, str]:
    module = json.dumps((SOURCES / "i18n" / "en.js").as_uri())
    script = f"import texts from {module}; console.log(JSON.stringify(texts))"
    output = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "--eval", script],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(output.stdout)


def test_every_text_of_the_islands_has_an_english_version(english: dict[str, str]) -> None:
    assert used_texts() - english.keys() == set()
    assert [text for text, translated in english.items() if CHINESE.search(translated)] == []


def test_no_english_version_is_left_over(english: dict[str, str]) -> None:
    assert english.keys() - used_texts() == set()


def test_a_translation_fills_the_same_holes(english: dict[str, str]) -> None:
    holes = re.compile(r"\{\w+\}")
    for text, translated in english.items():
        assert set(holes.findall(text)) == set(holes.findall(translated)), text


def test_no_chinese_stands_in_the_islands_outside_a_translation() -> None:
    loose = [
        f"{path.name}: {line.strip()}"
        for path in sources()
        if path.name != "feel-builtins.js"  # headings of a help text that has an English original
        for line in path.read_text().splitlines()
        if CHINESE.search(TEXT.sub("", COMMENT.sub("", line)))
    ]
    assert loose == []
