"""The inbox of a full house, in the database alone: what each list, its count and a search cost, beside what they cost
with a tenth of the rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection

from engine.models import ProcessDefinition, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.inbox.lists import Page, TaskList
from portal.registry.search import tasks_matching

# For each task that waits.
FINISHED = 10
PROCESS = "star_application"
PEOPLE, PAGES, TO_A_CASE = 6, 4, 4
WORDS = {"云岭": "every case", "x00000": "10,000 cases", "x000001234": "one case", "没有这个": "no case"}
GROUPS = roles.STAFF[:6]

_CASES = """
INSERT INTO engine_processinstance (id, definition_id, process_key, business_key, status, state, variables,
    active_elements, steps, started_at)
SELECT md5('case' || n)::uuid, %s, %s, 'X' || lpad(n::text, 9, '0'), 'active', '',
    jsonb_build_object('enterprise_id', n %% 1000), '[]', 1, now()
FROM generate_series(%s, %s) n
"""
_TEXTS = """
INSERT INTO registry_casetext (case_id, text)
SELECT md5('case' || n)::uuid, 'x' || lpad(n::text, 9, '0') || ' 古丈云岭茶业有限公司 高山绿茶 ' || md5(n::text)
FROM generate_series(%s, %s) n
"""
_TASKS = """
INSERT INTO engine_usertask (id, instance_id, case_id, element_id, name, lane, form_key, inputs, properties, status,
    assignee_id, priority, due_at, created_at, completed_at, completed_by_id)
SELECT md5('task' || n)::uuid, md5('case' || n / %s)::uuid, md5('case' || n / %s)::uuid, 'Review', '材料审核', '',
    'review', '{}', '{}', CASE WHEN n %% %s = 0 THEN 'open' ELSE 'completed' END,
    CASE WHEN n %% %s > 0 OR n %% 7 = 0 THEN (%s::bigint[])[member] END,
    CASE WHEN n %% 5003 = 0 THEN 95 ELSE 50 + n %% 3 END,
    CASE WHEN n %% 20 > 0 THEN now() + (n::bigint * 7919 %% 86400 - 43200) * interval '1 minute' END,
    now() - (n %% 5000) * interval '1 hour',
    CASE WHEN n %% %s > 0 THEN now() - (n::bigint * 7919 %% 86400) * interval '5 minutes' END,
    CASE WHEN n %% %s > 0 THEN (%s::bigint[])[member] END
FROM generate_series(%s, %s) n, LATERAL (SELECT 1 + abs(hashtext((md5('task' || n)::uuid)::text)) %% 6 AS member) whose
"""
_OFFERS = """
INSERT INTO engine_taskcandidate (task_id, "group", is_open, due_at, priority, created_at)
SELECT id, (%s::text[])[1 + abs(hashtext(id::text)) %% 6], status = 'open' AND assignee_id IS NULL, due_at, priority,
    created_at
FROM engine_usertask WHERE id IN (SELECT md5('task' || n)::uuid FROM generate_series(%s, %s) n)
"""
_FILLED = ("engine_processinstance", "registry_casetext", "engine_usertask", "engine_taskcandidate")
_FOREIGN_KEYS = (
    "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])"
)
_INDEXES = """
SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@dataclass
class Read:
    """Milliseconds of one statement, of all people and pages, with a tenth of the rows and with all."""

    what: str
    took: dict[float, list[float]] = field(default_factory=dict)


def inbox_reads(opened: int) -> Iterator[Read]:
    people, last = _people(), 0
    reads: dict[str, Read] = {}
    for part in (0.1, 1.0):
        upto = int(opened * (1 + FINISHED) * part)
        _fill(last + 1, upto, every=1 + FINISHED, people=people)
        last = upto
        for what, took in _timed(people):
            reads.setdefault(what, Read(what)).took.setdefault(part, []).append(took)
    yield from reads.values()


def table_of(reads: Iterable[Read]) -> list[list[str]]:
    rows = []
    for read in reads:
        tenth, whole = read.took[0.1], read.took[1.0]
        figures = [median(whole), quantiles(whole, n=20)[-1], max(whole)]
        rows.append([read.what, *(f"{figure:.2f}" for figure in figures), f"{median(whole) / median(tenth):.2f}"])
    return rows


def _people() -> list[User]:
    made = []
    for number in range(PEOPLE):
        user = User.objects.create_user(f"inbox{number}")
        user.groups.set(Group.objects.filter(name__in=(GROUPS[number % 6], GROUPS[(number + 1) % 6])))
        made.append(user)
    return made


def _fill(first: int, last: int, *, every: int, people: list[User]) -> None:
    """Tasks by their numbers; one of `every` is open, one of seven of these taken."""
    definition = ProcessDefinition.objects.newest(PROCESS)
    who = [user.pk for user in people]
    with connection.cursor() as cursor:
        known = (first - 1) // TO_A_CASE + 1 if first > 1 else 0
        cases = [known, last // TO_A_CASE]
        cursor.execute("SET maintenance_work_mem = '1GB'")
        with _unwatched(cursor):
            cursor.execute(_CASES, [definition.pk, PROCESS, *cases])
            cursor.execute(_TEXTS, cases)
            cursor.execute(_TASKS, [TO_A_CASE, TO_A_CASE, every, every, who, every, every, who, first, last])
            cursor.execute(_OFFERS, [list(GROUPS), first, last])
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _unwatched(cursor: Any) -> Iterator[None]:
    """Rows by the million: what triggers would write is written at once, indexes are built afterwards, and nobody asks
    whether what a row points to is there. The database is thrown away."""
    for table in _FILLED:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(_FOREIGN_KEYS, [list(_FILLED)])
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(_INDEXES, [list(_FILLED)])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for table in _FILLED:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _timed(people: list[User]) -> Iterator[tuple[str, float]]:
    """Every person goes through the first pages of every list."""
    for user in people:
        for tab, name in (("mine", "taken"), ("offered", "offered"), ("done", "done")):
            tasks, page = TaskList(tab, user), None
            for _page in range(PAGES):
                page, took = _asked(lambda tasks=tasks, page=page: tasks.page(after=page.after if page else ""))
                yield f"{name}, a page", took
            if tab != "done":
                yield f"{name}, the count", _asked(tasks.count)[1]
            for word, where in WORDS.items():
                yield f"{name}, a word of {where}", _asked(partial(_searched, word, tab, user))[1]


def _searched(word: str, tab: str, user: User) -> Page:
    return TaskList(tab, user, tasks=UserTask.objects.filter(tasks_matching(word))).page()


def _asked(ask: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the milliseconds of its statements when it is asked for again: what is prepared once for a
    connection is prepared by then."""
    ask()
    took = 0.0

    def timed(execute: Callable[..., Any], *what: Any) -> Any:
        nonlocal took
        started = time.perf_counter()
        try:
            return execute(*what)
        finally:
            took += time.perf_counter() - started

    with connection.execute_wrapper(timed):
        answer = ask()
    return answer, 1000 * took
