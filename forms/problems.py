"""What is wrong with a schema, and with answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One finding about a schema. ``element`` is the component's id ("" for the form itself)."""

    element: str
    rule: str
    message: str


class FormSchemaError(Exception):
    """The text is not a form that may be shown: ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class AnswersInvalid(Exception):
    """The answers do not fit the form: ``errors`` maps a path (``items[0].name``; "" is the form) to
    sentences."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(_("提交的内容有误，请按提示修改。"))
        self.errors = dict(errors)
