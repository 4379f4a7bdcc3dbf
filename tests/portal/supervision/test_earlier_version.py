"""A case that began in the diagram of before goes on in it, whatever was deployed since."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from engine import deployments
from portal.inbox.answers import initial
from portal.supervision.models import Warning
from tests.portal.supervision.prosecuting import OPINION, WORDS, Prosecution
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db

# The folder as it was when what is worse than red was left to people.
BEFORE = Path(__file__).with_name("penalty_before.zip")


@pytest.fixture
def begun(authorisation, people) -> Prosecution:
    """Under a red warning, to be put right, when the diagram of today is deployed."""
    with zipfile.ZipFile(BEFORE) as archive:
        deployments.deploy({name: archive.read(name) for name in archive.namelist()})
    case = Prosecution(authorisation, people, trigger="quality_risk", severity="major")
    case.decide("red")
    deploy("penalty_escalation")
    return case


def test_it_ends_in_its_own_diagram(begun, people):
    begun.rectify("RectifyRed")
    # 继续整改 is no way that its diagram knows.
    offered = [choice["value"] for choice in initial(begun.task("VerifyRed"))["choices"]]
    assert offered == ["lift", "extend", "escalate"]
    begun.verify("VerifyRed", "escalate")
    assert begun.open_tasks() == {"Manual"}
    begun.done("Manual", people.compliance, outcome="red", opinion=OPINION, **WORDS)
    begun.rectify("RectifyRed")
    begun.verify("VerifyRed", "lift")
    assert (begun.status, begun.is_over) == ("valid", True)


def test_the_next_case_is_one_of_today(begun, people, authorisation):
    later = Prosecution(authorisation, people, trigger="refused_check", severity="major")
    assert later.open_tasks() == {"Propose"}
    later.suspended()
    assert later.status == "suspended"
    # The worst of both is seen.
    begun.rectify("RectifyRed")
    begun.verify("VerifyRed", "lift")
    later.go_on()
    assert later.status == "suspended"
    assert Warning.objects.open().count() == 1
