"""How a case shows itself beside a task: each part of the scheme describes the processes it owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Exists, Model, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast

from engine.models import ProcessDefinition, ProcessInstance, UserTask
from engine.once import once
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


@dataclass(frozen=True)
class Naming:
    """One line a case for lists: `words` of the texts in some `columns` of a row of the model that has the number."""

    model: type[Model]
    columns: tuple[Any, ...]
    words: Callable[..., str]

    def rows(self, process_key: str, business_keys: Iterable[str]) -> QuerySet[Any]:
        found = self.model._default_manager.filter(number__in=list(business_keys)).order_by()
        texts = [Cast(column, TextField()) for column in self.columns]
        filled = texts + [Value("")] * (_MOST_COLUMNS - len(texts))
        return found.values_list(Value(process_key), "number", *filled)


_MOST_COLUMNS = 3


class CaseDescriber(Protocol):
    """How its cases are called in lists: by a `naming`, or where a line is more than that, by a method
    `titles(business_keys)` that asks for itself."""

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


@once
def may_see(user: Any, case: ProcessInstance) -> bool:
    """Whoever looks after all cases, whom the case's part of the scheme admits, and who has work in it now."""
    if user.has_perm("engine.view_processinstance"):
        return True
    describer = describers.get(case.process_key)
    if describer is not None and describer.admits(case.business_key, user):
        return True
    tasks = UserTask.objects.visible_to(user).filter(case=case)
    return (tasks.open() if describer is not None else tasks).exists()


@once
def summary(case: ProcessInstance, user: Any) -> CaseSummary:
    """The summary of the outermost case; only its title where no part describes it, and for whoever may not see it."""
    describer = describers.get(case.process_key)
    if describer is None:
        return CaseSummary(title=case.business_key or case.definition.name)
    if not may_see(user, case):
        return CaseSummary(title=titles([case])[case.pk], in_sight=False)
    return describer.summary(case.business_key, user)


def titles(cases: Iterable[ProcessInstance]) -> dict[Any, str]:
    """A line for each case by its id, in one query for all of them."""
    cases = list(cases)
    numbers: dict[str, set[str]] = {}
    for case in cases:
        numbers.setdefault(case.process_key, set()).add(case.business_key)
    known = _named(numbers)
    return {case.pk: known.get((case.process_key, case.business_key), case.business_key) for case in cases}


def _named(numbers: Mapping[str, set[str]]) -> dict[tuple[str, str], str]:
    known: dict[tuple[str, str], str] = {}
    names: dict[str, Naming] = {}
    for key in numbers.keys() & describers.keys():
        describer: Any = describers[key]
        if hasattr(describer, "naming"):
            names[key] = describer.naming
        else:
            known |= {(key, number): title for number, title in describer.titles(numbers[key]).items()}
    rows = [naming.rows(key, numbers[key]) for key, naming in names.items()]
    asked: Any = rows[0].union(*rows[1:], all=True) if rows else ()
    return known | {(key, number): _words(names[key], texts) for key, number, *texts in asked}


def _words(naming: Naming, texts: Sequence[str | None]) -> str:
    return naming.words(*[text or "" for text in texts[: len(naming.columns)]])


def started_processes() -> list[tuple[str, str]]:
    """Key and newest name of each process that numbered cases are of; by name."""
    newest = ProcessDefinition.objects.latest_versions().values_list("key", "name")
    numbered = ProcessInstance.objects.filter(process_key=OuterRef("key"), parent=None).exclude(business_key="")
    return sorted(newest.filter(Exists(numbered)), key=lambda entry: entry[1])


def search_texts(process_key: str, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
    """What cases of one process are found by, besides their numbers."""
    describer = describers.get(process_key)
    return describer.search_texts(business_keys) if describer else {}
