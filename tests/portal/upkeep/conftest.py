import pytest

from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.upkeep.inspecting import Inspected
from tests.portal.world import deploy

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]


@pytest.fixture
def inspections_run(begin):
    deploy("authorisation_term", "mark_application_proof", "annual_inspection", "penalty_escalation")


@pytest.fixture
def inspected(inspections_run, issue, people, clock, settings):
    """`inspected(star=2, rate=0)`: an authorisation before its anniversary, with its inspection."""

    def make(*, star: int = 2, rate: float = 0.0) -> Inspected:
        settings.OTOP_INSPECTION_VISIT_RATE = rate
        return Inspected(issue(star=star), people, clock)

    return make
