"""The components of a form-js schema as plain dataclasses; built by ``forms.schema``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A number, or a FEEL expression ("=…") that yields one.
Limit = int | float | str | None
#: A fixed answer, or a FEEL expression ("=…") that yields one.
Switch = bool | str


@dataclass(frozen=True, kw_only=True)
class Component:
    """What every component has. ``hide`` is a FEEL condition ("=…")."""

    id: str
    type: str
    label: str = ""
    hide: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Presentation(Component):
    """Shows something and takes no answer: text, html, image, table, button, …"""


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """Takes an answer under ``key`` (may be dotted), below the paths of its parents."""

    key: str
    required: bool = False
    readonly: Switch = False
    disabled: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


@dataclass(frozen=True, kw_only=True)
class TextInput(Field):
    multiline: bool = False
    min_length: Limit = None
    max_length: Limit = None
    pattern: str | None = None
    pattern_message: str | None = None
    validation_type: str | None = None


def format_of(field: Field) -> str:
    """What a text is: `mobile`, `code`, `name`, or nothing in particular."""
    if isinstance(field, TextInput) and field.validation_type == "phone":
        return "mobile"
    return field.properties.get("format", "")


@dataclass(frozen=True, kw_only=True)
class NumberInput(Field):
    minimum: Limit = None
    maximum: Limit = None
    decimal_digits: int | None = None
    increment: str | None = None
    as_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Checkbox(Field):
    pass


@dataclass(frozen=True, kw_only=True)
class Option:
    label: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """select, radio (one answer); checklist, taglist (``multiple``). One of the three sources is set."""

    multiple: bool = False
    values: tuple[Option, ...] | None = None
    values_key: str | None = None
    values_expression: str | None = None


@dataclass(frozen=True, kw_only=True)
class DateTimeInput(Field):
    subtype: str = "date"
    time_format: str = "utc_offset"
    disallow_passed: bool = False


@dataclass(frozen=True, kw_only=True)
class FilePicker(Field):
    accept: str = ""
    multiple: Switch = False


@dataclass(frozen=True, kw_only=True)
class Calculated(Field):
    """form-js "expression": its value is computed here again, whatever the browser sent."""

    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    path: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DynamicList(Group):
    """A repeated group; its answer is a list of rows under ``path``."""

    min_items: int = 0
    max_items: int = 100
    default_rows: int = 1
    add_remove: bool = True
