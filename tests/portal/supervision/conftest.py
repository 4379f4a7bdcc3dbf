from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts import roles
from portal.certification.models import Authorisation
from portal.registry.models import Product
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.supervision.complaining import Complaint
from tests.portal.supervision.prosecuting import Prosecution
from tests.portal.world import deploy

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]


@pytest.fixture
def authorisation(issue: Callable[..., Authorisation]) -> Authorisation:
    """The tea's two stars, valid."""
    return issue(star=2)


@pytest.fixture
def prosecute(authorisation: Authorisation, people: Any) -> Callable[..., Prosecution]:
    """`prosecute(trigger="quality_risk", severity="urgent")`: an officer opens a case against the tea."""
    deploy("penalty_escalation")
    return lambda **words: Prosecution(authorisation, people, **words)


@pytest.fixture
def complain(authorisation: Authorisation, people: Any, tea: Product) -> Callable[..., Complaint]:
    """`complain(kind="label")`: a consumer reports the tea from its scan page."""
    deploy("complaint_risk", "penalty_escalation")
    return lambda product=tea, **fields: Complaint(people, product=product, **fields)


@pytest.fixture
def second_officer(make_user: Any) -> Any:
    return make_user("cp2", roles.COMPLIANCE_OFFICER, display_name="蒋规")


@pytest.fixture
def referral(authorisation: Authorisation) -> None:
    """Serious harm may be referred to an authority."""
    deploy("legal_referral")
