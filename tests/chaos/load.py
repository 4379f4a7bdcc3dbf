"""People and programs who go on with their work meanwhile, and a book of what they were told."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

PROCESS = "chaos"
# What a visitor looks at; whoever may not gets 403, nobody may get 500.
PAGES = ("/", "/inbox/", "/inbox/?view=mine", "/cockpit/", "/enterprise/", "/accounts/profile/", "/verify/")


@dataclass
class Book:
    """`started` and `completed`: what was asked for, and whether the answer promised it."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    started: dict[str, bool] = field(default_factory=dict)
    completed: dict[str, bool] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, what: str) -> None:
        with self.lock:
            self.answers["none" if status == 0 else str(status)] += 1
            if status >= 500 and status != 503:
                self.faults.append(f"HTTP {status} at {what}")


class Client:
    """Somebody with cookies, or with a token."""

    def __init__(self, address: str, book: Book) -> None:
        self.address, self.book = address, book
        self.token = ""
        self.cookies = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def ask(self, path: str, data: dict[str, Any] | None = None, *, form: bool = False) -> tuple[int, Any]:
        """Status and body; status 0: no answer."""
        headers = {"Authorization": f"Token {self.token}"} if self.token else {}
        body = None
        if data is not None and form:
            body = urlencode(data).encode()
            headers |= {"Referer": f"{self.address}{path}"}
        elif data is not None:
            body, headers = json.dumps(data).encode(), headers | {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(f"{self.address}{path}", body, headers)
            with self._open(request, timeout=30) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, text = refusal.code, b"{}"
        except (OSError, HTTPException):
            status, text = 0, b""
        self.book.note(status, path)
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def take_token(self, sign_in: dict[str, str]) -> None:
        while True:
            status, body = self.ask("/api/v1/token/", {name: sign_in[name] for name in ("username", "password")})
            if status == 200:
                self.token = body["token"]
                return
            time.sleep(1)

    def sign_in(self, sign_in: dict[str, str]) -> bool:
        status, _ = self.ask("/accounts/sign-in/")
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), None)
        if status != 200 or token is None:
            return False
        said = {"username": sign_in["username"], "password": sign_in["password"], "csrfmiddlewaretoken": token}
        self.ask("/accounts/sign-in/", said, form=True)
        return any(cookie.name.startswith("otop_session") for cookie in self.cookies)


class Load:
    """Cases are started and tasks completed through the API, pages are looked at by people of several roles."""

    def __init__(self, address: str, sign_ins: list[dict[str, str]], *, reviewer: str, starter: str) -> None:
        self.address = address
        self.book = Book()
        self.by_role = {entry["role"]: entry for entry in reversed(sign_ins)}
        self.reviewer, self.starter = reviewer, starter
        self.over, self.drained = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        people = [entry for role, entry in self.by_role.items() if role not in (self.starter,)][:3]
        self._run(self._start_cases)
        self._run(self._complete_tasks)
        for person in people:
            self._run(lambda person=person: self._look_around(person))

    def end(self) -> None:
        self.drained.set()
        for thread in self._threads:
            thread.join(60)

    def client(self, role: str) -> Client:
        client = Client(self.address, self.book)
        client.take_token(self.by_role[role])
        return client

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _start_cases(self) -> None:
        client = self.client(self.starter)
        while not self.over.wait(0.7):
            key = f"C-{uuid4()}"
            status, _ = client.ask(f"/api/v1/definitions/{PROCESS}/start/", {"business_key": key, "variables": {}})
            self.book.started[key] = status == 201

    def _complete_tasks(self) -> None:
        client = self.client(self.reviewer)
        while not self.drained.wait(0.4):
            status, page = client.ask(f"/api/v1/tasks/?process={PROCESS}")
            for task in page["results"] if status == 200 else []:
                if task["assignee"] is None:
                    client.ask(f"/api/v1/tasks/{task['id']}/claim/", {})
                status, _ = client.ask(f"/api/v1/tasks/{task['id']}/complete/", {"answers": {}})
                with self.book.lock:
                    self.book.completed[task["id"]] = self.book.completed.get(task["id"], False) or status == 200

    def _look_around(self, person: dict[str, str]) -> None:
        client, turn = Client(self.address, self.book), 0
        is_in = False
        while not self.over.wait(0.5):
            if not is_in:
                is_in = client.sign_in(person)
                continue
            client.ask(PAGES[turn % len(PAGES)])
            turn += 1
