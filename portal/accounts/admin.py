"""What Django's administration must not offer: the engine's own clockwork, and the groups that are the roles."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django_celery_beat import models as beat
from django_celery_beat.admin import PeriodicTaskAdmin

# Importing their administration registers it; it is not registered a second time afterwards.
__all__ = ["GroupAdmin", "PeriodicTaskAdmin"]

admin.site.unregister(
    [
        Group,
        beat.ClockedSchedule,
        beat.CrontabSchedule,
        beat.IntervalSchedule,
        beat.PeriodicTask,
        beat.SolarSchedule,
    ]
)
