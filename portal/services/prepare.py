"""What the demo does to its database before anybody comes: one process, so that Django is loaded once.

Says each step on standard output; what the commands themselves print goes to standard error, the log.
"""

import sys
import traceback
from contextlib import redirect_stdout
from typing import Any

import django
from django.core.management import call_command

from engine.outages import is_outage
from portal.services.terminal import progress, say

OUTAGE = 75  # exit code: a service was away, so the same again may succeed


def _beside_the_log(done: int, total: int, what: str) -> None:
    with redirect_stdout(sys.__stdout__):
        progress(done, total, what)


STEPS: tuple[tuple[str, list[str], dict[str, Any]], ...] = (
    ("Bringing the database up to date", ["migrate", "--no-input"], {}),
    ("Deploying the processes in bpmn/", ["deploy", "bpmn"], {}),
    ("Loading the demo cases", ["load_demo"], {"progress": _beside_the_log}),
)


def main() -> int:
    try:
        django.setup()
        for what, command, options in STEPS:
            say(what)
            with redirect_stdout(sys.stderr):
                call_command(*command, **options)
    except Exception as error:
        traceback.print_exc()
        return OUTAGE if is_outage(error) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
