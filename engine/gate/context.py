"""What exists around a diagram: what is deployed, which handlers and groups there are."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from typing import Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from engine.gate import xml
from engine.gate.diagram import Diagram, local
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition
from engine.registry import handlers, hooks


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
    def has_user(self, username: str) -> bool: ...


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

    @cached_property
    def user_tasks(self) -> Set[str]:
        """Ids of the user tasks in the newest version of every process."""
        ids: set[str] = set()
        for source in ProcessDefinition.objects.latest_versions().values_list("source", flat=True):
            diagram = Diagram("", xml.parse(bytes(source)))
            ids |= {node.get("id") or "" for node in diagram.nodes if local(node) == "userTask"}
        return ids

    def has_user(self, username: str) -> bool:
        user_model = get_user_model()
        return user_model.objects.filter(**{user_model.USERNAME_FIELD: username}).exists()
