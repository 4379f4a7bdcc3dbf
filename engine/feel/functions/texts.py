"""Functions on texts. Characters are code points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.functions import patterns
from engine.feel.functions.lists import made
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run


def text_made(run: Run, text: str) -> str:
    run.take(len(text))
    return text


@builtin("substring", "string: string, start position: number, [length: number]")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str | None:
    place = int(start)
    if not place or (length is not None and length < 1):
        raise Fault("no-element", "substring")
    first = place - 1 if place > 0 else len(string) + place
    if not 0 <= first < max(len(string), 1):
        raise Fault("no-element", "substring")
    return string[first:] if length is None else string[first : first + int(length)]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    return text_made(run, string.upper())


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    return text_made(run, string.lower())


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    before, found, _after = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string, [flags: string?]")
def matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    run.look()
    return patterns.compiled(pattern, flags or "").search(string) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, [flags: string?]")
def replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    run.look()
    found = patterns.compiled(pattern, flags or "")
    parts = patterns.replacement(replacement, found.groups, is_literal="q" in (flags or ""))
    pieces: list[str] = []
    place = 0
    for match in found.finditer(string):
        pieces.append(string[place : match.start()])
        pieces += [part if isinstance(part, str) else match.group(part) or "" for part in parts]
        run.elements(len(parts))
        run.take(sum(len(piece) for piece in pieces[-len(parts) :]) if parts else 0)
        place = match.end()
    return text_made(run, "".join(pieces) + string[place:])


@builtin("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> list[str]:
    run.look()
    pieces: list[str] = []
    place = 0
    for match in patterns.compiled(delimiter, "").finditer(string):
        if match.end() == match.start():
            continue
        run.elements(1)
        pieces.append(string[place : match.start()])
        place = match.end()
    return made(run, [*pieces, string[place:]])


@builtin("string join", "list: list, [delimiter: string?]")
def string_join(run: Run, elements: list[Any], delimiter: str | None = None) -> str:
    parts = [element for element in elements if element is not None]
    if any(type(part) is not str for part in parts):
        raise Fault("argument-types", "string join")
    run.take(sum(len(part) for part in parts) + len(parts) * len(delimiter or ""))
    return (delimiter or "").join(parts)
