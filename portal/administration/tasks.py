"""Celery's side of the administration."""

from celery import shared_task

from portal.administration import calendar_end


@shared_task(name="portal.administration.tasks.remind_of_the_calendar", ignore_result=True)
def remind_of_the_calendar() -> None:
    calendar_end.remind()
