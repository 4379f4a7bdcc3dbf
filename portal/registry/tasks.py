"""Celery's side of the registry."""

from celery import shared_task

from portal.registry import certifications


@shared_task(name="portal.registry.tasks.remind_of_certifications", ignore_result=True)
def remind_of_certifications() -> None:
    certifications.remind()
