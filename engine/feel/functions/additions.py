"""Functions that Camunda's editors offer beyond the standard."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import uuid
from decimal import Decimal
from typing import Any

from engine.feel.functions import patterns
from engine.feel.functions.lists import Seen, made
from engine.feel.functions.registry import builtin
from engine.feel.functions.texts import text_made
from engine.feel.run import Fault, Run
from engine.feel.values import data


@builtin("get or else", "value: any, default: any")
def get_or_else(run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value


@builtin("is defined", "value: any")
def is_defined(run: Run, value: Any) -> bool:
    return value is not None


@builtin("assert", "value: any, condition: any, [cause: string]")
def assertion(run: Run, value: Any, condition: Any, cause: str = "") -> Any:
    if condition is not True:
        raise Fault("assertion", cause)
    return value


@builtin("is blank", "string: string")
def is_blank(run: Run, string: str) -> bool:
    return not string.strip()


@builtin("is empty", "list: list")
def is_empty(run: Run, elements: list[Any]) -> bool:
    return not elements


@builtin("trim", "string: string")
def trim(run: Run, string: str) -> str:
    return string.strip()


@builtin("extract", "string: string, pattern: string")
def extract(run: Run, string: str, pattern: str) -> list[str]:
    run.look()
    found: list[str] = []
    for match in patterns.compiled(pattern, "").finditer(string):
        run.elements(1)
        run.take(match.end() - match.start())
        found.append(match.group(0))
    return found


@builtin("duplicate values", "list: list")
def duplicate_values(run: Run, elements: list[Any]) -> list[Any]:
    run.elements(len(elements))
    once, twice, kept = Seen(run), Seen(run), []
    for element in elements:
        if once.has(element) and not twice.has(element):
            twice.add(element)
            kept.append(element)
        once.add(element)
    return kept


@builtin("partition", "list: list, size: number")
def partition(run: Run, elements: list[Any], size: Decimal) -> list[Any]:
    width = int(size)
    if width < 1:
        raise Fault("argument-types", "partition")
    return made(run, [elements[place : place + width] for place in range(0, len(elements), width)])


@builtin("uuid", "")
def random_uuid(run: Run) -> str:
    return str(uuid.uuid4())


@builtin("random number", "")
def random_number(run: Run) -> Decimal:
    """At least 0, below 1."""
    return Decimal(secrets.randbelow(10**17)).scaleb(-17)


@builtin("to base64", "value: string")
def to_base64(run: Run, value: str) -> str:
    return text_made(run, base64.b64encode(value.encode()).decode())


@builtin("from base64", "value: string")
def from_base64(run: Run, value: str) -> str:
    try:
        return text_made(run, base64.b64decode(value, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        raise Fault("argument-types", "from base64") from None


@builtin("to json", "value: any")
def to_json(run: Run, value: Any) -> str:
    try:
        return text_made(run, json.dumps(data.plain(value), ensure_ascii=False, separators=(",", ":")))
    except data.NotData:
        raise Fault("argument-types", "to json") from None


@builtin("from json", "value: string")
def from_json(run: Run, value: str) -> Any:
    run.take(len(value) * 10)
    try:
        return data.inside(json.loads(value, parse_float=Decimal))
    except (ValueError, RecursionError):
        raise Fault("argument-types", "from json") from None
