"""Texts of a diagram: FEEL after a leading `=`, otherwise literal. Nothing here or below evaluates Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from engine import feel
from engine.errors import WrongValue


def is_feel(text: str) -> bool:
    return text.lstrip().startswith("=")


def value(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of `text` over `variables`: FEEL after `=`, else the text itself."""
    return feel.evaluate(text.lstrip()[1:], variables) if is_feel(text) else text


def noted(text: str, variables: Mapping[str, Any]) -> feel.Noted:
    """The value of `text`, and why there is none."""
    return feel.evaluate_noted(text.lstrip()[1:], variables) if is_feel(text) else feel.Noted(text)


def feel_value(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of a text that is FEEL with or without the leading `=`."""
    return feel.evaluate(text.lstrip().removeprefix("="), variables)


def truth(text: str, variables: Mapping[str, Any]) -> bool:
    """The value of a condition; anything but true or false is a mistake in the diagram or its data."""
    answer = feel.evaluate_noted(text.lstrip().removeprefix("="), variables)
    if not isinstance(answer.value, bool):
        raise WrongValue(expression=text, expected=because(_("真或假"), answer.reason))
    return answer.value


def because(expected: str | Promise, reason: str | Promise | None) -> str | Promise:
    """What was expected, and why it is not there."""
    return expected if reason is None else format_lazy(_("{expected}：{reason}"), expected=expected, reason=reason)


def names(text: str, variables: Mapping[str, Any]) -> list[str]:
    """A list of names: literal comma-separated, or FEEL that gives a list or such a text."""
    found = value(text, variables)
    if found is None:
        return []
    if isinstance(found, str):
        found = found.split(",")
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise WrongValue(expression=text, expected=_("名称列表"))
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))


def assign(
    mappings: Iterable[tuple[str, str]],
    variables: Mapping[str, Any],
    *,
    target: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The variables that a zeebe mapping writes. Later mappings see earlier ones.

    A dotted target such as `result.score` writes into a copy of `target["result"]`.
    """
    written: dict[str, Any] = {}
    for source, path in mappings:
        found = value(source, {**variables, **written})
        head, *rest = path.split(".")
        written[head] = _put(written.get(head, (target or {}).get(head)), rest, found) if rest else found
    return written


def _put(holder: Any, path: list[str], found: Any) -> dict[str, Any]:
    copy = dict(holder) if isinstance(holder, dict) else {}
    head, *rest = path
    copy[head] = _put(copy.get(head), rest, found) if rest else found
    return copy


class _FeelEnvironment(BasePythonScriptEngineEnvironment):
    """What SpiffWorkflow itself may ask to be evaluated."""

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return feel_value(expression, context)

    def execute(self, script: str, context: Mapping[str, Any], external_context: Any = None) -> bool:
        raise WrongValue(expression=script, expected="FEEL")


class FeelEngine(PythonScriptEngine):
    """Stands where SpiffWorkflow would otherwise put its Python engine."""

    def __init__(self) -> None:
        super().__init__(_FeelEnvironment())

    def validate(self, expression: str) -> None:
        """Expressions are checked by the gate; the stock engine would parse Python here."""
