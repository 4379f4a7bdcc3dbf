"""The engine as it is without a scheme around it."""

from collections.abc import Iterator

import pytest

from engine.registry import Hooks, form_rules, handlers, hooks, task_forms


@pytest.fixture(autouse=True)
def bare_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine without the scheme; what a test registers is gone after it."""
    registries = (handlers, task_forms, form_rules)
    kept = [dict(registry) for registry in registries]
    for registry in registries:
        registry.clear()
    monkeypatch.setattr(hooks, "task_rules", [])
    monkeypatch.setattr(hooks, "scheme_processes", list)
    monkeypatch.setattr(hooks, "clean_answers", lambda task, answers, user: dict(answers))
    monkeypatch.setattr(hooks, "memberships", Hooks.memberships)
    yield
    for registry, entries in zip(registries, kept, strict=True):
        registry.clear()
        registry.update(entries)
