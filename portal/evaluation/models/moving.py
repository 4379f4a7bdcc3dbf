"""Rows that go from one status to the next."""

from __future__ import annotations

from typing import Any

from django.db import models


class Moving(models.Model):
    """A model with a `status`."""

    class Meta:
        abstract = True

    def move(self, status: str, **fields: Any) -> None:
        """Take a new status, and other fields with it, in one update."""
        changed = {"status": status, **fields}
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=list(changed))
