"""Which of its products' stars an enterprise is told of first."""

from __future__ import annotations

from portal.registry.models import Product
from portal.registry.standing import Shown, Standing, worst


def test_the_worst_is_told_and_what_merely_ended_alarms_nobody():
    found = {
        status: Shown(Product(), Standing(status, status) if status else None)
        for status in ("", "valid", "expired", "cancelled", "yellow", "red", "suspended", "revoked")
    }
    assert [status for status, shown in found.items() if shown.is_alarming] == ["yellow", "red", "suspended", "revoked"]
    rungs = list(found.values())
    assert worst(rungs[:4]) is None
    assert [worst(rungs[:last]).label for last in (5, 6, 7, 8)] == ["yellow", "red", "suspended", "revoked"]
