from __future__ import annotations

from typing import Any

import pytest

from engine import runtime
from engine.models import UserTask
from portal.registry import commands
from portal.registry.models import Enterprise
from tests.portal.registering import open_task, review


@pytest.fixture
def correction(registered: Any, people: Any) -> UserTask:
    """A task of the enterprise of `people.newcomer`; `people.staff` is a member as well, and took it."""
    enterprise: Enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion="营业执照照片不清晰，请重新拍摄后上传。")
    commands.add_member(enterprise, username=people.staff.username)
    task = open_task(enterprise)
    runtime.claim(task.pk, by=people.staff)
    return task
