from __future__ import annotations

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import BooleanField, F, Func, TextField, Value

from engine.models import ProcessInstance
from engine.models.statements.running import rows


class _Signs(Func):
    """Every sign of a text, every pair of neighbours and, of letters and digits, every four: what the index knows it
    by. The database's own function, made by a migration. Most words of Chinese are two signs, too short for indexes
    of three; a pair of digits says nothing."""

    function = "registry_signs"


class _Holds(Func):
    template, arg_joiner = "(%(expressions)s)", " @> "
    output_field = BooleanField()


# A list is gone through until a page is full: the sooner, the more frequent a word is. Where it is in so many of all
# cases that looking these up would cost the same, a sample tells, and nothing is looked up. No more are, either.
_FEW = """
WITH size AS (SELECT greatest(reltuples, 100) AS lines FROM pg_class WHERE oid = 'registry_casetext'::regclass)
SELECT CASE WHEN (
         SELECT avg((text LIKE ALL (%(texts)s::text[]))::int)
           FROM registry_casetext TABLESAMPLE SYSTEM (least(100, 200000 / (SELECT lines FROM size))) REPEATABLE (1)
       ) > 5 / sqrt(lines) THEN NULL ELSE (
         SELECT CASE WHEN count(*) <= 5 * sqrt(lines) THEN coalesce(array_agg(case_id), '{}') END
           FROM (SELECT case_id FROM registry_casetext
                  WHERE registry_signs(text) @> %(signs)s::text[] AND text LIKE ALL (%(texts)s::text[])
                  LIMIT (SELECT 1 + 5 * sqrt(lines) FROM size)) found
       ) END
  FROM size
"""


class LineQuerySet(models.QuerySet):
    """Of a model with a `text` that is one line of words, and an index of its signs."""

    def holding(self, word: str) -> Self:
        """Lines with this word anywhere in them; one that is written as `registry.search` writes them."""
        known = Value(_signs(word), output_field=ArrayField(TextField()))
        return self.filter(_Holds(_Signs(F("text")), known), text__contains=word)


class CaseTextQuerySet(LineQuerySet):
    def few_holding(self, words: Sequence[str]) -> list[UUID] | None:
        """The cases whose line holds each of these words; None where they are too many."""
        signs = sorted({sign for word in words for sign in _signs(word)})
        texts = [f"%{connection.ops.prep_for_like_query(word)}%" for word in words]
        [(found,)] = rows(_FEW, {"signs": signs, "texts": texts})
        return found


def _signs(word: str) -> list[str]:
    """Those of the index that a word has: fours of letters and digits, else pairs."""
    fours = {at: word[at : at + 4] for at in range(len(word) - 3) if word[at : at + 4].isascii()}
    pairs = [word[at : at + 2] for at in range(len(word) - 1) if not fours.keys() & {at, at - 1, at - 2}]
    return [*fours.values(), *pairs] or [word]


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
