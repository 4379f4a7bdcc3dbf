"""What the gate says: one sentence per problem, with the element it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

Severity = Literal["error", "warning", "info"]
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """`rule` is a stable code, `element` an id in `file`; `message` and `hint` are sentences for people.

    `path`: ids of nodes and chosen flows, in the order in which a case passes them to get to the problem;
    `route` is the same in names, for people. Both are empty where no way leads there.
    """

    severity: Severity
    rule: str
    message: str
    element: str = ""
    hint: str = ""
    file: str = ""
    path: tuple[str, ...] = ()
    route: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"path": list(self.path)}

    def along(self, path: tuple[str, ...]) -> Finding:
        return replace(self, path=path)


def error(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("error", rule, message, element, hint, file)


def warning(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("warning", rule, message, element, hint, file)


def info(rule: str, message: str, *, element: str = "", hint: str = "", file: str = "") -> Finding:
    return Finding("info", rule, message, element, hint, file)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings before notes, each sentence once, otherwise in the order found."""
    return sorted(dict.fromkeys(findings), key=lambda finding: _ORDER[finding.severity])


def shortened(findings: list[Finding], *, most: int) -> list[Finding]:
    """The first `most`, and a note that tells how many there are besides."""
    if len(findings) <= most:
        return findings
    note = info("too-many-findings", _("还有 %(count)d 个问题没有列出") % {"count": len(findings) - most})
    return [*findings[:most], note]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
