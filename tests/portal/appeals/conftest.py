from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.evaluation.models import Application
from portal.supervision.models import Warning
from tests.portal.appeals.appealing import Appealing, failed_application
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.supervision.conftest import authorisation, prosecute, second_officer
from tests.portal.supervision.prosecuting import Prosecution
from tests.portal.world import WEDNESDAY, deploy

__all__ = ["authorisation", "begin", "issue", "keys_of_the_test", "nothing_gets_stuck", "prosecute", "second_officer"]


@pytest.fixture
def red(prosecute: Callable[..., Prosecution]) -> Prosecution:
    """The tea is under a red warning, served on Wednesday 11 March 2026 at ten."""
    deploy("appeal")
    case = prosecute(trigger="quality_risk", severity="major")
    case.decide("red", public_reason="抽检农残超标")
    return case


@pytest.fixture
def warning(red: Prosecution) -> Warning:
    return red.case.warnings.get()


@pytest.fixture
def failed(tea: Any, people: Any, clock: Any, nothing_gets_stuck: None) -> Application:
    """The tea's evaluation failed on that Wednesday."""
    clock.set(WEDNESDAY)
    deploy(
        "appeal", "star_application", "sample_inspection", "eval_online", "eval_third_party", "eval_onsite",
        "certification_issue",
    )  # fmt: skip
    return failed_application(tea, by=people.owner)


@pytest.fixture
def appeal(people: Any) -> Callable[..., Appealing]:
    return lambda decision: Appealing(people, decision)
