"""What exists around a diagram: what is deployed, which handlers and groups there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from engine import dmn
from engine.bpmn import Diagram, read
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition
from engine.registry import form_results, handler_results, handlers, hooks, task_forms


class Context(Protocol):
    """Where references may lead besides the files at hand."""

    @property
    def forms(self) -> Set[str]: ...
    @property
    def decisions(self) -> Set[str]: ...
    @property
    def processes(self) -> Set[str]: ...
    @property
    def topics(self) -> Set[str]: ...
    @property
    def groups(self) -> Set[str]: ...
    @property
    def group_prefixes(self) -> tuple[str, ...]: ...
    @property
    def user_tasks(self) -> Set[str]: ...
    @property
    def task_properties(self) -> Mapping[str, frozenset[str]]: ...
    def has_user(self, username: str) -> bool: ...
    def diagram(self, key: str) -> Diagram | None: ...
    def answers(self, form: str) -> frozenset[str] | None: ...
    def results(self, topic: str) -> frozenset[str] | None: ...
    def reads(self, decision: str) -> frozenset[str]: ...
    def schema(self, form: str) -> str | None: ...
    def tables(self, decision: str) -> Sequence[dmn.Decision]: ...


class Deployed:
    """The context of this installation, read as needed and once; make a new one for each check."""

    @cached_property
    def forms(self) -> Set[str]:
        return set(FormDefinition.objects.values_list("key", flat=True).distinct())

    @cached_property
    def decisions(self) -> Set[str]:
        return set(DecisionDefinition.objects.values_list("key", flat=True).distinct())

    @cached_property
    def processes(self) -> Set[str]:
        return set(ProcessDefinition.objects.values_list("key", flat=True).distinct())

    @property
    def topics(self) -> Set[str]:
        return handlers.keys()

    @cached_property
    def groups(self) -> Set[str]:
        return set(Group.objects.values_list("name", flat=True))

    @property
    def group_prefixes(self) -> tuple[str, ...]:
        return hooks.dynamic_group_prefixes

    @property
    def task_properties(self) -> Mapping[str, frozenset[str]]:
        return hooks.task_properties

    @cached_property
    def user_tasks(self) -> Set[str]:
        """Ids of the user tasks in the newest version of every process."""
        ids: set[str] = set()
        for source in ProcessDefinition.objects.latest_versions().values_list("source", flat=True):
            ids |= {node.id for node in read(bytes(source)).of_kind("userTask")}
        return ids

    def diagram(self, key: str) -> Diagram | None:
        """The newest deployed version of a process."""
        newest = ProcessDefinition.objects.newest(key)
        return None if newest is None else read(bytes(newest.source))

    def answers(self, form: str) -> frozenset[str] | None:
        """The variables that a user task with this form gives; None: they cannot be told."""
        newest = FormDefinition.objects.filter(key=form).order_by("-version").first()
        return None if newest is None else answers_of(form, bytes(newest.source).decode(errors="replace"))

    def results(self, topic: str) -> frozenset[str] | None:
        """The variables that the handler of a topic gives; None: it does not declare them."""
        return handler_results.get(topic)

    def reads(self, decision: str) -> frozenset[str]:
        """The variables that a decision reads."""
        newest = DecisionDefinition.objects.newest(decision)
        return frozenset() if newest is None else dmn.reads(dmn.parse_decisions(bytes(newest.source)), decision)

    def schema(self, form: str) -> str | None:
        """The form-js schema of a form."""
        newest = FormDefinition.objects.newest(form)
        return None if newest is None else bytes(newest.source).decode("utf-8-sig", errors="replace")

    def tables(self, decision: str) -> Sequence[dmn.Decision]:
        """A decision and those that came with it; none where there is no such decision."""
        newest = DecisionDefinition.objects.newest(decision)
        return [] if newest is None else dmn.parse_decisions(bytes(newest.source))

    def has_user(self, username: str) -> bool:
        user_model = get_user_model()
        return user_model.objects.filter(**{user_model.USERNAME_FIELD: username}).exists()


def answers_of(form: str, schema: str) -> frozenset[str] | None:
    """The variables that come of a form's answers; what its `TaskForm` gives, where it has one."""
    return form_results.get(form) if form in task_forms else hooks.answer_names(schema)
