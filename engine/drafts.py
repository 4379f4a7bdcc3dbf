"""Managers' unpublished changes of a diagram: saved, discarded and published under one lock, never over each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.bpmn import read, xml
from engine.deployments import Outcome, one_at_a_time, publish
from engine.errors import EngineError
from engine.models import Draft, ProcessDefinition


class DraftConflict(EngineError):
    """The draft is no longer the one that the person saw. `current`: the ETag it has now (empty: there is none) and
    the newest version of the process (0: none)."""

    message = _("草稿已被别人更新、发布或放弃")
    code = "draft-conflict"

    def __init__(self, key: str, draft: Draft | None, **params: object) -> None:
        super().__init__(**params)
        newest = ProcessDefinition.objects.newest(key)
        self.current = {"etag": draft.etag if draft else "", "version": newest.version if newest else 0}


class DraftOutdated(DraftConflict):
    """Another version was published since the draft was begun; publishing it would undo that one unseen."""

    message = _("别人已发布第 %(version)d 版，这份草稿是从更早的版本改的")
    code = "draft-outdated"


def save_draft(
    key: str,
    source: bytes,
    *,
    etag: str,
    by: Any,
    base: int | None = None,
    forms: Mapping[str, str] | None = None,
) -> Draft:
    """Keep `source`, and `forms` that come with it (schemas by id), as the draft of `key`.

    `etag` is that of the draft which the change began from, empty when there was none; `base` the version, 0 when there
    was none, None for the newest. A draft may still have faults that the gate would refuse, but it must be XML.
    """
    read(source)
    source = xml.as_utf8(source)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(key=key).first()
        # What is there already may come again: its first answer may have been lost.
        if (draft.etag if draft else "") not in (etag, _etag(source, dict(forms or {}))):
            raise DraftConflict(key, draft)
        if draft is None:
            return _create(key, source, by, base, dict(forms or {}))
        if base is not None:
            draft.base = _version(key, base)
        draft.source, draft.forms = source, dict(forms or {})
        draft.etag, draft.updated_by, draft.updated_at = _etag(source, draft.forms), by, clock.now()
        draft.save()
        return draft


def discard_draft(key: str, *, etag: str) -> None:
    """Throw the draft away, if it is still the one that the person saw."""
    with transaction.atomic():
        _expect(key, etag).delete()


def deploy_draft(key: str, *, etag: str, by: Any, note: str = "") -> Outcome:
    """Publish the draft and discard it; DeploymentRefused keeps it."""
    with transaction.atomic():
        one_at_a_time()
        draft = _expect(key, etag)
        newest = ProcessDefinition.objects.newest(key)
        # A version that only took up a new form or table has the same text.
        if newest is not None and (draft.base is None or draft.base.digest != newest.digest):
            raise DraftOutdated(key, draft, version=newest.version)
        outcome = publish(files_of(key, bytes(draft.source), draft.forms), by=by, note=note, process=key)
        draft.delete()
        return outcome


def name_of(draft: Draft) -> str:
    """The name of the process in the draft."""
    return read(bytes(draft.source)).name or draft.key


def files_of(key: str, source: bytes, forms: Mapping[str, str]) -> dict[str, bytes]:
    """What is checked and published of a draft: the diagram, and those of its forms that it uses."""
    files = {f"{key}.bpmn": source}
    if forms:
        used = {node.settings.form for node in read(source).of_kind("userTask")}
        files |= {f"{form}.form.json": schema.encode() for form, schema in forms.items() if form in used}
    return files


def _create(key: str, source: bytes, by: Any, base: int | None, forms: dict[str, str]) -> Draft:
    try:
        with transaction.atomic():
            return Draft.objects.create(
                key=key,
                base=_version(key, base),
                source=source,
                forms=forms,
                etag=_etag(source, forms),
                updated_by=by,
                updated_at=clock.now(),
            )
    except IntegrityError:  # two people began at the same moment
        raise DraftConflict(key, Draft.objects.filter(key=key).first()) from None


def _version(key: str, version: int | None) -> ProcessDefinition | None:
    if version is None:
        return ProcessDefinition.objects.newest(key)
    return ProcessDefinition.objects.filter(key=key, version=version).first()


def _expect(key: str, etag: str) -> Draft:
    draft = Draft.objects.select_for_update(of=("self",)).select_related("base").filter(key=key).first()
    if draft is None or draft.etag != etag:
        raise DraftConflict(key, draft)
    return draft


def _etag(source: bytes, forms: Mapping[str, str]) -> str:
    return hashlib.sha256(source + json.dumps(forms, sort_keys=True).encode()).hexdigest()
