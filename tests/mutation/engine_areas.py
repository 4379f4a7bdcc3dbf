"""The engine."""

from __future__ import annotations

from typing import Final

from tests.mutation.area import ENGINE, Area

AREAS: Final = (
    Area(
        "runtime",
        ENGINE,
        ("engine/runtime/*.py", "engine/models/rights.py"),
        (
            "tests/engine/runtime",
            "tests/engine/jobs/test_messages.py",
            "tests/engine/jobs/test_sent_again.py",
            "tests/engine/jobs/test_called_processes.py",
            "tests/engine/api/test_simulations.py",
            "tests/engine/api/test_batches.py",
        ),
    ),
    Area(
        "spiff",
        ENGINE,
        ("engine/spiff/*.py",),
        (
            "tests/engine/spiff",
            "tests/engine/runtime/test_incidents.py",
            "tests/engine/runtime/test_limits.py",
            "tests/engine/runtime/test_limits_behind_jobs.py",
            "tests/engine/runtime/test_due_dates.py",
            "tests/engine/jobs/test_catching_up.py",
        ),
    ),
    Area(
        "history",
        ENGINE,
        ("engine/history/*.py",),
        (
            "tests/engine/history",
            "tests/engine/simulation/test_replay.py",
            "tests/engine/jobs/test_complete_history.py",
            "tests/engine/runtime/test_batches.py",
            "tests/engine/api/test_past.py",
        ),
    ),
    Area(
        "simulation",
        ENGINE,
        ("engine/simulation/*.py",),
        (
            "tests/engine/simulation",
            "tests/engine/gate/test_simulated.py",
            "tests/engine/gate/test_guesses.py",
            "tests/engine/api/test_simulations.py",
        ),
    ),
    Area(
        "jobs",
        ENGINE,
        ("engine/jobs/*.py",),
        (
            "tests/engine/jobs",
            "tests/engine/runtime/test_suspension.py",
            "tests/engine/runtime/test_handing_out.py",
            "tests/engine/runtime/test_batches.py",
            "tests/portal/test_outages.py::test_jobs_that_nobody_does_are_counted",
        ),
    ),
    Area("dmn", ENGINE, ("engine/dmn/*.py",), ("tests/engine/dmn", "tests/engine/runtime/test_expressions.py")),
)
