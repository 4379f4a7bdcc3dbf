"""What the scheme plugs into the engine: handlers of topics, task forms, members of groups.

The engine knows processes, not enterprises. Everything scheme-specific reaches it through this registry,
filled at import time by `portal/*/handlers.py`. A second registration under the same name is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet
    from django.utils.functional import Promise

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

    def moment(self, name: str) -> datetime:
        """A variable that a diagram made of `now()` and durations. Raises KeyError where there is none."""
        return datetime.fromisoformat(self.variables[name])

    def moment_if_any(self, name: str) -> datetime | None:
        return self.moment(name) if self.variables.get(name) else None


class BpmnError(Exception):
    """A business error that the diagram catches by `code`; raised by handlers."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message


Handler = Callable[[JobContext], Variables | None]


@dataclass(frozen=True)
class TaskRule:
    """A rule of the scheme about who may have a task.

    `allows(user)` is a condition on user tasks, so that the same words choose the tasks of a list and judge a
    single one; where nothing is known (a missing input) it must not hold. It asks the database about the person and
    knows of `user` the `pk` alone, since it is made once for everybody. `reason` is the sentence for whoever may not.
    """

    allows: Callable[[Any], Q]
    reason: str | Promise


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


# The variables that handlers and task forms give, as far as they declare them, by topic and by form key.
handler_results: dict[str, frozenset[str]] = {}
form_results: dict[str, frozenset[str]] = {}
# The rules about who may take a task with this form, by form key.
form_rules: Registry[TaskRule] = Registry()


class UndeclaredResult(Exception):
    """A handler or task form gave variables that it does not declare; a programmer's mistake."""


def handles(topic: str, *, gives: Collection[str] | None = None) -> Callable[[Handler], Handler]:
    """Register a function as the handler of a service task's topic.

    `gives` names the variables of its result, so that the gate knows them; without it anything may come. A
    function annotated `-> None` gives nothing.
    """

    def register(function: Handler) -> Handler:
        handlers.add(topic, function)
        if gives is not None:
            handler_results[topic] = frozenset(gives)
        elif function.__annotations__.get("return", ...) in (None, "None"):
            handler_results[topic] = frozenset()
        else:
            handler_results.pop(topic, None)
        return function

    return register


def takes(
    form_key: str, *, gives: Collection[str] | None = None, may_take: TaskRule | None = None
) -> Callable[[type], type]:
    """Register a class (made without arguments) as the `TaskForm` of a form key; `gives` as in `handles`.

    `may_take` says who of the candidates may have a task with this form; without it all of them may.
    """

    def register(form: type) -> type:
        task_forms.add(form_key, form())
        if may_take is not None:
            form_rules.add(form_key, may_take)
        if gives is not None:
            form_results[form_key] = frozenset(gives)
        else:
            form_results.pop(form_key, None)
        return form

    return register


def check_declared(declared: frozenset[str] | None, variables: Variables | None) -> None:
    """Raises UndeclaredResult where more is given than `declared`; None declares nothing and allows all."""
    if declared is not None and not declared.issuperset(variables or ()):
        raise UndeclaredResult(", ".join(sorted(set(variables or ()) - declared)))


CleanAnswers = Callable[["UserTask", Mapping[str, Any], Any], dict[str, Any]]
CheckForm = Callable[[str, str], list[str]]
AnswerNames = Callable[[str], frozenset[str] | None]
Memberships = Callable[[], Iterable["QuerySet[Any]"]]


def django_groups() -> Iterable[QuerySet[Any]]:
    """Django's groups as candidate groups."""
    people = get_user_model()._default_manager
    return [people.annotate(person=F("pk"), group=F("groups__name")).filter(group__isnull=False)]


def _no_processes() -> Collection[str]:
    return ()


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


def _any_answers(schema_text: str) -> frozenset[str] | None:
    return None


class Hooks:
    """The few single-valued hooks; the composition root sets them once."""

    # Who is in which candidate group: rows with `person` (the id of an account) and `group`. Asked only to bring the
    # table of memberships up to date (`runtime.look_again`); everything else reads that table.
    memberships: Memberships = staticmethod(django_groups)
    # What holds for tasks of every form, beside the rules of single forms.
    task_rules: list[TaskRule] = []
    # Keys of the processes whose cases belong to the scheme: there superusers have no more rights than others.
    scheme_processes: Callable[[], Collection[str]] = staticmethod(_no_processes)
    # Validates answers against the task's form before any lock is taken; raises an EngineError with `errors`.
    clean_answers: CleanAnswers = staticmethod(_answers_as_they_are)
    # Sentences that say what is wrong with a form's schema (its key, its text); none when it may be deployed.
    check_form: CheckForm = staticmethod(_form_is_json)
    # The variables that the answers to a form give (its text); None: they cannot be told.
    answer_names: AnswerNames = staticmethod(_any_answers)
    # Names of candidate groups a diagram may use besides Django's groups, e.g. "enterprise:{id}".
    dynamic_group_prefixes: tuple[str, ...] = ()
    # What the scheme reads of a user task's properties: name → the values that it understands; none: any text.
    task_properties: dict[str, frozenset[str]] = {}
    # What people call a candidate group.
    group_name: Callable[[str], str] = staticmethod(str)


hooks = Hooks()
