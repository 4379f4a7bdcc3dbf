"""How a case shows itself beside a task: each part of the scheme describes the processes it owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Exists, OuterRef

from engine.models import ProcessDefinition, ProcessInstance, UserTask
from engine.registry import Registry
from portal.registry.case_files import CaseFile
from portal.registry.phones import Contact


@dataclass(frozen=True)
class CaseSummary:
    """`rows` are (label, text) pairs, `links` (label, url) pairs; nothing but the title where it is not `in_sight`."""

    title: str
    in_sight: bool = True
    rows: list[tuple[str, str]] = field(default_factory=list)
    files: list[CaseFile] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    contact: Contact | None = None


class CaseDescriber(Protocol):
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        """One line a case for lists, in one query for all of them."""

    def admits(self, business_key: str, user: Any) -> bool:
        """Whether this person may see the case at all, apart from a task in it."""

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        """Everything that people may type to find a case: names, codes, numbers; the business key is known."""

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        """What the person beside the task needs to see of the case, masked for this user."""


describers: Registry[CaseDescriber] = Registry()


def describes(process_key: str) -> Callable[[type], type]:
    """Register a class (made without arguments) as the describer of cases of one process."""

    def register(describer: type) -> type:
        describers.add(process_key, describer())
        return describer

    return register


def may_see(user: Any, case: ProcessInstance) -> bool:
    """Whoever looks after all cases, whom the case's part of the scheme admits, and who has work in it now."""
    if user.has_perm("engine.view_processinstance"):
        return True
    describer = describers.get(case.process_key)
    if describer is not None and describer.admits(case.business_key, user):
        return True
    tasks = UserTask.objects.visible_to(user).filter(case=case)
    return (tasks.open() if describer is not None else tasks).exists()


def summary(case: ProcessInstance, user: Any) -> CaseSummary:
    """The summary of the outermost case; only its title where no part describes it, and for whoever may not see it."""
    describer = describers.get(case.process_key)
    if describer is None:
        return CaseSummary(title=case.business_key or case.definition.name)
    if not may_see(user, case):
        return CaseSummary(title=titles([case])[case.pk], in_sight=False)
    return describer.summary(case.business_key, user)


def titles(cases: Iterable[ProcessInstance]) -> dict[Any, str]:
    """A line for each case by its id, one query a process."""
    by_process: dict[str, list[ProcessInstance]] = {}
    for case in cases:
        by_process.setdefault(case.process_key, []).append(case)
    lines: dict[Any, str] = {}
    for key, group in by_process.items():
        describer = describers.get(key)
        known = describer.titles([case.business_key for case in group]) if describer else {}
        lines.update({case.pk: known.get(case.business_key, case.business_key) for case in group})
    return lines


def started_processes() -> list[tuple[str, str]]:
    """Key and newest name of each process that numbered cases are of; by name."""
    newest = ProcessDefinition.objects.latest_versions().values_list("key", "name")
    numbered = ProcessInstance.objects.filter(process_key=OuterRef("key"), parent=None).exclude(business_key="")
    return sorted(newest.filter(Exists(numbered)), key=lambda entry: entry[1])


def search_texts(process_key: str, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
    """What cases of one process are found by, besides their numbers."""
    describer = describers.get(process_key)
    return describer.search_texts(business_keys) if describer else {}
