"""What a person answered at a step, in the words of the form that asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.models import FormDefinition, UserTask
from engine.registry import task_forms
from forms import summary
from forms.components import Choice, DynamicList, Field, FilePicker, TextInput
from forms.schema import FormSchema, load

_OPINIONS = frozenset({"opinion", "remark", "guidance"})
_TONES = {
    "good": "pass accept adopt agree issue lift confirm keep none",
    "warn": "correct return extend object rescore supplement lower dissent yellow",
    "bad": "fail reject refuse disagree escalate give_up avoid red",
}
_TONE_OF = {value: tone for tone, values in _TONES.items() for value in values.split()}
_LONGEST = 200


@dataclass(frozen=True)
class Conclusion:
    """The option that was chosen, by its label; `tone` is good, warn, bad or empty."""

    label: str
    tone: str


@dataclass(frozen=True)
class Change:
    """One answer that differs from the round before; empty texts where only that it changed can be told."""

    label: str
    before: str
    after: str


def conclusion(task: UserTask) -> Conclusion | None:
    """None where the step concludes nothing, or its label is not known: a code word is never shown."""
    decision = _decision(task)
    value = (task.answers or {}).get(decision.key) if decision else None
    if decision is None or value is None:
        return None
    label = _label(task, decision, value)
    return Conclusion(label, _TONE_OF.get(str(value), "")) if label else None


def decision_key(task: UserTask) -> str:
    """The answer that the step is there for; empty where it concludes nothing."""
    decision = _decision(task)
    return decision.key if decision else ""


def opinions(task: UserTask) -> list[tuple[str, str]]:
    """(label, text) of what was written beside the conclusion."""
    answers = task.answers or {}
    concludes = _decision(task) is not None
    found = []
    for field in _fields(task):
        is_text = isinstance(field, TextInput) and (field.key in _OPINIONS or (concludes and field.multiline))
        if is_text and str(answers.get(field.key) or "").strip():
            found.append((_plain(field.label), str(answers[field.key]).strip()))
    return found


def changes(task: UserTask, before: Mapping[str, Any]) -> list[Change]:
    """What the answers say otherwise than `before`, in the form's order."""
    if task.form_id is None or task.answers is None:
        return []
    found = []
    for component in _components(task):
        if isinstance(component, DynamicList):
            key = ".".join(component.path)
            old, new = before.get(key), task.answers.get(key)
        elif isinstance(component, Field):
            key = component.key
            old, new = before.get(key), task.answers.get(key)
        else:
            continue
        if _bare(old) != _bare(new):
            found.append(_change(task, component, old, new))
    return found


def _change(task: UserTask, component: Field | DynamicList, old: Any, new: Any) -> Change:
    label = _plain(component.label)
    if isinstance(component, FilePicker):
        return Change(label, before=_names(old, without=new), after=_names(new, without=old))
    if isinstance(component, DynamicList) or (isinstance(component, Choice) and component.values is None):
        return Change(label, before="", after="")
    return Change(label, before=_shown(component, old), after=_shown(component, new))


def _names(files: Any, *, without: Any) -> str:
    """The names of the files that are only on this side."""
    others = {file["id"] for file in _list(without)}
    return "、".join(str(file.get("name", "")) for file in _list(files) if file["id"] not in others)


def _shown(field: Field, value: Any) -> str:
    text = str(summary.display(field, value, data={}))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _list(files: Any) -> list[dict[str, Any]]:
    entries = files if isinstance(files, list) else [files]
    return [entry for entry in entries if isinstance(entry, dict) and "id" in entry]


def _bare(value: Any) -> Any:
    """Without what makes no difference: an empty answer is no answer, a file is its id."""
    if value in (None, "", [], {}, False):
        return None
    if files := _list(value):
        return [file["id"] for file in files]
    return value


def _label(task: UserTask, field: Choice, value: Any) -> str:
    known = {option.value: option.label for option in field.values or ()}
    named = getattr(task_forms.get(task.form_key), "option_names", {})
    return str(known.get(value) or named.get(value) or "")


def _plain(label: str) -> str:
    """A form's label without what it says in brackets to the one who fills it in."""
    return label[: label.rfind("（")].strip() if label.endswith("）") else label


def _decision(task: UserTask) -> Choice | None:
    return _schema(task.form_id).decision if task.form_id is not None else None


def _fields(task: UserTask) -> Iterator[Field]:
    """The top-level answers of the form."""
    return (field for field in _components(task) if isinstance(field, Field))


def _components(task: UserTask) -> Iterator[Any]:
    if task.form_id is None:
        return
    for path, component in _schema(task.form_id).walk():
        if "[]." not in path:
            yield component


@lru_cache(maxsize=256)
def _schema(form_id: int) -> FormSchema:
    """Read once for a version: versions never change."""
    return load(bytes(FormDefinition.objects.values_list("source", flat=True).get(pk=form_id)).decode())
