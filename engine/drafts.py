"""Managers' unpublished changes of a diagram, guarded against overwriting each other."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.deployments import Outcome, publish
from engine.errors import EngineError
from engine.gate import xml
from engine.models import Draft, ProcessDefinition


class DraftConflict(EngineError):
    """Somebody else saved or discarded the draft meanwhile; expected the ETag of the draft as it is now."""

    message = _("草稿已被他人修改，请重新载入后再保存")
    code = "draft-conflict"


class DraftNotFound(EngineError):
    message = _("没有流程“%(key)s”的草稿")
    code = "draft-not-found"


def save_draft(key: str, source: bytes, *, etag: str, by: Any) -> Draft:
    """Keep `source` as the draft of `key`.

    `etag` is that of the draft which the change began from, empty when there was none. A draft may still have
    faults that the gate would refuse, but it must be XML.
    """
    xml.parse(source)
    source = xml.as_utf8(source)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(key=key).first()
        if etag != (draft.etag if draft else ""):
            raise DraftConflict
        if draft is None:
            return _create(key, source, by)
        draft.source, draft.etag, draft.updated_by, draft.updated_at = source, _etag(source), by, clock.now()
        draft.save()
        return draft


def discard_draft(key: str, *, etag: str) -> None:
    """Throw the draft away, if it is still the one that the person saw."""
    with transaction.atomic():
        _expect(key, etag).delete()


def deploy_draft(key: str, *, etag: str, by: Any, note: str = "") -> Outcome:
    """Deploy the draft and discard it; DeploymentRefused keeps it."""
    with transaction.atomic():
        draft = _expect(key, etag)
        outcome = publish({f"{key}.bpmn": bytes(draft.source)}, by=by, note=note)
        draft.delete()
        return outcome


def _create(key: str, source: bytes, by: Any) -> Draft:
    base = ProcessDefinition.objects.newest(key)
    try:
        with transaction.atomic():
            return Draft.objects.create(
                key=key, base=base, source=source, etag=_etag(source), updated_by=by, updated_at=clock.now()
            )
    except IntegrityError:  # two people began at the same moment
        raise DraftConflict from None


def _expect(key: str, etag: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(key=key).first()
    if draft is None:
        raise DraftNotFound(key=key)
    if draft.etag != etag:
        raise DraftConflict
    return draft


def _etag(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()
