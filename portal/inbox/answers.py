"""Forms meet tasks: what a form shows at first, and how its answers are validated again on the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from engine import feel
from engine.errors import ExpressionError
from engine.models import FormDefinition, UserTask
from engine.registry import task_forms
from engine.runtime import drafts
from forms import schema as form_schema
from portal.registry.answers import clean as clean_form
from portal.registry.step_answers import decision_key


def schema(form: FormDefinition) -> dict[str, Any]:
    """The form-js schema as JSON."""
    return json.loads(bytes(form.source))


def initial(task: UserTask) -> dict[str, Any]:
    """What the form shows before anybody typed: the task's variables, and what the scheme's tables hold.

    A conclusion is never chosen beforehand, whatever a step before this one concluded under the same name.
    """
    binding = task_forms.get(task.form_key)
    decision = decision_key(task)
    inputs = {name: value for name, value in task.inputs.items() if name != decision}
    return {**inputs, **(binding.initial(task) if binding else {})}


def handed_in(task: UserTask) -> dict[str, Any]:
    """What the form shows to those who only read it: with the answers, once there are some."""
    return {**initial(task), **(task.answers or {})}


def continued(task: UserTask, typed: Mapping[str, Any] | None) -> tuple[dict[str, Any], str]:
    """What the form shows to whoever does the task, with what was typed into it on top, and the draft's ETag."""
    return {**initial(task), **(typed or {})}, drafts.etag(typed)


def clean(task: UserTask, answers: Mapping[str, Any], user: Any) -> dict[str, Any]:
    """The engine's hook: answers that fit the pinned form, or `AnswersRefused` with sentences by field."""
    if task.form is None:
        return dict(answers)
    return clean_form(task.form, answers, user=user, data=initial(task))


def check_form(key: str, text: str) -> list[str]:
    """The engine's hook: what keeps a form from being deployed, one sentence each."""
    try:
        form = form_schema.load(text)
    except form_schema.FormSchemaError as error:
        return [problem.message for problem in error.problems]
    wrong = [_expression_problem(id_, text) for id_, text in form.expressions()]
    return [problem.message for problem in form.check()] + [sentence for sentence in wrong if sentence]


def _expression_problem(id_: str, text: str) -> str:
    try:
        feel.parse(text)
    except ExpressionError as error:
        return _("表单组件“%(id)s”：%(error)s") % {"id": id_, "error": error}
    return ""


def answer_names(text: str) -> frozenset[str] | None:
    """The engine's hook: the variables that a form's answers give; None where it cannot be read."""
    try:
        return frozenset(form_schema.load(text).variables())
    except form_schema.FormSchemaError:
        return None
