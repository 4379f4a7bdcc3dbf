"""Functions that count on the business calendar."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel
from engine.errors import ExpressionError
from tests.engine.feel.test_evaluation import MONDAY


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("add_working_days(now(), 2)", "2026-11-25T23:59:59+08:00"),
        ('add_working_days(date and time("2026-09-18T17:30:00"), 2)', "2026-09-22T23:59:59+08:00"),
        ('add_working_days("2026-09-18T09:30:00Z", 2)', "2026-09-22T23:59:59+08:00"),
        ("add_working_days(from: now(), n: 2)", "2026-11-25T23:59:59+08:00"),
        ('add_months(date("2026-09-01"), 1)', "2026-10-08T23:59:59+08:00"),
        ("add_days(now(), 3)", "2026-11-26T23:59:59+08:00"),
        ('halfway(now(), now() + duration("P2D"))', "2026-11-24T10:00:00+08:00"),
        ("halfway(now(), add_days(now(), 1)) > now()", True),
        ("add_working_days(now(), 2) - now()", "P2DT13H59M59S"),
        ("for n in 1..3 return date(add_days(now(), n))", ["2026-11-24", "2026-11-25", "2026-11-26"]),
    ],
)
def test_functions_on_the_business_calendar(expression: str, text: Any) -> None:
    assert feel.evaluate(expression, {}, now=MONDAY) == text


@pytest.mark.parametrize(
    "expression",
    [
        "add_days(now())",
        "add_days(now(), 1.5)",
        "add_days(now(), -1)",
        "add_days(now(), null)",
        "add_days(null, 1)",
        'add_days("soon", 1)',
        "add_days(now(), 10000000)",
        "add_days(now(), true)",
        "halfway(now(), 3)",
    ],
)
def test_functions_on_the_business_calendar_refuse_other_arguments(expression: str) -> None:
    with pytest.raises(ExpressionError, match="参数不对"):
        feel.evaluate(expression, {}, now=MONDAY)
