"""The embedded JavaScript engine: one per thread, rebuilt after every blow to its limits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import quickjs
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.bounds import in_force
from engine.clock import LOCAL_ZONE

T = TypeVar("T")

OUT_OF_MEMORY = _("计算占用的内存过多")
BUNDLE = Path(__file__).parent / "dist" / "feelin.js"


class Limits(NamedTuple):
    """Setting OTOP_FEEL_LIMITS, a dict with any of these names."""

    memory: int = 32 * 1024 * 1024  # bytes, about 5 MB of them for the interpreter itself
    seconds: float = 1.0  # processor time
    stack: int = 512 * 1024  # bytes
    length: int = 20_000  # characters of one expression
    calendar_calls: int = 50  # different questions to the business calendar in one evaluation


class LimitReached(Exception):
    """The engine stopped an evaluation; `reason` says why, for people. `by_leftovers`: what earlier evaluations had
    left in its memory may be to blame."""

    def __init__(self, reason: str | Promise, *, by_leftovers: bool = False) -> None:
        super().__init__()
        self.reason = reason
        self.by_leftovers = by_leftovers


def limits() -> Limits:
    """The limits in force."""
    return in_force(Limits, "OTOP_FEEL_LIMITS")


class Sandbox:
    """FEEL inside quickjs. Not thread-safe: use `current()`."""

    def __init__(self, bounds: Limits) -> None:
        self.limits = bounds
        context = quickjs.Context()
        context.eval(f"globalThis.feel = (() => {{ {_bundle()}; return feel; }})(); undefined")
        self._doors = {name: context.eval(f"feel.{name}") for name in ("run", "resume", "analyse")}
        # The doors are held here; the global name would only be one thing more to be found from inside.
        context.eval("delete globalThis.feel; Object.preventExtensions(Object.prototype); undefined")
        context.set_memory_limit(bounds.memory)
        context.set_max_stack_size(bounds.stack)
        context.set_time_limit(bounds.seconds)
        self._context = context
        self._is_used = False

    def call(self, door: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Pass a request through a door (`run`, `resume` or `analyse`) as JSON text and read the answer.

        TypeError or ValueError where the request holds what JSON cannot.
        """
        text = _ENCODER.encode(request)
        was_used, self._is_used = self._is_used, True
        try:
            answer = self._doors[door](text)
        except quickjs.JSException as error:
            # After an interruption in the middle of anything nothing inside is to be trusted.
            _threads.sandbox = None
            reason = _reason(error)
            raise LimitReached(reason, by_leftovers=was_used and reason == OUT_OF_MEMORY) from None
        result: dict[str, Any] = _DECODER.decode(answer)
        return result


def current() -> Sandbox:
    """This thread's sandbox."""
    bounds = limits()
    sandbox: Sandbox | None = getattr(_threads, "sandbox", None)
    if sandbox is None or sandbox.limits != bounds:
        sandbox = _threads.sandbox = Sandbox(bounds)
    return sandbox


def in_clean_memory(work: Callable[[], T]) -> T:
    """What `work` gives, tried once more in a new sandbox where others may have used up the memory of the old one."""
    try:
        return work()
    except LimitReached as limit:
        if not limit.by_leftovers:
            raise
    return work()


_threads = threading.local()


def _number(digits: str) -> int | float:
    """JavaScript has doubles only and writes large ones like integers, with digits that mean nothing."""
    number = int(digits)
    return number if abs(number) <= 2**53 else float(digits)


class _Encoder(DjangoJSONEncoder):
    """Numbers as numbers, instants with the offset of China, so that `date(...)` of one is the date there."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Decimal):
            return int(o) if o == o.to_integral_value() else float(o)
        if isinstance(o, datetime) and o.tzinfo is not None:
            return o.astimezone(LOCAL_ZONE).isoformat()
        return super().default(o)


# Making one takes longer than using it.
_ENCODER = _Encoder(allow_nan=False)
_DECODER = json.JSONDecoder(parse_int=_number)


def _reason(error: quickjs.JSException) -> str | Promise:
    if isinstance(error, quickjs.StackOverflow):
        return _("嵌套或递归过深")
    if "interrupted" in str(error):
        return _("计算超时")
    if "out of memory" in str(error) or str(error).startswith(
        "null"
    ):  # without memory for an error, quickjs throws null
        return OUT_OF_MEMORY
    return _("无法计算")


@cache
def _bundle() -> str:
    try:
        return BUNDLE.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "engine/feel/dist/feelin.js is missing: in engine/feel/bundle, run `npm ci --ignore-scripts` and "
            "`npm run build`"
        ) from None
