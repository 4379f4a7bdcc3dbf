"""Where a case that runs again goes another way, in words for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.history import Event, Snapshot, Step
from engine.models import HistoryEvent, ProcessInstance
from engine.spiff import Specification
from engine.spiff.variables import same

_LONGEST = 60  # characters of a value in a sentence
_MISSING = object()
_SENTENCES: Mapping[str, str | Promise] = {
    "branch": gettext_lazy("“%(element)s”：原来走%(expected)s，现在走%(got)s"),
    "not-reached": gettext_lazy("原来经过“%(element)s”，现在没有"),
    "reached": gettext_lazy("现在经过“%(element)s”，原来没有"),
    "variable": gettext_lazy("变量“%(element)s”：原来是%(expected)s，现在是%(got)s"),
    "unused": gettext_lazy("原来在“%(element)s”发生的事（%(expected)s），现在没有等它的步骤"),
    "unanswered": gettext_lazy("“%(element)s”是这个案件没有办过的步骤，历史里没有答案"),
    "failed": gettext_lazy("现在停在“%(element)s”：%(reason)s"),
    "ended": gettext_lazy("结果不同：原来%(expected)s，现在%(got)s"),
}


@dataclass(frozen=True)
class Difference:
    """`kind` is one of those above; `element_id` is the name where it is a variable that differs."""

    at: datetime
    kind: str
    element_id: str
    expected: Any
    got: Any
    sentence: str

    @classmethod
    def of(
        cls, kind: str, element_id: str, expected: Any, got: Any, at: datetime, *, names: Names, reason: str = ""
    ) -> Difference:
        shown = {
            "element": element_id if kind == "variable" else names.of(element_id),
            "expected": names.shown(kind, expected),
            "got": names.shown(kind, got),
            "reason": reason,
        }
        was, now = (None if value is _MISSING else value for value in (expected, got))
        return cls(at, kind, element_id, was, now, str(_SENTENCES[kind]) % shown)


class Names:
    """What elements and flows are called, in either definition."""

    def __init__(self, *specifications: Specification) -> None:
        self._names: dict[str, str] = {}
        for specification in reversed(specifications):
            for config in specification.elements():
                self._names[config["id"]] = config.get("name") or config["id"]
                for flow in config.get("flows", ()):
                    self._names[flow["id"]] = flow.get("name") or self._names.get(flow["target"], flow["target"])

    def of(self, own: str) -> str:
        return self._names.get(own, own)

    def shown(self, kind: str, value: Any) -> str:
        if value is _MISSING:
            return _("没有")
        if kind == "branch":
            return _("、").join(f"“{self.of(flow)}”" for flow in value)
        if not value and kind in ("ended", "unused"):
            return ""
        if kind == "ended":
            return str(ProcessInstance.Status(value).label)
        if kind == "unused":
            return str(HistoryEvent.Kind(value).label)
        if value is None or isinstance(value, bool):
            return {None: _("空"), True: _("是"), False: _("否")}[value]
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def compare(
    step: Step, happened: Iterable[Event], now: Snapshot, to_new: Mapping[str, str], names: Names
) -> Iterator[Difference]:
    """One step of the case beside the same step here."""
    happened = list(happened)
    yield from _branches(step, happened, to_new, names)
    stopped = {to_new.get(e.element_id, e.element_id) for e in step.followed if e.kind == "incident_created"}
    for event in happened:
        if event.kind == "incident_created" and event.element_id not in stopped:
            reason = event.data["message"]
            yield Difference.of("failed", event.element_id, None, None, step.at, names=names, reason=reason)
    before, here = _passed(step.followed, to_new), _passed(happened, {})
    for element in before - here:
        yield Difference.of("not-reached", element, None, None, step.at, names=names)
    for element in here - before:
        yield Difference.of("reached", element, None, None, step.at, names=names)
    for name in sorted(step.then.variables.keys() | now.variables.keys()):
        old, new = (variables.get(name, _MISSING) for variables in (step.then.variables, now.variables))
        if not same(old, new):
            yield Difference.of("variable", name, old, new, step.at, names=names)


def _passed(events: Iterable[Event], to_new: Mapping[str, str]) -> Counter[str]:
    done = (event.element_id for event in events if event.kind == "element_completed")
    return Counter(to_new.get(element, element) for element in done)


def _branches(step: Step, happened: Iterable[Event], to_new: Mapping[str, str], names: Names) -> Iterator[Difference]:
    before, here = _taken(step.followed, to_new), _taken(happened, {})
    for element in before.keys() & here.keys():
        for old, new in zip(before[element], here[element], strict=False):
            if sorted(old) != sorted(new):
                yield Difference.of("branch", element, old, new, step.at, names=names)


def _taken(events: Iterable[Event], to_new: Mapping[str, str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for event in events:
        if event.kind == "gateway_taken":
            found.setdefault(to_new.get(event.element_id, event.element_id), []).append(event.data["taken"])
    return found
