"""What a request calls in this process: a figure that no other program can disturb."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from tests.bench.load import RequestFailed


def answered(site_here: WSGIHandler, asked: dict[str, Any]) -> None:
    answer = site_here(asked, lambda *_: None)
    text = b"".join(answer)
    answer.close()
    if answer.status_code not in (200, 201):
        raise RequestFailed(f"{asked['PATH_INFO']} answered {answer.status_code}: {text[:500].decode()}")


def calls(work: Callable[[], None]) -> int:
    """How many functions it calls, those written in C included."""
    found: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _of: found.update((event,)))
    try:
        work()
    finally:
        sys.setprofile(None)
    return found["call"] + found["c_call"]
