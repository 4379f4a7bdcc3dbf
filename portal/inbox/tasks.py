"""Celery's side of the inbox."""

from celery import shared_task

from portal.inbox import offers


@shared_task(name="portal.inbox.tasks.tell_of_offers", ignore_result=True)
def tell_of_offers() -> None:
    offers.tell_of_offers()
