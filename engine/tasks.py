"""Celery's side of the engine: thin shims, found by `autodiscover_tasks`."""

from __future__ import annotations

from celery import shared_task

from engine import jobs, runtime


@shared_task(name="engine.tasks.run_job", acks_late=True, ignore_result=True)
def run_job(job_id: str) -> None:
    """A nudge; running a job that is done already changes nothing."""
    jobs.run_job(job_id)


@shared_task(name="engine.tasks.sweep", ignore_result=True, soft_time_limit=90, time_limit=120)
def sweep() -> int:
    """Every few seconds; a single job that runs into the soft limit counts as failed."""
    return jobs.sweep()


@shared_task(name="engine.tasks.look_at_everybody", ignore_result=True)
def look_at_everybody() -> int:
    """Now and then; finds tasks whose holder may not have them any more, though nobody said so."""
    return runtime.look_at_everybody()
