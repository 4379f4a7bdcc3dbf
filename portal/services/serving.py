"""How the site is served, for gunicorn: `gunicorn portal.wsgi --config=python:portal.services.serving --bind=ADDRESS`.

The site is loaded once, before the processes that answer are born, and what it consists of is never looked through for
garbage: they share its memory, and no request pays for a look at all of it. What must not be shared does not exist yet
at that moment: connections, threads, numbers drawn.
"""

from __future__ import annotations

import gc
import threading
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.translation import trans_real

workers = 2
threads = 4
preload_app = True
graceful_timeout = 10
control_socket_disable = True


def when_ready(server: Any) -> None:
    """The last moment before the first of them is born."""
    load_the_rest()
    demand_nothing_to_share()
    gc.collect()
    gc.freeze()


def load_the_rest() -> None:
    """What Django would load with the first request: addresses with their views, and the languages."""
    assert get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        trans_real.translation(language)


def demand_nothing_to_share() -> None:
    """Two processes that read from one connection would read each other's answers; a thread lives on in none of them.
    Raises RuntimeError."""
    others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    opened = [
        one.alias
        for one in connections.all(initialized_only=True)
        if one.connection or getattr(one, "_connection_pools", None)
    ]
    if others or opened:
        raise RuntimeError(f"loading the site began what its processes would share: {[*others, *opened]}")
