"""Celery's side of upkeep."""

from celery import shared_task

from portal.upkeep.commands import terms


@shared_task(name="portal.upkeep.tasks.catch_up", ignore_result=True)
def catch_up() -> None:
    terms.catch_up()
