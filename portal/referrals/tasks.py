"""Celery's side of referrals."""

from celery import shared_task

from portal.referrals import commands


@shared_task(name="portal.referrals.tasks.wait_for_those_named_before", ignore_result=True)
def wait_for_those_named_before() -> None:
    commands.wait_for_those_named_before()
