"""Who may do what with a task: one table, the same for the lists, for every command and for whoever is given one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Exists, Q
from django.test.utils import CaptureQueriesContext

from engine import runtime
from engine.errors import AnswersRefused, EngineError
from engine.models import UserTask
from engine.models.rights import task_input
from engine.registry import TaskRule, hooks, takes
from engine.runtime import Command
from tests.engine.runtime.world import is_person, manager, person

pytestmark = pytest.mark.django_db

NAMES = {
    "TaskNotYours": "not yours",
    "TaskAlreadyClaimed": "taken",
    "SeparationOfDuties": "duties",
    "ClaimRefused": "rule",
    "AssigneeRefused": "refused",
}


def outcome(action: Callable[[], Any]) -> str:
    try:
        action()
    except EngineError as error:
        return NAMES[type(error).__name__]
    return "ok"


def deactivated(who: Any) -> Any:
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    who.refresh_from_db()
    return who


def left(who: Any) -> Any:
    who.groups.clear()
    return who


def taken(task: UserTask, who: Any) -> Any:
    runtime.claim(task.pk, by=who)
    return who


def refused_by_a_rule(who: Any) -> Any:
    hooks.task_rules.append(TaskRule(lambda user: ~Q(element_id="B") | ~is_person(user, who), reason="与企业同县"))
    return who


PEOPLE: dict[str, Callable[[UserTask], Any]] = {
    "a member of the group": lambda task: person("li", "deciders"),
    "who took it": lambda task: taken(task, person("li", "deciders")),
    "a member after a colleague took it": lambda task: (
        taken(task, person("wang", "deciders")) and person("li", "deciders")
    ),
    "somebody of another group": lambda task: person("zhao", "reviewers"),
    "who took it and left the group": lambda task: left(taken(task, person("li", "deciders"))),
    "who took it and was deactivated": lambda task: deactivated(taken(task, person("li", "deciders"))),
    "who did the step before": lambda task: person("first"),
    "whom a rule refuses": lambda task: refused_by_a_rule(person("li", "deciders")),
    "who took it before a rule refused": lambda task: refused_by_a_rule(taken(task, person("li", "deciders"))),
    "a manager": lambda task: manager(),
    "a superuser": lambda task: person("root", is_superuser=True),
    "a superuser in a case of the scheme": lambda task: of_the_scheme(person("root", is_superuser=True)),
    "a superuser of the group in such a case": lambda task: of_the_scheme(
        person("root", "deciders", is_superuser=True)
    ),
    "a deactivated superuser": lambda task: deactivated(person("root", is_superuser=True)),
}


def of_the_scheme(who: Any) -> Any:
    hooks.scheme_processes = lambda: ["p"]  # type: ignore[method-assign, assignment]
    return who


# In the inbox, on a page, and what claiming, keeping a draft, handing in, and being given it answer.
EXPECTED: dict[str, tuple[bool, bool, str, str, str, str]] = {
    "a member of the group": (True, True, "ok", "ok", "ok", "ok"),
    "who took it": (True, True, "ok", "ok", "ok", "ok"),
    "a member after a colleague took it": (False, True, "taken", "taken", "taken", "ok"),
    "somebody of another group": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who took it and left the group": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who took it and was deactivated": (False, False, "not yours", "not yours", "not yours", "refused"),
    "who did the step before": (False, True, "duties", "duties", "duties", "refused"),
    "whom a rule refuses": (False, False, "rule", "rule", "rule", "refused"),
    "who took it before a rule refused": (False, False, "rule", "rule", "rule", "refused"),
    "a manager": (False, False, "not yours", "not yours", "not yours", "refused"),
    "a superuser": (True, True, "ok", "ok", "ok", "ok"),
    "a superuser in a case of the scheme": (False, False, "not yours", "not yours", "not yours", "refused"),
    "a superuser of the group in such a case": (True, True, "ok", "ok", "ok", "ok"),
    "a deactivated superuser": (False, False, "not yours", "not yours", "not yours", "refused"),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_what_each_may_do(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    listed, shown, claiming, drafting, completing, receiving = EXPECTED[who]
    assert UserTask.objects.inbox_of(someone).filter(pk=task.pk).exists() == listed
    mine = UserTask.objects.assigned_to(someone) | UserTask.objects.offered_to(someone)
    assert mine.filter(pk=task.pk).exists() == listed
    assert UserTask.objects.visible_to(someone).filter(pk=task.pk).exists() == shown
    assert outcome(lambda: runtime.may(Command.DRAFT, task.pk, someone)) == drafting
    assert outcome(lambda: runtime.assign(task.pk, to=someone, by=manager(), reason="试")) == receiving
    assert (someone in runtime.who_may_have(task)) == (
        (receiving == "ok" and "superuser" not in who) or "of the group" in who
    )
    if receiving == "ok":
        return
    assert outcome(lambda: runtime.claim(task.pk, by=someone)) == claiming
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == completing
    task.refresh_from_db()
    assert task.status == "open"


@pytest.mark.parametrize("who", PEOPLE)
def test_claiming_and_handing_in_are_judged_alike(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    claiming, completing = EXPECTED[who][2], EXPECTED[who][4]
    assert outcome(lambda: runtime.claim(task.pk, by=someone)) == claiming
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == completing


@pytest.mark.parametrize("who", PEOPLE)
def test_without_claiming_first_too(who: str, task: UserTask):
    someone = PEOPLE[who](task)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=someone)) == EXPECTED[who][4]


def test_a_task_form_of_the_scheme_binds_superusers_as_well(task: UserTask):
    @takes("decision")
    class Decision:
        def initial(self, task: Any):
            return {}

        def accept(self, task: Any, answers: Any, user: Any):
            return {}

    root = person("root", is_superuser=True)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=root)) == "not yours"
    assert runtime.assign(task.pk, to=person("li", "deciders"), by=root, reason="代办").assignee.username == "li"


def test_a_rule_stands_beside_its_task_form(task: UserTask):
    li, wang = person("li", "deciders"), person("wang", "deciders")

    @takes("decision", may_take=TaskRule(lambda user: is_person(user, wang), reason="只能由王办理"))
    class Decision:
        def initial(self, task: Any):
            return {}

        def accept(self, task: Any, answers: Any, user: Any):
            return {}

    assert not UserTask.objects.offered_to(li).exists()
    assert list(UserTask.objects.offered_to(wang)) == [task]
    with pytest.raises(EngineError, match="只能由王办理"):
        runtime.claim(task.pk, by=li)
    with pytest.raises(EngineError, match="只能由王办理"):
        runtime.assign(task.pk, to=li, by=manager())
    assert runtime.who_may_have(task) == [wang]


NESTED = {"second": {"name": "li"}}


@pytest.mark.parametrize(("path", "seats"), [(("seat",), "li"), (("seats", "second", "name"), NESTED)])
def test_a_rule_may_ask_for_what_the_task_was_made_with(task: UserTask, path: tuple[str, ...], seats: Any):
    def is_seated(user: Any) -> Q:
        return Q(Exists(get_user_model().objects.filter(pk=user.pk, username=task_input(*path))))

    UserTask.objects.filter(pk=task.pk).update(inputs={path[0]: seats})
    hooks.task_rules.append(TaskRule(lambda user: ~Q(element_id="B") | is_seated(user), reason="只能由该席位办理"))
    li, wang = person("li", "deciders"), person("wang", "deciders")
    assert runtime.who_may_have(task) == [li]
    assert outcome(lambda: runtime.claim(task.pk, by=wang)) == "rule"
    assert outcome(lambda: runtime.claim(task.pk, by=li)) == "ok"


def test_who_may_not_hand_in_does_not_learn_what_is_wrong_with_the_answers(task: UserTask, monkeypatch: Any):
    def refuse(task: Any, answers: Any, user: Any) -> Any:
        raise AnswersRefused({"opinion": ["不能为空"]})

    monkeypatch.setattr(hooks, "clean_answers", refuse)
    assert outcome(lambda: runtime.complete_task(task.pk, answers={}, by=person("zhao"))) == "not yours"
    with pytest.raises(AnswersRefused):
        runtime.complete_task(task.pk, answers={}, by=person("li", "deciders"))


def test_rights_cost_one_statement(task: UserTask):
    li = person("li", "deciders")
    runtime.may(Command.COMPLETE, task.pk, li)  # the form is remembered
    with CaptureQueriesContext(
        connection,
    ) as asked:
        runtime.may(Command.COMPLETE, task.pk, li)
    assert len(asked) == 1, [query["sql"] for query in asked]
