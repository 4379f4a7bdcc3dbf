"""Repeating timers: not too often, not for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from engine import clock, feel
from engine.bpmn import Diagram
from engine.bpmn.names import label_of_host
from engine.errors import EngineError
from engine.gate.findings import Finding, error
from engine.runtime.limits import limits
from engine.spiff import timers

_REPEATED: Final = re.compile(r"R(?P<count>[0-9]*)/")


def cycles(diagram: Diagram) -> Iterator[Finding]:
    """Cycles that are written out, as ISO text or as an expression without variables."""
    bounds = limits()
    for cycle in (part for part in diagram.root.all_below() if part.is_bpmn and part.kind == "timeCycle"):
        text = _literal(cycle.text)
        repeated = _REPEATED.match(text)
        seconds = _period(text)
        if repeated is None or seconds is None:
            continue  # reported where timers are checked, or known only while the process runs
        subject = {"element": label_of_host(cycle)}
        if not repeated["count"]:
            yield error(
                "cycle-endless",
                _("%(element)s没有写明重复几次") % subject,
                element=cycle.nearest_id,
                hint=_("在 R 后面写上次数，例如 R30/P1D"),
            )
        elif int(repeated["count"]) > bounds.cycle_count:
            yield error(
                "cycle-too-many",
                _("%(element)s重复的次数超过 %(limit)d 次") % {**subject, "limit": bounds.cycle_count},
                element=cycle.nearest_id,
                hint=_("减少次数，或延长间隔"),
            )
        if seconds < bounds.cycle_seconds:
            yield error(
                "cycle-too-frequent",
                _("%(element)s重复得过于频繁，间隔不能短于 %(limit)d 秒") % {**subject, "limit": bounds.cycle_seconds},
                element=cycle.nearest_id,
                hint=_("延长间隔，例如 R3/PT1H"),
            )


def _literal(text: str) -> str:
    """The text of a cycle, also of an expression that no variable can change; empty when it is not known."""
    value = feel.literal_or_feel(text)
    if not value.is_feel:
        return text
    try:
        found = value.evaluate({}) if not value.variables else ""
    except EngineError:  # reported where expressions are checked
        return ""
    return found if isinstance(found, str) else ""


def _period(text: str) -> float | None:
    """Seconds between two firings; None when the text is not a cycle."""
    now = clock.now()
    try:
        return (timers.alarm("cycle", text, {}, now).due - now).total_seconds()
    except (EngineError, ArithmeticError, ValueError):
        return None
