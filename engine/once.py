"""What a request that only reads asks of the database once, however many parts of its page need it.

`@once` on a function that only reads: inside `with asking_once():` its first answer is its answer, outside of it every
call asks. Only GET and HEAD are answered in there (`portal.asking_once`), so nothing that a request changes (rights,
memberships, settings, a calendar) is ever older than the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_asking_once() -> bool:
    """Whether it pays to ask for more than is wanted now, since others will want the rest."""
    return _answers.get() is not None


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """The arguments must be hashable, and the answer is shared: nobody changes it."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _answers.get()
        if known is None:
            return ask(*args, **kwargs)
        question = (ask, args, tuple(sorted(kwargs.items())))
        if question not in known:
            known[question] = ask(*args, **kwargs)
        return known[question]

    return asked
