"""A part of the platform that is started again whenever it ends, without an end of patience."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.services.child import Child

# Seconds before trying again: at once, then ever longer, until it has been well for a while.
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 10.0, 10.0


@dataclass
class Kept:
    """`well` asks a running child whether it answers; `in_the_way` ends what a dead one left and says what
    keeps a new one from starting. Both are quick: one loop looks after all parts."""

    child: Child
    answers: Callable[[], bool]
    in_the_way: Callable[[], str]
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self.is_well = False
        self.deaths = 0
        self.born = 0.0
        self._since: float | None = None  # it is well
        self._died: float | None = None  # and was not well since
        self._noticed = True  # nothing has died yet
        self._pause = 0.0
        self._next_try = 0.0
        self._told = ""

    @property
    def name(self) -> str:
        return self.child.name

    def start(self) -> None:
        self.born = time.monotonic()
        self._noticed = False
        self.child.start()

    def look(self) -> None:
        """One turn of the loop: notice a death, clear up, start again when its time has come."""
        if self.child.running:
            self._look_at_the_living()
            return
        if not self._noticed:
            self._notice_death()
        obstacle = "what it had started is still ending" if self.child.end_group() else self.in_the_way()
        if obstacle:
            self._tell_once(f"{self.name} cannot start yet: {obstacle}")
        elif time.monotonic() >= self._next_try:
            self._pause = min(LONGEST_PAUSE, self._pause * 2 or FIRST_PAUSE)
            self.start()

    def _look_at_the_living(self) -> None:
        now = time.monotonic()
        if not self.is_well:
            if not self.answers():
                return
            self.is_well, self._since, self._told = True, now, ""
            if self._died is not None:
                self.say(f"{self.name} is well again, after {now - self._died:.0f} s.")
                self._died = None
        if self._since is not None and now - self._since > STEADY:
            self._pause = 0.0

    def _notice_death(self) -> None:
        now = time.monotonic()
        self._noticed, self.is_well, self._since = True, False, None
        self.deaths += 1
        self._died = self._died or now
        self._next_try = now + self._pause
        when = f"in {self._pause:.0f} s" if self._pause >= 1 else "at once"
        words = self.child.last_words(3)
        self.say(
            f"!! {self.name} ended unexpectedly ({_how(self.child.exit_code)}) and is started again {when}."
            f" See {self.child.log}" + (f"\n{words}" if words else "")
        )

    def _tell_once(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self.say(f"!! {sentence}")


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"
