"""The demo world, loaded once for the module that looks at it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.portal.demo.regions import write_regions
from tests.portal.world import BPMN


@dataclass(frozen=True)
class Loaded:
    """What was said in two runs, and where the files are."""

    folder: Path
    said: tuple[str, str]
    log: str

    @property
    def sign_ins(self) -> Path:
        return self.folder / "signins.json"

    def password(self, username: str) -> str:
        entries = json.loads(self.sign_ins.read_text(encoding="utf-8"))
        return next(entry["password"] for entry in entries if entry["username"] == username)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The command, twice. The tests of this module look at the result; then all of it is undone."""
    folder = tmp_path_factory.mktemp("demo")
    regions = write_regions(tmp_path_factory.mktemp("regions"))
    places = override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "files", REGION_DATA_DIR=regions)
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    with django_db_blocker.unblock(), transaction.atomic():
        with places:
            call_command("deploy", BPMN, stdout=io.StringIO())
            first = load()
            second = load()
        yield Loaded(folder, (first, second), log.getvalue())
        transaction.set_rollback(True)
    logging.getLogger().removeHandler(handler)


def load() -> str:
    said = io.StringIO()
    call_command("load_demo", stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def files_of_the_test(request: pytest.FixtureRequest, settings: Any) -> None:
    if "demo" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("demo").folder / "files"
