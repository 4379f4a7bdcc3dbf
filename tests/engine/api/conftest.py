"""One deployed review process, and the people around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from rest_framework.test import APIClient

from engine import deployments
from tests.engine.deployments.world import whole

Client = Callable[[Any], APIClient]


@pytest.fixture
def client_of() -> Client:
    """A client that is signed in as this user; nobody for None."""

    def client(user: Any) -> APIClient:
        api = APIClient(raise_request_exception=False)
        api.force_authenticate(user)
        return api

    return client


def _user(username: str, *, group: str = "", permissions: tuple[str, ...] = (), **more: Any) -> Any:
    user = get_user_model().objects.create_user(username, password=f"{username}-2026", **more)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    for name in permissions:
        user.user_permissions.add(Permission.objects.get(content_type__app_label="engine", codename=name))
    return user


@pytest.fixture
def admin(db: None) -> Any:
    return _user("admin", is_superuser=True)


@pytest.fixture
def manager(db: None) -> Any:
    """A process manager: deploys, watches, hands tasks out; does not review."""
    permissions = (
        "add_deployment",
        "change_change",
        "view_processdefinition",
        "view_processinstance",
        "change_usertask",
    )
    return _user("zhao.min", permissions=permissions)


@pytest.fixture
def reviewer(db: None) -> Any:
    return _user("li.na", group="star_evaluator")


@pytest.fixture
def colleague(db: None) -> Any:
    return _user("wang.fang", group="star_evaluator")


@pytest.fixture
def stranger(db: None) -> Any:
    return _user("sun.qi")


@pytest.fixture
def deployed(db: None) -> None:
    Group.objects.get_or_create(name="star_evaluator")
    deployments.deploy(whole())


@pytest.fixture
def started(deployed: None, admin: Any, client_of: Client) -> dict[str, Any]:
    """A case A-1 whose review waits for a star evaluator."""
    answer = client_of(admin).post(
        "/api/v1/definitions/review/start/",
        {"business_key": "A-1", "variables": {"points": 7}},
        format="json",
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def task(started: dict[str, Any], reviewer: Any, client_of: Client) -> dict[str, Any]:
    """The one task of that case."""
    (found,) = client_of(reviewer).get("/api/v1/tasks/").json()["results"]
    return found
