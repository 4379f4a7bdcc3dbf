"""A command is done wholly or not at all, and what it locks is held until it is done. Tests run in a transaction of
their own, so what forgets to open one is found by reading the code."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

import pytest

from portal.services.places import PROJECT

ATOMIC = "transaction.atomic"
LOCKS = ("lock", "locked")
WRITES = {
    *("save", "create", "get_or_create", "update_or_create", "bulk_create", "update", "delete", "set", "add", "move"),
    *("start", "correlate", "notify", "open_case", "close_case", "hand_over"),
}
#: Names of commands that others bear too, which write nothing.
ALSO_OTHERS = {"count", "judge"}
#: What is called where the rows are locked already, as each says; and what does each of many by itself.
UNDER_A_LOCK = {"put_in_force", "put_pictures", "refresh_standing"}
EACH_BY_ITSELF = {"catch_up"}
SOURCES = [
    path
    for path in sorted((PROJECT / "portal").rglob("*.py"))
    if not {"demo", "migrations", "services"} & set(path.parts)
]
COMMANDS = [path for path in SOURCES if path.parent.name == "commands" or path.name in ("commands.py", "sanctions.py")]

Functions = dict[str, ast.FunctionDef]


def functions_of(source: str) -> Functions:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def is_atomic(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == ATOMIC for decorator in function.decorator_list)


def calls(node: ast.AST) -> Iterable[ast.Call]:
    """Those that stand outside of `with transaction.atomic()`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and any(ATOMIC in ast.unparse(item) for item in child.items):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from calls(child)


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def locks(function: ast.FunctionDef, known: Functions) -> bool:
    """It takes a lock, or calls what does without a transaction of its own."""
    for call in calls(function):
        name = called(call)
        if name == "select_for_update" or name.strip("_") in LOCKS:
            return True
        other = known.get(name) if isinstance(call.func, ast.Name) else None
        if other is not None and other is not function and not is_atomic(other) and locks(other, known):
            return True
    return False


def writes(function: ast.FunctionDef, names: Collection[str] = WRITES) -> int:
    """How often it calls what writes; in a loop, more than once."""
    loops = {call for loop in ast.walk(function) if isinstance(loop, ast.For) for call in calls(loop)}
    found = [call for call in calls(function) if called(call) in names or called(call).startswith("tell")]
    return len(found) + sum(call in loops for call in found)


def test_whoever_locks_a_row_holds_it_until_the_command_is_done():
    forgotten = []
    for path in SOURCES:
        known = functions_of(path.read_text())
        for name, function in known.items():
            if name.startswith("_") or name in LOCKS or is_atomic(function):
                continue
            if locks(function, known):
                forgotten.append(f"{path.relative_to(PROJECT)} {name}")
    assert forgotten == []


def test_whoever_writes_more_than_once_does_it_all_or_not_at_all():
    commands = {path: functions_of(path.read_text()) for path in COMMANDS}
    writing = {name for known in commands.values() for name, function in known.items() if writes(function)}
    forgotten = []
    for path, known in commands.items():
        for name, function in known.items():
            if name.startswith("_") or name in UNDER_A_LOCK | EACH_BY_ITSELF or is_atomic(function):
                continue
            if writes(function, WRITES | writing - ALSO_OTHERS) > 1:
                forgotten.append(f"{path.relative_to(PROJECT)} {name}")
    assert forgotten == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def one(row):\n    row.save()", (False, 1)),
        ("def two(row):\n    row.save()\n    tell(row)", (False, 2)),
        ("def many(rows):\n    for row in rows:\n        row.move('over')", (False, 2)),
        ("def held(row):\n    rows.select_for_update().get()", (True, 0)),
        ("def within(row):\n    with transaction.atomic():\n        _lock(row)\n        row.save()", (False, 0)),
        ("def through(row):\n    _row(row)\n\ndef _row(row):\n    return rows.select_for_update().get()", (True, 0)),
        ("def other(row):\n    _row(row)\n\n@transaction.atomic\ndef _row(row):\n    locked(row).save()", (False, 0)),
    ],
    ids=lambda value: value.split("(")[0].removeprefix("def ") if isinstance(value, str) else "",
)
def test_what_is_looked_for_is_found(source, found):
    known = functions_of(source)
    first = next(iter(known.values()))
    assert (locks(first, known), writes(first)) == found
