"""Tables of the two yardsticks; made by `migrate --run-syncdb`."""

from __future__ import annotations

from django.db import models


class NaiveInstance(models.Model):  # noqa: DJ008
    state = models.TextField()


class EmptyInstance(models.Model):  # noqa: DJ008
    steps = models.IntegerField(default=0)


class EmptyEvent(models.Model):  # noqa: DJ008
    instance = models.ForeignKey(EmptyInstance, on_delete=models.CASCADE)
    data = models.JSONField()
