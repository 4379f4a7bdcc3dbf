from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.benefits.conftest import authorisation, proved
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.events.holding import Holding

__all__ = ["authorisation", "begin", "issue", "keys_of_the_test", "nothing_gets_stuck", "proved"]


@pytest.fixture
def hold(people: Any) -> Callable[..., Holding]:
    """`hold(places=1, stars=[3])`: an announced expo in three weeks, for one place, for three stars."""
    return lambda **changes: Holding(people, **changes)
