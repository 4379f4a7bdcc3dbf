"""Answers to the registration form, which is filled in before there is a task: validated on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from documents.models import StoredFile
from engine import clock, feel
from engine.errors import AnswersRefused
from engine.models import FormDefinition
from forms.schema import FormSchema, load
from forms.validation import AnswersInvalid, validate
from portal.registry.files import usable_by


def clean(form: FormDefinition, answers: Mapping[str, Any], *, user: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """What one version of a form lets through; `data` is what it was shown with."""

    def files(ids: Sequence[str]) -> Mapping[str, StoredFile]:
        found = usable_by(user).filter(pk__in=[identifier for identifier in ids if _is_uuid(identifier)])
        return {str(file.pk): file for file in found}

    try:
        return validate(
            _read(bytes(form.source)), answers, evaluate=feel.evaluate, files=files, data=data, now=clock.now()
        )
    except AnswersInvalid as invalid:
        raise AnswersRefused(invalid.errors) from None


@lru_cache(maxsize=128)
def _read(source: bytes) -> FormSchema:
    """Versions of forms never change."""
    return load(source.decode())


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
