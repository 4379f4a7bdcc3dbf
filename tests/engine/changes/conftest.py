from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from engine.deployments import deploy
from tests.engine.changes.world import OLD


@pytest.fixture
def deployed(db: None) -> None:
    Group.objects.get_or_create(name="star_evaluator")
    deploy(OLD)


@pytest.fixture
def zhao(db: None) -> Any:
    return get_user_model().objects.create_user("zhao.min")


@pytest.fixture
def qian(db: None) -> Any:
    return get_user_model().objects.create_user("qian.li")
