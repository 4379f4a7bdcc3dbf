"""The whole site in a browser: every process of bpmn/ deployed, one person for each role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from portal.accounts.models import User
from tests.e2e.visitor import Visitor
from tests.portal.conftest import (
    make_enterprise,
    make_user,
    people,
    regions,
    silver_house,
    tea,
    tea_house,
)
from tests.portal.world import BPMN, deploy

__all__ = [
    "make_enterprise",
    "make_user",
    "people",
    "regions",
    "silver_house",
    "tea",
    "tea_house",
]

FOLDERS = sorted(folder.name for folder in BPMN.iterdir() if any(folder.glob("*.bpmn")))


@pytest.fixture(autouse=True)
def keys(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that signs QR codes, the same here and in the worker."""
    settings.QR_KEYS = {"t": "a secret of the tests"}
    monkeypatch.setenv("OTOP_QR_KEYS", "t=a secret of the tests")


@pytest.fixture
def processes(db: None) -> None:
    """Every process as it is, in one deployment."""
    deploy(*FOLDERS)


@pytest.fixture
def visit(site: Any, processes: None, browser: Browser, people: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(user)`: a browser of their own, signed in. `visit(phone=True)`: a passer-by with a phone."""
    shots = Path(os.environ["OTOP_SCREENSHOTS"]) if os.environ.get("OTOP_SCREENSHOTS") else None
    visitors: list[Visitor] = []

    def open_browser(user: User | None = None, *, phone: bool = False) -> Visitor:
        visitor = Visitor(browser, site.url, phone=phone, shots=shots)
        visitors.append(visitor)
        if user is not None:
            visitor.sign_in(user.username)
        return visitor

    yield open_browser
    problems = [problem for visitor in visitors for problem in visitor.close()]
    assert problems == []
