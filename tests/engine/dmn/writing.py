"""Decision files, written part by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine import dmn
from engine.bpmn import xml
from engine.errors import DecisionError


def file(*decisions: str, namespace: str = xml.DMN) -> bytes:
    return f'<definitions xmlns="{namespace}" id="d" name="d">{"".join(decisions)}</definitions>'.encode()


def table(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    attributes: str = "",
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[tuple[str, str]] = (("result", ""),),
    key: str = "pick",
    before: str = "",
) -> str:
    """A decision: rules as (tests, entries), outputs as (name, allowed values)."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression></input>" for text in inputs
    )
    for name, values in outputs:
        listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        columns += f"<output name={quoteattr(name)}>{listed}</output>"
    rows = ""
    for number, (tests, entries) in enumerate(rules, start=1):
        cells = "".join(f"<inputEntry><text>{escape(test)}</text></inputEntry>" for test in tests)
        cells += "".join(f"<outputEntry><text>{escape(entry)}</text></outputEntry>" for entry in entries)
        rows += f'<rule id="rule_{number}">{cells}</rule>'
    body = f"<decisionTable {attributes}>{columns}{rows}</decisionTable>"
    return f'<decision id="{key}" name="{key}">{before}{body}</decision>'


def literal(key: str, text: str, before: str = "", name: str = "") -> str:
    body = f"<literalExpression><text>{escape(text)}</text></literalExpression>"
    return f'<decision id="{key}" name="{name or key}">{before}{body}</decision>'


def needs(key: str) -> str:
    return f'<informationRequirement><requiredDecision href="#{key}"/></informationRequirement>'


def take(decision: str, **variables: Any) -> dmn.Outcome:
    return dmn.evaluate(dmn.parse_decisions(file(decision)), "pick", variables)


def problems(*decisions: str) -> list[str]:
    with pytest.raises(DecisionError) as refused:
        dmn.parse_decisions(file(*decisions))
    return refused.value.problems
