from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Self

from engine import clock


class Clock:
    """Holds the engine's clock still, from the first `set` to the end of the test."""

    def __init__(self) -> None:
        self._held = ExitStack()

    def set(self, instant: datetime) -> datetime:
        self._held.close()
        return self._held.enter_context(clock.at(instant))

    def advance(self, **by: float) -> datetime:
        """Move on, in the words of `timedelta`: `advance(days=2, hours=1)`."""
        return self.set(clock.now() + timedelta(**by))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()
