"""What people see of the demo world."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from django.conf import settings
from django.test import Client

from documents import token
from engine.models import UserTask
from portal.accounts.models import User
from portal.certification.models import QrCode, ReplacedCode
from portal.demo.people import MARK
from portal.evaluation.models import Application
from tests.portal.world import signed_in


def page(username: str, path: str) -> str:
    client = signed_in(User.objects.get(username=username))
    return client.get(path, follow=True).content.decode()


def application(product: str) -> Application:
    return Application.objects.get(product__name=f"{product}{MARK}")


def waiting(username: str) -> set[tuple[str, str]]:
    """(case, step) of what the person finds in the inbox."""
    user = User.objects.get(username=username)
    tasks = UserTask.objects.offered_to(user) | UserTask.objects.assigned_to(user)
    return {(task.case.business_key, task.element_id) for task in tasks}


def scan(product: str) -> str:
    code = QrCode.objects.get(product__name=f"{product}{MARK}")
    answer = Client().get(f"/c/{code.token}")
    assert answer.status_code == 200
    return answer.content.decode()


def scan_before(product: str) -> str:
    """The page of the code that the product had until it was replaced."""
    code = ReplacedCode.objects.get(product__name=f"{product}{MARK}").code
    return Client().get(f"/c/{token.sign(code, settings.QR_KEYS)}").content.decode()


def channel_key(folder: Path) -> str:
    """As it stands in the file that only its owner may read."""
    path = folder / "channels.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return json.loads(path.read_text(encoding="utf-8"))[0]["key"]


def feed(key: str) -> int:
    """How the feed for channels answers to a key."""
    return Client().get("/api/channels/products/", headers={"Authorization": f"Bearer {key}"}).status_code
