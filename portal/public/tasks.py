"""Celery's side of the public pages."""

from celery import shared_task

from portal.public import listing


@shared_task(name="portal.public.tasks.catch_up", ignore_result=True)
def catch_up() -> None:
    """What a process that died did not come to, and what no change but the day brings."""
    listing.catch_up()
    listing.follow_the_day()
