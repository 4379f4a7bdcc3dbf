"""What the scheme plugs into the engine: handlers of topics, task forms, groups of a user.

The engine knows processes, not enterprises. Everything scheme-specific reaches it through this registry,
filled at import time by `portal/*/handlers.py`. A second registration under the same name is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext

if TYPE_CHECKING:
    from engine.models import UserTask

Variables = Mapping[str, Any]
T = TypeVar("T")


class DuplicateRegistration(Exception):
    """Two pieces of code claim the same name; a programmer's mistake, so not an EngineError."""


@dataclass(frozen=True)
class JobContext:
    """What a handler gets.

    `id` is the idempotency key: it stays the same over retries of the same job. `variables` are the inputs of
    the task's mapping, or the variables of the case when it has none. `root_business_key` is that of the
    outermost case, `headers` are the task headers of the diagram.
    """

    id: UUID
    topic: str
    business_key: str
    root_business_key: str
    instance_id: UUID
    element_id: str
    variables: Variables
    headers: Mapping[str, str]


class BpmnError(Exception):
    """A business error that the diagram catches by `code`; raised by handlers."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message


Handler = Callable[[JobContext], Variables | None]


class TaskForm(Protocol):
    """How a form of the scheme meets the scheme's tables.

    `initial` gives what the form shows at first. `accept` stores the validated answers in the scheme's tables
    and returns the variables that the case needs (ids and decisions only); it runs inside the step that completes
    the task, after the instance is locked, and may raise `errors.AnswersRefused`.
    """

    def initial(self, task: UserTask) -> dict[str, Any]: ...

    def accept(self, task: UserTask, answers: dict[str, Any], user: Any) -> dict[str, Any]: ...


class Registry(dict[str, T]):
    """A mapping that refuses a second entry under the same name."""

    def add(self, name: str, entry: T) -> None:
        if name in self and self[name] is not entry:
            raise DuplicateRegistration(name)
        self[name] = entry


handlers: Registry[Handler] = Registry()
task_forms: Registry[TaskForm] = Registry()


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register a function as the handler of a service task's topic."""

    def register(function: Handler) -> Handler:
        handlers.add(topic, function)
        return function

    return register


def takes(form_key: str) -> Callable[[type], type]:
    """Register a class (made without arguments) as the `TaskForm` of a form key."""

    def register(form: type) -> type:
        task_forms.add(form_key, form())
        return form

    return register


GroupsOf = Callable[[Any], Iterable[str]]
CleanAnswers = Callable[["UserTask", Mapping[str, Any], Any], dict[str, Any]]
CheckForm = Callable[[str, str], list[str]]
ClaimRule = Callable[[Any, "UserTask"], str | None]


def _django_groups(user: Any) -> Iterable[str]:
    return user.groups.values_list("name", flat=True)


def _form_is_json(key: str, schema_text: str) -> list[str]:
    try:
        schema = json.loads(schema_text)
    except (ValueError, RecursionError):
        return [gettext("表单不是有效的 JSON")]
    if not isinstance(schema, dict) or not key:
        return [gettext("表单没有标识（id）")]
    return []


def _answers_as_they_are(task: UserTask, answers: Mapping[str, Any], user: Any) -> dict[str, Any]:
    return dict(answers)


class Hooks:
    """The few single-valued hooks; the composition root sets them once."""

    groups_of: GroupsOf = staticmethod(_django_groups)
    # Each answers a sentence that says why this user may not take this task, or None.
    claim_rules: list[ClaimRule] = []
    # Validates answers against the task's form before any lock is taken; raises an EngineError with `errors`.
    clean_answers: CleanAnswers = staticmethod(_answers_as_they_are)
    # Sentences that say what is wrong with a form's schema (its key, its text); none when it may be deployed.
    check_form: CheckForm = staticmethod(_form_is_json)
    # Names of candidate groups a diagram may use besides Django's groups, e.g. "enterprise:{id}".
    dynamic_group_prefixes: tuple[str, ...] = ()


hooks = Hooks()
