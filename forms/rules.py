"""A field's own rules, for a value that already has the right shape. Sentences name the field's label."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any, Protocol

from django.utils.translation import gettext as _

from forms import components as c
from forms import typed
from forms.coercion import SHANGHAI
from forms.pattern import MAX_TEXT, matches

MAX_LENGTH = 4000
MB = 1024 * 1024
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
#: A mobile or landline of the mainland, 400/800 numbers, or an international number.
_PHONE = re.compile(
    r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}|(\+|00)[0-9]{7,15}"
)

Resolve = Callable[[Any], Any]


class FileMeta(Protocol):
    """What the file store knows of a file."""

    size: int
    content_type: str
    name: str


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value is False or value == []


def text(field: c.TextInput, value: str, *, resolve: Resolve, label: str) -> list[str]:
    errors = []
    low, high = _bound(resolve(field.min_length)), _bound(resolve(field.max_length))
    high = Decimal(MAX_LENGTH) if high is None else high
    if low is not None and len(value) < low:
        errors.append(_("“%(label)s”不能少于 %(n)s 个字") % {"label": label, "n": low})
    if len(value) > high:
        return [*errors, _("“%(label)s”不能超过 %(n)s 个字") % {"label": label, "n": high}]
    if field.validation_type == "email" and (len(value) > 254 or _EMAIL.fullmatch(value) is None):
        errors.append(_("“%(label)s”不是有效的电子邮箱") % {"label": label})
    if field.validation_type == "phone" and _PHONE.fullmatch(value) is None:
        errors.append(_("“%(label)s”不是有效的电话号码") % {"label": label})
    if field.properties.get("format") == "mobile" and not typed.is_mobile(value):
        errors.append(_("“%(label)s”应为11位手机号码，例如 13800001234") % {"label": label})
    if field.pattern and len(value) > MAX_TEXT:
        errors.append(_("“%(label)s”不能超过 %(n)s 个字") % {"label": label, "n": MAX_TEXT})
    elif field.pattern and not matches(field.pattern, value):
        errors.append(field.pattern_message or _("“%(label)s”的格式不正确") % {"label": label})
    return errors


def number(field: c.NumberInput, value: int | float | str, *, resolve: Resolve, label: str) -> list[str]:
    exact = Decimal(str(value))
    errors = []
    low, high = _bound(resolve(field.minimum)), _bound(resolve(field.maximum))
    if low is not None and exact < low:
        errors.append(_("“%(label)s”不能小于 %(n)s") % {"label": label, "n": low})
    if high is not None and exact > high:
        errors.append(_("“%(label)s”不能大于 %(n)s") % {"label": label, "n": high})
    digits = field.decimal_digits
    if digits is not None and digits >= 0 and _decimals(exact) > digits:
        if digits == 0:
            errors.append(_("“%(label)s”应为整数") % {"label": label})
        else:
            errors.append(_("“%(label)s”最多保留 %(n)s 位小数") % {"label": label, "n": digits})
    step = _bound(resolve(field.increment))
    if step and not _is_multiple(exact, step):
        errors.append(_("“%(label)s”应为 %(n)s 的整数倍") % {"label": label, "n": step})
    return errors


def _decimals(exact: Decimal) -> int:
    return len(format(exact, "f").partition(".")[2].rstrip("0"))


def _is_multiple(exact: Decimal, step: Decimal) -> bool:
    with localcontext(prec=200):
        return exact % step == 0


def _bound(limit: Any) -> Decimal | None:
    """A limit as a number; what an expression gave and is no number sets no limit, as in form-js."""
    if isinstance(limit, bool) or not isinstance(limit, (int, float, str)) or limit == "":
        return None
    try:
        bound = Decimal(str(limit))
    except ArithmeticError:
        return None
    return bound if bound.is_finite() else None


def chosen(field: c.Choice, value: Any, options: tuple[c.Option, ...] | None, *, label: str) -> tuple[Any, list[str]]:
    """The options' own values for what was chosen, and the errors."""
    if options is None:
        return value, [_("“%(label)s”的选项暂时无法读取，请稍后再试") % {"label": label}]
    known = {_same(option.value): option.value for option in options}
    wanted = value if field.multiple else [value]
    picked: dict[str | None, Any] = {}
    for item in wanted:
        key = _same(item)
        if key is None or key not in known:
            return value, [_("“%(label)s”的选择不在可选范围内") % {"label": label}]
        picked[key] = known[key]
    return (list(picked.values()) if field.multiple else picked[_same(value)]), []


def _same(value: Any) -> str | None:
    """Equal texts for equal JSON values (1 and 1.0, but not 1 and true); None: cannot be compared."""
    if type(value) is str:
        return f'"{value}"'
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return json.dumps(value, sort_keys=True, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return None


def not_passed(field: c.DateTimeInput, value: str, *, now: datetime, label: str) -> list[str]:
    """``disallowPassedDates``: not before today in Shanghai; a bare time is never passed."""
    if not field.disallow_passed or field.subtype == "time":
        return []
    day = value if field.subtype == "date" else _shanghai_day(value)
    if day >= now.astimezone(SHANGHAI).date().isoformat():
        return []
    return [_("“%(label)s”不能早于今天") % {"label": label}]


def _shanghai_day(value: str) -> str:
    when = datetime.fromisoformat(value)
    aware = when if when.tzinfo else when.replace(tzinfo=SHANGHAI)
    return aware.astimezone(SHANGHAI).date().isoformat()


def files(
    field: c.FilePicker,
    value: list[dict[str, str]],
    known: Mapping[str, FileMeta],
    *,
    multiple: bool,
    label: str,
) -> tuple[list[dict[str, str]], list[str]]:
    """The references with the store's own names, and the errors."""
    most = int(field.properties.get("maxFiles", "10")) if multiple else 1
    if len(value) > most:
        return value, [_("“%(label)s”最多上传 %(n)s 个文件") % {"label": label, "n": most}]
    errors, named = [], []
    max_mb = int(field.properties.get("maxMb", "20"))
    for reference in value:
        meta = known.get(reference["id"])
        if meta is None:
            errors.append(_("“%(label)s”中的文件不存在或无权使用，请重新上传") % {"label": label})
            continue
        named.append({"id": reference["id"], "name": meta.name})
        words = {"label": label, "name": meta.name, "n": max_mb}
        if meta.size > max_mb * MB:
            errors.append(_("“%(label)s”的文件“%(name)s”超过 %(n)s MB") % words)
        if not accepts(field.accept, meta):
            errors.append(_("“%(label)s”不接受文件“%(name)s”的类型") % words)
    return named, errors


def accepts(accept: str, meta: FileMeta) -> bool:
    """HTML's ``accept``: extensions, media types and ``image/*``, separated by commas; empty accepts all."""
    wanted = [part.strip().lower() for part in accept.split(",") if part.strip()]
    if not wanted:
        return True
    type_, name = meta.content_type.lower(), meta.name.lower()
    for part in wanted:
        if part.startswith(".") and name.endswith(part):
            return True
        if part == type_ or part in ("*", "*/*") or (part.endswith("/*") and type_.startswith(part[:-1])):
            return True
    return False
