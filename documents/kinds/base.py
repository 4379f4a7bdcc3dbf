"""The kinds of documents: for each, the data its template needs.

A new kind is a dataclass here and a docx of the same name in ``templates_docx``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, get_type_hints

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.errors import DocumentDataMissing, UnknownKind

KINDS: dict[str, type[Kind]] = {}


def need(
    label: Promise, *, choices: Mapping[str, Promise] | None = None, columns: Sequence[str] = ()
) -> dict[str, Any]:
    """Of a field that must hold something: what people call it, its values, and the columns of a table."""
    return {"label": label, "needed": True, "choices": choices or {}, "columns": tuple(columns)}


def may(label: Promise, *, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Of a field that may stay empty; with the columns of a table."""
    return {"label": label, "columns": tuple(columns)}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Base of all kinds. ``slug`` names the template; ``title`` is the default title.

    ``one_page``: it is printed on one sheet, so long texts are set smaller, and a PDF that would show otherwise is
    not given out."""

    slug: ClassVar[str]
    title: ClassVar[Promise]
    one_page: ClassVar[bool] = False
    #: Names of the fields that whoever holds a paper compares with what was issued.
    shown: ClassVar[tuple[str, ...]] = ()

    issuer: str = field(metadata=need(_("发文单位")))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.slug in KINDS:
            raise ValueError(f"two kinds of documents named {cls.slug}")
        KINDS[cls.slug] = cls

    def face(self) -> list[tuple[str, str]]:
        """What its front says, as (label, text) pairs."""
        by_name = {f.name: f for f in fields(self)}
        rows = [(by_name[name], getattr(self, name)) for name in self.shown]
        return [(str(f.metadata["label"]), _text(f, value)) for f, value in rows if not _is_blank(value)]

    @classmethod
    def example(cls) -> Kind:
        """Filled with what the fields are called, to see a template by."""
        types = get_type_hints(cls)
        return cls(**{f.name: _example(f, types[f.name]) for f in fields(cls)})

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Kind:
        """From plain data (dates as ISO text or dates); raises ``DocumentDataMissing`` naming the fields."""
        missing = [f for f in fields(cls) if f.metadata.get("needed") and _is_blank(data.get(f.name))]
        if missing:
            labels = [str(f.metadata["label"]) for f in missing]
            raise DocumentDataMissing(title=str(cls.title), fields=[f.name for f in missing], labels=labels)
        types = get_type_hints(cls)
        return cls(**{f.name: _value(f, types[f.name], data) for f in fields(cls)})


@dataclass(frozen=True, kw_only=True)
class ToEnterprise:
    """Beside `Kind`: an enterprise that is written to."""

    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))


@dataclass(frozen=True, kw_only=True)
class OfStar(ToEnterprise):
    """Beside `Kind`: the star of a product."""

    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))


@dataclass(frozen=True, kw_only=True)
class WithContact:
    """Beside `Kind`: whom to ask."""

    contact: str = field(default="", metadata=may(_("联系方式")))


def kind_of(slug: str) -> type[Kind]:
    if slug not in KINDS:
        raise UnknownKind(kind=slug)
    return KINDS[slug]


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or value == () or value == []


def _example(f: Field[Any], type_: Any) -> Any:
    label = str(f.metadata["label"])
    if choices := f.metadata.get("choices"):
        return next(iter(choices))
    if columns := f.metadata.get("columns"):
        return tuple(dict.fromkeys(columns, f"{label}{n}") for n in (1, 2))
    if type_ in (date, date | None):
        return date(2026, 1, 5)
    if type_ is int:
        return 3
    return (f"{label}1", f"{label}2") if type_ == tuple[str, ...] else label


def _text(f: Field[Any], value: Any) -> str:
    return str(f.metadata.get("choices", {}).get(value, value))


def _value(f: Field[Any], type_: Any, data: Mapping[str, Any]) -> Any:
    value: Any = data.get(f.name)
    if _is_blank(value):
        return f.default if f.default is not MISSING else value
    if type_ in (date, date | None) and isinstance(value, str):
        return date.fromisoformat(value)
    if type_ == tuple[str, ...]:
        return tuple(str(item) for item in value or ())
    return value
