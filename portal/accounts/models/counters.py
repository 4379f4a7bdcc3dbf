"""What `portal.accounts.limits` counts."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """How often something was tried in a window of time; the key is a digest, so no address is kept."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    closes_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.closes_at}"
