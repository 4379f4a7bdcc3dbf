"""Celery's side of the engine: thin shims, found by `autodiscover_tasks`, and its processes' signs of life."""

from __future__ import annotations

from typing import Any

from celery import shared_task, signals

from engine import jobs, runtime
from engine.changes import publishing, replaying
from engine.jobs.heartbeats import give_sign
from engine.models import Heartbeat, ReplayedCase
from engine.outages import left_to_the_next_sweep
from engine.queue import hint
from engine.runtime.nudges import RUN_JOB, SWEEP

# Seconds after which a job that is still at work counts as failed; the settings' limit ends its process.
LONGEST = 240


@shared_task(name=RUN_JOB, ignore_result=True, soft_time_limit=LONGEST)
def run_job(job_id: str) -> None:
    """A nudge; running a job that is done already changes nothing."""
    with left_to_the_next_sweep("jobs"):
        jobs.run_job(job_id)


@shared_task(name=SWEEP, ignore_result=True, soft_time_limit=LONGEST)
def sweep() -> None:
    """Every few seconds, and again at once while there is more to do than one sweep does."""
    with left_to_the_next_sweep("jobs"):
        jobs.sweep()


@shared_task(name="engine.tasks.publish_due", ignore_result=True, soft_time_limit=LONGEST)
def publish_due() -> None:
    """Every half minute: approved changes whose time has come, and replays that a worker left."""
    with left_to_the_next_sweep("changes"):
        publishing.publish_due()
        if ReplayedCase.objects.filter(outcome=ReplayedCase.Outcome.WAITING).exists():
            hint(replaying.REPLAY)


@shared_task(name=replaying.REPLAY, ignore_result=True, soft_time_limit=LONGEST)
def replay(_run: int | None = None) -> None:
    """Cases of the past on the texts of changes; goes on in another task, so that others get their turn."""
    with left_to_the_next_sweep("replays"):
        if replaying.go_on():
            hint(replaying.REPLAY)


@shared_task(name="engine.tasks.look_at_everybody", ignore_result=True)
def look_at_everybody() -> None:
    """Now and then; finds tasks whose holder may not have them any more, though nobody said so."""
    with left_to_the_next_sweep("jobs"):
        runtime.look_at_everybody()


@signals.heartbeat_sent.connect
def _worker_lives(**_kwargs: Any) -> None:
    give_sign(Heartbeat.Part.WORKER)


@signals.beat_init.connect
def _beat_begins(**_kwargs: Any) -> None:
    signals.before_task_publish.connect(_beat_lives, sender=SWEEP)


def _beat_lives(**_kwargs: Any) -> None:
    give_sign(Heartbeat.Part.BEAT)
