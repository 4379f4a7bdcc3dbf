"""Ctrl-C, SIGTERM and a closed terminal all mean: stop in order."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from portal.services.child import STOPPING, end_with_parent


class StopRequested(BaseException):
    """Somebody asked us to stop. No Exception, so that nothing swallows it."""


def _request_stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: an impatient second Ctrl-C must not interrupt the orderly end.
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise StopRequested


@contextmanager
def stop_on_request() -> Iterator[None]:
    """Inside, a request to stop raises ``StopRequested`` once; here it ends quietly."""
    for each in STOPPING:
        # nohup asks us to outlive the terminal. Ctrl-C counts even where a script started us behind it.
        if each is signal.SIGHUP and signal.getsignal(each) is signal.SIG_IGN:
            continue
        signal.signal(each, _request_stop)
    if "MAKELEVEL" in os.environ:
        end_with_parent()
    try:
        yield
    except StopRequested:
        pass
