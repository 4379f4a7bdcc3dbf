from __future__ import annotations

from typing import Any

import pytest

from portal.accounts import roles
from portal.accounts.models import User
from portal.referrals.commands import become_referrer
from portal.referrals.models import Referrer
from tests.portal.world import deploy


@pytest.fixture
def processes(db: None) -> None:
    deploy("registration", "referrer_reward")


@pytest.fixture
def referrer(processes: None, make_user: Any) -> Referrer:
    """彭荐, without any enterprise."""
    return become_referrer(make_user("rf", display_name="彭荐"))


@pytest.fixture
def second_manager(make_user: Any) -> User:
    return make_user("pm2", roles.PROCESS_MANAGER, display_name="李流")
