from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, TextField, Value

from engine.models import ProcessInstance


class _Signs(Func):
    """Every sign of a text and every pair of neighbours: what the index knows it by. The database's own function, made
    by a migration; most words of Chinese are two signs, too short for indexes of three."""

    function = "registry_signs"


class _Holds(Func):
    template, arg_joiner = "(%(expressions)s)", " @> "
    output_field = BooleanField()


class CaseTextQuerySet(models.QuerySet):
    def holding(self, word: str) -> CaseTextQuerySet:
        """Lines with this word anywhere in them; one that is written as `registry.search` writes them."""
        pairs = [word[at : at + 2] for at in range(len(word) - 1)] or [word]
        known = Value(pairs, output_field=ArrayField(TextField()))
        return self.filter(_Holds(_Signs(F("text")), known), text__contains=word)


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

    objects = CaseTextQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
