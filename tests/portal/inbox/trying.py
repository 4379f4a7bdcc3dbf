"""What somebody gets who tries a task everywhere: in the inbox, at its addresses, over REST."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.urls import reverse
from rest_framework.test import APIClient

from engine.models import UserTask
from portal.accounts.models import User
from tests.portal.world import signed_in

PASS = {"outcome": "pass", "guidance": "请尽快登记产品。"}
CLOSED = {"listed": False, "page": 404, "draft": 404, "complete": 404}
CLOSED_REST = {"listed": False, "page": 404, "claim": 404, "complete": 404}


def fresh(user: User) -> User:
    """As the next request reads it: permissions are cached on the object."""
    return User.objects.get(pk=user.pk)


def on_pages(user: User, task: UserTask) -> dict[str, Any]:
    """What the inbox and the addresses of the task answer."""
    client = signed_in(user)
    kind = {"content_type": "application/json"}
    return {
        "listed": str(task.pk) in client.get(reverse("inbox:list")).content.decode(),
        "page": client.get(reverse("inbox:task", args=[task.pk])).status_code,
        "draft": client.put(
            reverse("inbox:draft", args=[task.pk]), {"answers": {}}, **kind, headers={"If-None-Match": "*"}
        ).status_code,
        "complete": client.post(reverse("inbox:complete", args=[task.pk]), {"answers": PASS}, **kind).status_code,
    }


def over_rest(user: User, task: UserTask) -> dict[str, Any]:
    api = APIClient()
    api.force_authenticate(user)
    address = f"/api/v1/tasks/{task.pk}/"
    return {
        "listed": str(task.pk) in [row["id"] for row in api.get("/api/v1/tasks/").json()["results"]],
        "page": api.get(address).status_code,
        "claim": api.post(f"{address}claim/").status_code,
        "complete": api.post(f"{address}complete/", {"answers": PASS}, format="json").status_code,
    }


def with_role(user: User, *names: str) -> User:
    user.groups.add(*Group.objects.filter(name__in=names))
    return fresh(user)
