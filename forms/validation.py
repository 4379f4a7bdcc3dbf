"""Untrusted answers against a form: ``validate`` answers clean ones or raises ``AnswersInvalid``.

What comes out: one entry for every field that is visible, by its key (None, False or [] where nothing was
answered); nothing else. Read-only and disabled fields keep what ``data`` holds, whatever was sent. Hidden
fields and unknown keys are dropped. HTML in texts is kept as the data it is.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from forms import components as c
from forms import paths, rules
from forms.given import options as read_options
from forms.problems import AnswersInvalid
from forms.rules import FileMeta
from forms.schema import FormSchema
from forms.slots import Slot, slots_of

__all__ = ["AnswersInvalid", "validate"]

#: ``evaluate(expression, variables)``: FEEL without the leading "=".
Evaluate = Callable[[str, Mapping[str, Any]], Any]
#: ``files(ids)``: of these files, the ones that exist and that this person may use here.
Files = Callable[[Sequence[str]], Mapping[str, FileMeta]]

_SWEEPS = 10
logger = logging.getLogger(__name__)


def validate(
    schema: FormSchema,
    answers: Any,
    *,
    evaluate: Evaluate,
    files: Files,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Clean the answers to a form.

    ``data`` are the variables that the form was shown with; ``now`` decides which dates have passed.
    Raises ``AnswersInvalid`` and, for any JSON whatever, nothing else.
    """
    if not isinstance(answers, dict):
        raise AnswersInvalid({"": [_("提交的内容格式不正确，请刷新页面后重试")]})
    return _Check(schema, answers, evaluate, files, dict(data or {}), now).run()


class _Check:
    def __init__(
        self,
        schema: FormSchema,
        answers: dict[str, Any],
        evaluate: Evaluate,
        files: Files,
        data: dict[str, Any],
        now: datetime,
    ) -> None:
        self.schema, self.answers, self.data, self.now = schema, answers, data, now
        self.evaluate, self.files = evaluate, files
        self.variables: dict[str, Any] = copy.deepcopy(data)
        self.errors: dict[str, list[str]] = {}
        self.slots = slots_of(schema.components, answers, self.variables)

    def run(self) -> dict[str, Any]:
        self._settle()
        ids = self._file_ids()
        known = self.files(ids) if ids else {}
        cleaned: dict[str, Any] = {}
        for slot in self.slots:
            if slot.is_hidden:
                continue
            if isinstance(slot.component, c.DynamicList):
                paths.put(cleaned, slot.path, [{} for _row in range(slot.value)])
                self._check_list(slot)
            elif isinstance(slot.component, c.Field) and not slot.keeps_data:
                self._check_field(slot, known)
                paths.put(cleaned, slot.path, slot.value)
            elif isinstance(slot.component, c.Field) and paths.has(self.data, slot.path):
                paths.put(cleaned, slot.path, paths.get(self.data, slot.path))
        if self.errors:
            raise AnswersInvalid(self.errors)
        return cleaned

    # what is hidden, locked and computed: in the form's order, again until nothing changes

    def _settle(self) -> None:
        for _sweep in range(_SWEEPS):
            changed = [self._update(slot) for slot in self.slots]
            if not any(changed):
                return
        raise AnswersInvalid({"": [_("表单的显示条件相互矛盾，请联系管理员")]})

    def _update(self, slot: Slot) -> bool:
        """Whether expressions may answer something else now: they see variables and nothing else."""
        component = slot.component
        if component.hide:
            slot.hidden = self._ask(component.hide, slot) is True
        if isinstance(component, c.DynamicList):
            return self._show_list(slot)
        if not isinstance(component, c.Field):
            return False
        if isinstance(component.readonly, str):
            slot.locked = self._ask(component.readonly, slot) is True
        if isinstance(component, c.Calculated) and not slot.keeps_data:
            slot.value = self._computed(component, slot)
        return self._show(slot)

    def _show(self, slot: Slot) -> bool:
        """What the expressions of the other fields see of this one; whether that is something else than before."""
        if any(parent.is_hidden for parent in slot.parents if isinstance(parent.component, c.DynamicList)):
            return False
        value = paths.get(self.data, slot.path) if slot.keeps_data else slot.value
        return self._put(slot, None if slot.is_hidden else value)

    def _show_list(self, slot: Slot) -> bool:
        if slot.is_hidden:
            if any(parent.is_hidden for parent in slot.parents):
                return False
            return self._put(slot, None)
        if isinstance(paths.get(self.variables, slot.path), list):
            return False
        return self._put(slot, [{} for _row in range(slot.value)])

    def _put(self, slot: Slot, value: Any) -> bool:
        before = paths.get(self.variables, slot.path)
        if before is value and (value is not None or paths.has(self.variables, slot.path)):
            return False
        paths.put(self.variables, slot.path, value)
        return _fingerprint(before) != _fingerprint(value)

    def _computed(self, component: c.Calculated, slot: Slot) -> Any:
        value = self._ask(component.expression, slot)
        return value if _fingerprint(value) is not None else None

    def _ask(self, expression: str, slot: Slot) -> Any:
        """Evaluate in the slot's row. An expression that fails counts as null, as it does in the browser."""
        row_ends = [0, *(n + 1 for n, step in enumerate(slot.path) if isinstance(step, int))]
        row = row_ends[-1]
        special = {
            "this": paths.get(self.variables, slot.path[:row]),
            "parent": paths.get(self.variables, slot.path[: row_ends[-2]]) if row else None,
            "i": [step + 1 for step in slot.path if isinstance(step, int)],
        }
        scope = special | self.variables | {f"_{name}_": value for name, value in special.items()}
        try:
            return self.evaluate(expression.removeprefix("="), scope)
        except Exception:  # whatever the evaluator raises: a form must not fall over on somebody's input
            where = (self.schema.id, slot.component.id)
            logger.warning("expression of form %s, component %s failed", *where, exc_info=True)
            return None

    # the rules

    def _check_list(self, slot: Slot) -> None:
        component = slot.component
        assert isinstance(component, c.DynamicList)
        words = {"label": self._label(slot)}
        if slot.error:
            self._report(slot, [slot.error % words])
            return
        given = paths.get(self.data, slot.path)
        fixed = len(given) if isinstance(given, list) else component.default_rows
        most = component.max_items if component.add_remove else min(component.max_items, fixed)
        if slot.value < component.min_items:
            self._report(slot, [_("“%(label)s”至少填写 %(n)s 行") % (words | {"n": component.min_items})])
        if slot.value > most:
            self._report(slot, [_("“%(label)s”最多填写 %(n)s 行") % (words | {"n": most})])

    def _check_field(self, slot: Slot, known: Mapping[str, FileMeta]) -> None:
        field, label = slot.component, self._label(slot)
        assert isinstance(field, c.Field)
        if slot.error:
            self._report(slot, [slot.error % {"label": label}])
            return
        if rules.is_empty(slot.value):
            if field.required:
                self._report(slot, [_missing(field) % {"label": label}])
            return
        self._report(slot, self._broken(slot, field, label, known))

    def _broken(self, slot: Slot, field: c.Field, label: str, known: Mapping[str, FileMeta]) -> list[str]:
        def resolve(limit: Any) -> Any:
            return self._ask(limit, slot) if isinstance(limit, str) and limit.startswith("=") else limit

        errors: list[str] = []
        match field:
            case c.TextInput():
                errors = rules.text(field, slot.value, resolve=resolve, label=label)
            case c.NumberInput():
                errors = rules.number(field, slot.value, resolve=resolve, label=label)
            case c.Choice():
                slot.value, errors = rules.chosen(field, slot.value, self._options(field, slot), label=label)
            case c.DateTimeInput():
                errors = rules.not_passed(field, slot.value, now=self.now, label=label)
            case c.FilePicker():
                multiple = resolve(field.multiple) is True
                slot.value, errors = rules.files(field, slot.value, known, multiple=multiple, label=label)
        return errors

    def _options(self, field: c.Choice, slot: Slot) -> tuple[c.Option, ...] | None:
        """Never from the answers themselves: ``valuesKey`` reads what the form was shown with."""
        if field.values_expression:
            raw = self._ask(field.values_expression, slot)
        elif field.values_key:
            raw = paths.get(self.data, tuple(field.values_key.split(".")))
        else:
            return field.values
        return read_options(raw) if isinstance(raw, list) else None

    def _label(self, slot: Slot) -> str:
        label = slot.component.label
        if label.startswith("="):
            computed = self._ask(label, slot)
            label = computed if isinstance(computed, str) else ""
        return label or _("此项")

    def _report(self, slot: Slot, errors: list[str]) -> None:
        if errors:
            self.errors.setdefault(paths.shown(slot.path), []).extend(errors)

    def _file_ids(self) -> list[str]:
        pickers = [slot for slot in self.slots if isinstance(slot.component, c.FilePicker) and not slot.is_hidden]
        return [reference["id"] for slot in pickers for reference in slot.value or []]


def _missing(field: c.Field) -> str:
    match field:
        case c.Checkbox():
            return _("请勾选“%(label)s”")
        case c.FilePicker():
            return _("请上传“%(label)s”")
        case c.Choice() | c.DateTimeInput():
            return _("请选择“%(label)s”")
        case _:
            return _("“%(label)s”不能为空")


def _fingerprint(value: Any) -> str | None:
    """Equal for equal JSON; None for what is no JSON."""
    try:
        return json.dumps(value, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
