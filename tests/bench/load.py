"""Clients that keep their connections, and how long their requests took."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

CLIENTS = 4


@dataclass(frozen=True)
class Call:
    path: str
    body: dict[str, Any]


@dataclass
class Round:
    """Seconds: `took` of each request, `seconds` of all together; processor time of `web` and `database`."""

    seconds: float = 0.0
    web: float = 0.0
    database: float = 0.0
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds


class RequestFailed(Exception):
    pass


@dataclass
class Site:
    """`web` and `database` are the first processes of the servers; those that they started do the work."""

    port: int
    web: int
    database: int
    token: str = ""

    def post(self, calls: Sequence[Call], *, until: float = float("inf")) -> Round:
        """All the calls, shared by four clients; none is begun after `until` (monotonic)."""
        todo, done, failures = deque(calls), Round(), []
        ready = threading.Barrier(CLIENTS + 1)

        def client() -> None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.connect()
            ready.wait()
            try:
                while time.monotonic() < until and not failures:
                    done.took.append(self._post(connection, todo.popleft()))
            except IndexError:
                pass
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        ready.wait(30)
        started = time.perf_counter()
        web, database = processor_time(self.web), processor_time(self.database)
        for thread in threads:
            thread.join()
        done.seconds = time.perf_counter() - started
        done.web = processor_time(self.web) - web
        done.database = processor_time(self.database) - database
        if failures:
            raise failures[0]
        return done

    def _post(self, connection: HTTPConnection, call: Call) -> float:
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        body = json.dumps(call.body).encode()
        started = time.perf_counter()
        connection.request("POST", call.path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - started
        if answer.status not in (200, 201):
            raise RequestFailed(f"{call.path} answered {answer.status}: {text[:500].decode(errors='replace')}")
        return took


def processor_time(parent: int) -> float:
    """Seconds that its children have used, also those that have ended: the 14th to 17th field of proc_pid_stat(5)."""
    used = sum(_fields(parent)[2:])
    for child in children(parent):
        try:
            used += sum(_fields(child)[:2])
        except (FileNotFoundError, ProcessLookupError):
            continue  # PostgreSQL's helpers come and go
    return used / os.sysconf("SC_CLK_TCK")


def children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _fields(pid: int) -> list[int]:
    return [int(field) for field in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]]
