"""What is mutated, and which tests must notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEME, ENGINE = "the scheme's rules", "the engine"
#: The least share of planted faults that must be noticed.
BOUNDS: Final = {SCHEME: 0.9, ENGINE: 0.8}


@dataclass(frozen=True)
class Area:
    """`modules` and `tests` are paths from the project's folder; a module may be a pattern."""

    name: str
    part: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


AREAS: Final = (
    Area("dates", SCHEME, ("engine/business_time.py",), ("tests/engine/test_business_time.py",)),
    Area(
        "criteria",
        SCHEME,
        ("portal/evaluation/criteria.py", "portal/evaluation/eligibility.py", "portal/supervision/k4.py"),
        (
            "tests/portal/evaluation/test_criteria.py",
            "tests/portal/evaluation/test_eligibility.py",
            "tests/portal/evaluation/test_application_pages.py",
            "tests/portal/supervision/test_escalation.py",
        ),
    ),
    Area(
        "scoring",
        SCHEME,
        ("portal/evaluation/scoring.py",),
        (
            "tests/portal/evaluation/onsite/test_onsite_scoring.py",
            "tests/portal/evaluation/onsite/test_onsite_opinions.py",
        ),
    ),
    Area(
        "draw",
        SCHEME,
        ("portal/evaluation/draw.py", "portal/evaluation/conflicts.py"),
        (
            "tests/portal/evaluation/onsite/test_onsite_draw.py",
            "tests/portal/evaluation/onsite/test_onsite_panel.py",
        ),
    ),
    Area(
        "claim rules",
        SCHEME,
        ("portal/evaluation/places.py", "portal/supervision/duties.py", "portal/registry/membership.py"),
        (
            "tests/portal/inbox/test_people_who_leave.py",
            "tests/portal/evaluation/onsite/test_onsite_opinions.py",
            "tests/portal/evaluation/test_third_party.py",
            "tests/portal/supervision/test_escalation.py",
        ),
    ),
    Area(
        "statuses",
        SCHEME,
        ("portal/certification/models/authorisations.py", "portal/certification/standings.py"),
        (
            "tests/portal/certification/test_public_status.py",
            "tests/portal/certification/test_issue.py",
            "tests/portal/public/test_scan.py",
        ),
    ),
    Area(
        "numbers",
        SCHEME,
        ("documents/numbers.py", "portal/certification/numbers.py", "portal/registry/uscc.py"),
        (
            "tests/documents/test_numbers.py",
            "tests/portal/registry/test_uscc.py",
            "tests/portal/certification/test_issue.py",
        ),
    ),
    Area(
        "tokens",
        SCHEME,
        ("documents/token.py", "documents/verification.py", "engine/models/tokens.py"),
        (
            "tests/documents/test_marks.py",
            "tests/documents/test_issue.py",
            "tests/portal/public/test_verify.py",
            "tests/engine/api/test_access.py",
        ),
    ),
    Area(
        "runtime",
        ENGINE,
        ("engine/runtime/*.py", "engine/models/rights.py"),
        ("tests/engine/runtime", "tests/engine/jobs/test_messages.py", "tests/engine/jobs/test_called_processes.py"),
    ),
    Area("spiff", ENGINE, ("engine/spiff/*.py",), ("tests/engine/spiff", "tests/engine/runtime/test_incidents.py")),
    Area("jobs", ENGINE, ("engine/jobs/*.py",), ("tests/engine/jobs",)),
    Area("dmn", ENGINE, ("engine/dmn/*.py",), ("tests/engine/dmn", "tests/engine/runtime/test_expressions.py")),
)
