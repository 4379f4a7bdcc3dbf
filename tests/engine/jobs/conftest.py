from collections.abc import Iterator

import pytest

from engine.registry import handlers, hooks, task_forms


@pytest.fixture(autouse=True)
def bare_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine without the scheme; what a test registers is gone after it."""
    kept = dict(handlers), dict(task_forms)
    for registry in (handlers, task_forms):
        registry.clear()
    monkeypatch.setattr(hooks, "claim_rules", [])
    monkeypatch.setattr(hooks, "clean_answers", lambda task, answers, user: dict(answers))
    monkeypatch.setattr(hooks, "groups_of", lambda user: user.groups.values_list("name", flat=True))
    yield
    for registry, entries in zip((handlers, task_forms), kept, strict=True):
        registry.clear()
        registry.update(entries)
