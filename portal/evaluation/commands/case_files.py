"""Files that people of other rooms add to a case."""

from __future__ import annotations

from collections.abc import Iterable

from documents.models import StoredFile
from portal.accounts.models import User
from portal.evaluation.models import Application


def hand_over(files: Iterable[StoredFile], *, application: Application, by: User) -> None:
    """What a keeper, an agency or an expert uploaded becomes readable by those who evaluate the enterprise."""
    ids = [file.pk for file in files]
    StoredFile.objects.filter(pk__in=ids, owner=f"user:{by.username}").update(owner=application.enterprise.group)
