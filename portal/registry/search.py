"""Finding cases by what people have in hand: a name, a code, a sample's or a parcel's number, a certificate."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.apps import apps as current_apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Model, OuterRef, Q, Subquery, TextField, UUIDField, Value
from django.db.models.lookups import IsNull
from django.db.models.signals import post_save

from engine.models import ProcessInstance, UserTask
from engine.models.statements.wording import OneOf
from portal.registry import cases
from portal.registry.models import CaseText

#: (key of the process, business key) of an outermost case.
CaseKey = tuple[str, str]
_LONGEST_QUERY = 100


def normalised(text: str) -> str:
    """One spelling for full and half width, upper and lower case; no invisible characters, single blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cc")).split())


def matching(query: str, *, case: str = "case") -> Q:
    """Rows whose case holds every word of the query; `case` is what names the case, `pk` where the rows are cases.

    An empty query matches everything.
    """
    return reduce(and_, (_in_case(word, case) for word in words_of(query)), Q())


def tasks_matching(query: str) -> Q:
    """Tasks that hold every word in their name or in their case."""
    words = words_of(query)
    names = {name: normalised(name) for name in UserTask.objects.names()} if words else {}
    named = {word: [name for name, text in names.items() if word in text] for word in words}
    found = _in_cases([word for word in named if not named[word]])
    for word, those in named.items():
        if those:
            found &= Q(_is_one_of("name", those, TextField())) | _in_the_case_of_each(word)
    return found


def _in_cases(words: list[str]) -> Q:
    """A few cases are looked up first, and their tasks with them; where there are many, each task's case is looked at
    in turn, and the first ones of a list soon fill a page. Left to itself the database takes the one for the other."""
    if not words:
        return Q()
    few = CaseText.objects.few_holding(words)
    if few is not None:
        return Q(_is_one_of("case", few, UUIDField()))
    return reduce(and_, map(_in_the_case_of_each, words))


def _is_one_of(column: str, values: list[Any], kind: Any) -> OneOf:
    """As one value, so that the statement is the same for any number of them."""
    return OneOf(F(column), Value(values, output_field=ArrayField(kind)))


def words_of(query: str) -> list[str]:
    return normalised(query[:_LONGEST_QUERY]).split()


def _in_case(word: str, case: str) -> Q:
    return Q(**{f"{case}__in": CaseText.objects.holding(word).values("case")})


def _in_the_case_of_each(word: str) -> Q:
    """The same, looked at row by row."""
    line = CaseText.objects.filter(case=OuterRef("case"), text__contains=word)
    return Q(IsNull(Subquery(line.values("pk")), False))


def business_keys(process_key: str, query: str) -> Any:
    """The business keys of a process's cases that match, as a subquery."""
    return ProcessInstance.objects.filter(matching(query, case="pk"), process_key=process_key, parent=None).values(
        "business_key"
    )


def refresh(keys: Iterable[CaseKey]) -> None:
    """Write the lines of these cases anew."""
    by_process: dict[str, set[str]] = {}
    for process_key, business_key in keys:
        by_process.setdefault(process_key, set()).add(business_key)
    for process_key, numbers in by_process.items():
        found = ProcessInstance.objects.filter(process_key=process_key, business_key__in=numbers, parent=None)
        texts = cases.search_texts(process_key, numbers)
        rows = [
            CaseText(case_id=pk, text=normalised(" ".join([number, *texts.get(number, ())])))
            for pk, number in found.values_list("pk", "business_key")
        ]
        CaseText.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["case"], update_fields=["text"], batch_size=500
        )


def refresh_missing() -> None:
    """Lines for the cases that have none yet, such as those from before there was a search."""
    missing = ProcessInstance.objects.filter(parent=None, searchable=None).exclude(business_key="")
    refresh(missing.values_list("process_key", "business_key"))


def watch(model: type[Model], cases_of: Callable[[Any], Iterable[CaseKey]]) -> None:
    """Whenever a row of this model is saved, the cases that are found by it get new lines."""

    def look(instance: Any, raw: bool = False, **kwargs: Any) -> None:
        if not raw:
            refresh(cases_of(instance))

    post_save.connect(look, sender=model, weak=False, dispatch_uid=f"search.{model._meta.label}.{cases_of.__module__}")


def case_started(instance: ProcessInstance, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A case is found from its start on."""
    if created and not raw and instance.parent_id is None and cases.describers.get(instance.process_key):
        refresh([(instance.process_key, instance.business_key)])


def fill(apps: Any = current_apps, **kwargs: Any) -> None:
    """After the migrations: cases from before there was a search are found too. A flush gives no `apps`."""
    try:
        apps.get_model("registry", "CaseText")
    except LookupError:  # migrated back to a time before it
        return
    refresh_missing()
