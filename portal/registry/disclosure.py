"""Who reads what was answered at a step of a case: each part of the scheme rules for the forms that it owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engine.models import UserTask
from engine.models.statements.signing_in import groups_of
from engine.registry import Registry
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.registry.names import sees_names


@dataclass(frozen=True)
class Reader:
    """A person who looks at a case, with what is asked of them again and again."""

    user: Any
    names: bool
    groups: frozenset[str]
    # Instance and form of what somebody in the case has still to answer.
    unanswered: frozenset[tuple[Any, str]] = frozenset()

    @classmethod
    def of(cls, user: Any, tasks: Iterable[UserTask]) -> Reader:
        """`tasks`: all of the case."""
        waiting = (task for task in tasks if task.status == UserTask.Status.OPEN)
        unanswered = frozenset((task.instance_id, task.form_key) for task in waiting)
        return cls(user=user, names=sees_names(user), groups=groups_of(user), unanswered=unanswered)

    def is_of_enterprise(self, task: UserTask) -> bool:
        """A member of the enterprise that the case is about."""
        return f"{ENTERPRISE_PREFIX}{task.case.variables.get('enterprise_id')}" in self.groups


Rule = Callable[[Reader, UserTask], bool]
rules: Registry[Rule] = Registry()


def discloses(*form_keys: str) -> Callable[[Rule], Rule]:
    """Register who, besides the author, reads the answers to these forms."""

    def register(rule: Rule) -> Rule:
        for key in form_keys:
            rules.add(key, rule)
        return rule

    return register


def may_read(reader: Reader, task: UserTask) -> bool:
    """Own answers always; others' by the form's rule, and without one the operator's own people."""
    if task.completed_by_id == reader.user.pk:
        return True
    rule = rules.get(task.form_key)
    return rule(reader, task) if rule else reader.names


def addressed_to_the_enterprise(reader: Reader, task: UserTask) -> bool:
    """The operator's people, and the enterprise that it was written to; not what goes back inside the house."""
    inside = (task.answers or {}).get("outcome") == "return"
    return reader.names or (reader.is_of_enterprise(task) and not inside)


discloses("registration_review", "certificate_proof")(addressed_to_the_enterprise)
