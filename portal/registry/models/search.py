from __future__ import annotations

from django.db import models

from engine.models import ProcessInstance


class CaseText(models.Model):
    """Everything that a case is found by, in one line; kept by `registry.search`."""

    case = models.OneToOneField(
        ProcessInstance,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="searchable",
        help_text="the outermost",
    )
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
