from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.certification import proofs
from portal.certification.models import Authorisation
from tests.portal.benefits.asking import Asking
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.world import deploy

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> Callable[[Authorisation], Authorisation]:
    """`proved(authorisation)`: the use of its mark was proved, as the part of the scheme that knows would say."""
    known: set[int] = set()
    monkeypatch.setattr(proofs, "_proofs", [])
    proofs.provide(lambda authorisation: authorisation.pk in known)

    def prove(authorisation: Authorisation) -> Authorisation:
        known.add(authorisation.pk)
        return authorisation

    return prove


@pytest.fixture
def authorisation(issue: Callable[..., Authorisation], proved: Any) -> Authorisation:
    """The tea's three stars, valid, and its mark proved."""
    deploy("benefit_request")
    return proved(issue(star=3))


@pytest.fixture
def ask(authorisation: Authorisation, people: Any, tea: Any) -> Callable[..., Asking]:
    """`ask("douyin", title="…")`: the owner asks for a benefit for the tea."""
    return lambda code="wechat", **changes: Asking(people, tea, code, **changes)
