"""What the gate says: one sentence per problem, with the element it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """`rule` is a stable code, `element` an id in `file`; `message` and `hint` are sentences for people."""

    severity: Severity
    rule: str
    message: str
    element: str = ""
    hint: str = ""
    file: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def error(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("error", rule, message, element, hint, file)


def warning(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("warning", rule, message, element, hint, file)


def info(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("info", rule, message, element, hint, file)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings before notes, each sentence once, otherwise in the order found."""
    return sorted(dict.fromkeys(findings), key=lambda finding: _ORDER[finding.severity])


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
