"""Every rule of the gate is documented, and tested with bad files and good ones."""

from __future__ import annotations

import ast
import re

from portal.services.places import PROJECT
from tests.engine.gate.corpus import RULES
from tests.engine.gate.rules import rules

DOCUMENT = PROJECT / "docs" / "gate-rules.md"
# `### rule-name · error`, or `error or warning` where it depends.
HEADING = re.compile(r"^### `([a-z-]+)` · (.+)$", re.MULTILINE)


def documented() -> dict[str, set[str]]:
    return {rule: set(severities.split(" or ")) for rule, severities in HEADING.findall(DOCUMENT.read_text())}


def mentions() -> dict[str, int]:
    """How often tests outside the corpus name a rule: those of rules that need more than a file to be shown."""
    counted: dict[str, int] = {}
    places = (PROJECT / "tests" / "engine").rglob("test_*.py")
    for path in places:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in rules():
                counted[node.value] = counted.get(node.value, 0) + 1
    return counted


def test_every_rule_is_documented_with_its_severity_and_nothing_else_is():
    assert documented() == rules()


def test_every_rule_is_shown_by_two_bad_files_and_two_good_ones():
    short = {rule for rule, (refused, accepted) in RULES.items() if len(refused) < 2 or len(accepted) < 2}
    assert short == set()
    named = mentions()
    assert {rule for rule in rules() if rule not in RULES and named.get(rule, 0) < 2} == set()


def test_the_corpus_shows_no_rule_that_the_gate_does_not_have():
    assert RULES.keys() - rules().keys() == set()


def test_every_documented_rule_has_an_example_and_a_way_to_mend_it():
    for section in re.split(r"^### ", DOCUMENT.read_text(), flags=re.MULTILINE)[1:]:
        rule = section.split("`")[1]
        assert "**例**" in section, rule
        assert "**改法**" in section, rule
