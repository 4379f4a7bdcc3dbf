"""From any JSON value to the shape a field expects. Shape only; the field's rules are checked afterwards.

Each function answers the value (None: not answered) or raises ``Misfit`` with a sentence about the field.
All of them leave a value alone that they made themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from forms import components as c
from forms import typed

SHANGHAI = timezone(timedelta(hours=8))
#: Beyond this a double, and so a browser, no longer holds every whole number.
MAX_NUMBER = 2**53
MAX_NUMBER_DIGITS = 60
MAX_CHOICES = 500
MAX_CHOICE = 4000
MAX_FILES_READ = 100
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class Misfit(ValueError):
    """The value does not have the field's shape."""


def coerce(field: c.Field, value: Any) -> Any:
    match field:
        case c.TextInput():
            return text(value, multiline=field.multiline, form=_FORMS.get(c.format_of(field), str))
        case c.NumberInput():
            return number(value, as_text=field.as_text)
        case c.Checkbox():
            return checkbox(value)
        case c.Choice():
            return choices(value) if field.multiple else choice(value)
        case c.DateTimeInput():
            return moment(value, subtype=field.subtype, time_format=field.time_format)
        case c.FilePicker():
            return files(value)
        case _:
            return None


#: How a text is brought into its form before anything is checked; see ``forms.typed``.
_FORMS: dict[str, Callable[[str], str]] = {
    "mobile": typed.phone,
    "code": typed.code,
    "reference": typed.reference,
    "name": typed.name,
}


def text(value: Any, *, multiline: bool, form: Callable[[str], str] = str) -> str | None:
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(number(value, as_text=True))
    if not isinstance(value, str):
        raise Misfit(_("应为文字"))
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not multiline:
        value = re.sub(r"[\n\t\u2028\u2029]+", " ", value)
    kept = form(typed.visible(value)).strip()
    return None if typed.is_blank(kept) else kept


def number(value: Any, *, as_text: bool) -> int | float | str | None:
    """A JSON number; with ``as_text`` its plain decimal notation, as form-js serializes it."""
    if value is None or value == "":
        return None
    exact = _decimal(value)
    if as_text:
        return format(exact, "f")
    if abs(exact) > MAX_NUMBER:
        raise Misfit(_("的数值过大"))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Misfit(_("应为数字"))
    if isinstance(value, int) and abs(value) > 10**MAX_NUMBER_DIGITS:
        raise Misfit(_("的数值过大"))
    written = str(value).strip()
    if len(written) > MAX_NUMBER_DIGITS + 20:
        raise Misfit(_("的数值过大"))
    if _NUMBER.fullmatch(written) is None:
        raise Misfit(_("应为数字"))
    try:
        exact = Decimal(written)
    except InvalidOperation as error:
        raise Misfit(_("应为数字")) from error
    if exact == 0:
        return Decimal(0)
    if exact.adjusted() > MAX_NUMBER_DIGITS or int(exact.as_tuple().exponent) < -MAX_NUMBER_DIGITS:
        raise Misfit(_("的数值过大或小数位过多"))
    return exact


def checkbox(value: Any) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Misfit(_("应为“是”或“否”"))
    return value


def choice(value: Any) -> Any:
    if value is None or value == "":
        return None
    try:
        written = json.dumps(value, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise Misfit(_("的选择不正确")) from error
    if len(written) > MAX_CHOICE:
        raise Misfit(_("的选择不正确"))
    return value


def choices(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if not isinstance(value, list):
        raise Misfit(_("应为若干选项"))
    if len(value) > MAX_CHOICES:
        raise Misfit(_("的选择过多"))
    return [choice(item) for item in value]


def files(value: Any) -> list[dict[str, str]]:
    """References ``{id, name}``, each file once."""
    if value is None or value == "":
        return []
    entries = [value] if isinstance(value, dict) else value
    if not isinstance(entries, list) or len(entries) > MAX_FILES_READ:
        raise Misfit(_("的附件信息不正确，请重新上传"))
    read: dict[str, dict[str, str]] = {}
    for entry in entries:
        id_ = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(id_, str) or not re.fullmatch(r"[0-9A-Za-z-]{1,64}", id_, re.ASCII):
            raise Misfit(_("的附件信息不正确，请重新上传"))
        name = entry.get("name")
        read.setdefault(id_, {"id": id_, "name": name if isinstance(name, str) else ""})
    return list(read.values())


def moment(value: Any, *, subtype: str, time_format: str) -> str | None:
    """ISO text in the form's own format; times without a zone are Shanghai's."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Misfit(_("的日期或时间格式不正确"))
    try:
        if subtype == "date":
            return _date(value).isoformat()
        if subtype == "time":
            return _in_format(datetime.combine(date(2000, 1, 2), _time(value)), time_format).split("T")[1]
        day, _separator, hours = value.partition("T")
        written = _in_format(datetime.combine(_date(day), _time(hours)), time_format)
        _date(written.partition("T")[0])
        return written
    except (ValueError, OverflowError) as error:
        raise Misfit(_("的日期或时间格式不正确")) from error


def _date(value: str) -> date:
    if _DATE.fullmatch(value) is None:
        raise ValueError(value)
    day = date.fromisoformat(value)
    if not 1800 <= day.year <= 2200:
        raise ValueError(value)
    return day


def _time(value: str) -> time:
    if _TIME.fullmatch(value) is None:
        raise ValueError(value)
    return time.fromisoformat(value)


def _in_format(when: datetime, time_format: str) -> str:
    aware = when if when.tzinfo else when.replace(tzinfo=SHANGHAI)
    if time_format == "utc_normalized":
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    if time_format == "no_timezone":
        return aware.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return aware.isoformat(timespec="minutes")
