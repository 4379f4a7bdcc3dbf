"""Celery's side of supervision."""

from celery import shared_task

from portal.supervision import freezing


@shared_task(name="portal.supervision.tasks.look_again_at_the_frozen", ignore_result=True)
def look_again_at_the_frozen() -> None:
    freezing.look_again_at_the_frozen()
