"""What must hold when the dust has settled: nothing lost, nothing doubled, nothing stuck."""

from __future__ import annotations

from pathlib import Path

import psycopg

from tests.chaos.load import PROCESS, Book


def unfinished(database_url: str) -> int:
    with psycopg.connect(database_url, connect_timeout=5) as connection:
        return _count(
            connection, "SELECT count(*) FROM engine_processinstance WHERE process_key = %s AND status = 'active'"
        )


def faults(database_url: str, book: Book, web_log: Path) -> list[str]:
    found = list(book.faults)
    with psycopg.connect(database_url) as connection:
        found += _lost_or_doubled(connection, book)
        incidents = _count(
            connection,
            "SELECT count(*) FROM engine_incident i JOIN engine_processinstance p ON p.id = i.instance_id"
            " WHERE p.process_key = %s",
        )
        if incidents:
            found.append(f"{incidents} incidents")
    if errors := web_log.read_text(errors="replace").count("Internal Server Error"):
        found.append(f"{errors} × Internal Server Error in {web_log}")
    return found


def _lost_or_doubled(connection: psycopg.Connection[tuple[int]], book: Book) -> list[str]:
    found = []
    cases: dict[str, list[str]] = {}
    rows = connection.execute(
        "SELECT business_key, status FROM engine_processinstance WHERE process_key = %s", [PROCESS]
    )
    for key, status in rows:
        cases.setdefault(str(key), []).append(str(status))
    found += [f"lost: case {key} was promised" for key, sure in book.started.items() if sure and key not in cases]
    found += [f"doubled: case {key}" for key, each in cases.items() if len(each) > 1]
    found += [f"stuck: case {key} is {each[0]}" for key, each in cases.items() if each[0] != "completed"]
    counted = {
        (str(key), str(element)): int(times)
        for key, element, times in connection.execute(
            "SELECT business_key, element_id, count(*) FROM chaos_counted GROUP BY 1, 2"
        )
    }
    for key in cases:
        for element in ("A", "B"):
            times = counted.get((key, element), 0)
            if times != 1:
                found.append(f"{'lost' if times == 0 else 'doubled'}: {element} of {key} was done {times} times")
    done = {
        str(row[0])
        for row in connection.execute(
            "SELECT t.id FROM engine_usertask t JOIN engine_processinstance p ON p.id = t.instance_id"
            " WHERE p.process_key = %s AND t.status = 'completed'",
            [PROCESS],
        )
    }
    found += [
        f"lost: task {task} was said to be done" for task, sure in book.completed.items() if sure and task not in done
    ]
    events = connection.execute(
        "SELECT h.kind, count(*), count(DISTINCT h.instance_id) FROM engine_historyevent h"
        " JOIN engine_processinstance p ON p.id = h.instance_id"
        " WHERE p.process_key = %s AND h.kind IN ('timer_fired', 'task_completed', 'instance_completed') GROUP BY 1",
        [PROCESS],
    )
    found += [f"doubled: {kind} {times} times in {each} cases" for kind, times, each in events if times != each]
    return found


def _count(connection: psycopg.Connection[tuple[int]], query: str) -> int:
    row = connection.execute(query.encode(), [PROCESS]).fetchone()
    assert row is not None
    return int(row[0])
