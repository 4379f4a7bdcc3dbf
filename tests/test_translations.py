"""Every text that people read is Chinese in the source and has an English translation.

The front end's own texts: tests/frontend/test_own_texts.py.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType
from django.utils.translation import gettext, ngettext, override

from tests.translations import ENGLISH, HEADER, KEYWORDS, PROJECT, english, extract_template, sources, texts

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
CHINESE_SIGN = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
HOLE = re.compile(r"%%?\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w*\}")
# Names that are the same in every language.
NAMES = {"BPMN", "DMN", "FEEL", "PDF", "PNG", "SVG", "Word"}
# Chinese that is no text of the interface: what is printed on documents, spellings of data, the demo's people.
CHINESE_DATA = {
    "documents/badge.py",
    "documents/numbers.py",
    "documents/render.py",
    "portal/accounts/models/users.py",
    "portal/administration/day_lists.py",
    "portal/benefits/catalogue.py",
    "portal/certification/kit.py",
    "portal/referrals/grants.py",
    "portal/registry/models/regions.py",
    "portal/registry/notices.py",
    "portal/settings/scheme.py",
    "portal/supervision/notices.py",
}
RUN_AGAIN = "run `python -m tests.translations` and fill in what is empty"


@pytest.fixture(scope="module")
def source() -> Catalog:
    return texts()


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return english()


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """Singular and plural, where there are two."""
    return [text] if isinstance(text, str) else list(text)


def holes(text: str) -> list[str]:
    return sorted(HOLE.findall(text))


def test_every_text_has_an_english_translation(source: Catalog, catalogue: Catalog) -> None:
    missing = [
        f"{where[0]}: {message.id}"
        for message in messages(source)
        if (entry := catalogue.get(message.id, message.context)) is None or not all(forms(entry.string))
        for where in message.locations[:1]
    ]
    assert missing == [], RUN_AGAIN


def test_no_translation_is_left_over_or_fuzzy(source: Catalog, catalogue: Catalog) -> None:
    unused = [message.id for message in messages(catalogue) if source.get(message.id, message.context) is None]
    assert unused == [], RUN_AGAIN
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []
    assert not catalogue.obsolete


def test_a_translation_fills_the_same_holes(catalogue: Catalog) -> None:
    wrong = [
        (message.id, translation)
        for message in messages(catalogue)
        for translation in forms(message.string)
        if holes(translation) != holes(forms(message.id)[0])
    ]
    assert wrong == []


def test_an_english_text_holds_no_chinese(catalogue: Catalog) -> None:
    assert [
        text for message in messages(catalogue) for text in forms(message.string) if CHINESE_SIGN.search(text)
    ] == []


def test_texts_of_the_source_are_chinese(source: Catalog) -> None:
    english_texts = [
        f"{message.locations[0][0]}: {text}"
        for message in messages(source)
        for text in forms(message.id)
        if not CHINESE.search(text) and set(LATIN_WORD.findall(HOLE.sub("", text))) - NAMES
    ]
    assert english_texts == []


def test_the_catalogue_carries_no_dates_places_or_names() -> None:
    content = ENGLISH.read_text()
    assert content.startswith(HEADER)
    assert re.findall(r"^#[:~|].*", content, re.MULTILINE) == []


def test_django_speaks_english() -> None:
    """The catalogue is compiled and found; `make build` compiles it."""
    with override("en"):
        assert gettext("产品评价证书") == "Product evaluation certificate"
        assert ngettext("%(n)d 位专家有不同意见", "%(n)d 位专家有不同意见", 2).startswith("%(n)d experts")
    with override("zh-hans"):
        assert gettext("产品评价证书") == "产品评价证书"


def loose_chinese(template: str) -> Iterator[str]:
    """What stands in the markup or in a tag's arguments without a translation."""
    hidden = ""
    for token in Lexer(template).tokenize():
        name = token.contents.split()[0] if token.token_type is TokenType.BLOCK and token.contents else ""
        if hidden:
            hidden = "" if name == hidden else hidden
            continue
        text = token.contents
        if token.token_type is TokenType.COMMENT:
            continue
        if name in ("comment", "blocktranslate", "blocktrans"):
            hidden = f"end{name}"
        if name in ("translate", "trans"):
            text = re.sub(r"""^\w+\s+("[^"]*"|'[^']*')""", "", text)
        text = re.sub(r"""_\(("[^"]*"|'[^']*')\)""", "", text)
        yield from (line.strip() for line in text.splitlines() if CHINESE_SIGN.search(line))


@pytest.mark.parametrize(
    "markup", ['<p title="标题">', "{{ name|default:'无' }}", '{% include "a.html" with title="标题" %}', "是"]
)
def test_chinese_outside_a_translation_is_found(markup: str) -> None:
    assert list(loose_chinese(markup))


def test_translated_and_hidden_chinese_is_let_through() -> None:
    template = """{# 注 #}{% comment %}注{% endcomment %}{% translate "标题" as title %}{{ name|default:_("无") }}
    {% blocktranslate count n=n %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}{% translate '它' %}"""
    assert list(loose_chinese(template)) == []


def test_templates_hold_no_chinese_outside_a_translation() -> None:
    loose = [
        f"{path.relative_to(PROJECT)}: {text}" for path in sources(".html") for text in loose_chinese(path.read_text())
    ]
    assert loose == []


def untranslated_strings(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text())
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in KEYWORDS:
                skipped |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.Expr):  # docstrings
            skipped.add(id(node.value))
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if CHINESE.search(node.value):
            yield node.lineno, node.value


def test_code_holds_no_chinese_outside_a_translation() -> None:
    loose = [
        f"{path.relative_to(PROJECT)}:{line}: {text}"
        for path in sources(".py")
        if not {"migrations", "demo"} & set(path.parts) and str(path.relative_to(PROJECT)) not in CHINESE_DATA
        for line, text in untranslated_strings(path)
    ]
    assert loose == []


def test_texts_of_templates_are_extracted(tmp_path: Path) -> None:
    """Indentation and markup around the tags must not lose any."""
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<ul>\n    <li title="{% translate "甲" %}">it\'s</li>\n  <li>{{ x|default:_("乙") }}</li>\n'
        "{% blocktranslate count n=n trimmed %}\n  {{ n }} 件\n{% plural %}\n {{ n }} 件们\n{% endblocktranslate %}"
    )
    with page.open("rb") as file:
        found = [message for _line, _name, message, _comments in extract_template(file, KEYWORDS, [], {})]
    assert [part for entry in found for part in forms(entry) if part] == ["甲", "乙", "%(n)s 件", "%(n)s 件们"]
