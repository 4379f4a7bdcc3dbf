"""The product's own worker, arranged by the environment of a test.

TEST_HALT_IN: a topic whose job is halted when its handler has done everything and nothing is committed yet.
TEST_HALTED: the file that says so, with the id of the job.
"""

import os
import time
from pathlib import Path

import django

django.setup()

from engine.registry import Handler, JobContext, Variables, handlers  # noqa: E402
from portal.celery import app  # noqa: E402

__all__ = ["app"]


def halted(handler: Handler, *, sign: Path) -> Handler:
    def halt(job: JobContext) -> Variables | None:
        handler(job)
        draft = sign.with_suffix(".draft")
        draft.write_text(str(job.id))
        draft.rename(sign)
        time.sleep(300)
        raise AssertionError("Nobody has killed this worker")

    return halt


if topic := os.environ.get("TEST_HALT_IN"):
    handlers[topic] = halted(handlers[topic], sign=Path(os.environ["TEST_HALTED"]))
