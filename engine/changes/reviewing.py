"""Deciding: handed in, taken back, sent back, approved by somebody who wrote nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import clock
from engine.changes import proving, publishing, replaying
from engine.changes.contents import Contents
from engine.changes.editing import Kind, Status, locked, told
from engine.errors import (
    ApprovedOtherTexts,
    ChangeReasonMissing,
    FourEyes,
    PublishingTimePast,
    ReasonMissing,
)
from engine.models import Change, ChangeEvent


def submit(change_id: int, *, digest: str, by: Any) -> Change:
    """Handed in as it is: nobody writes to it until it is decided. What the check refuses is not handed in.

    `digest`: of what the person saw. ChangeReasonMissing, ChangeEmpty, ChangeOutdated, CheckFailed.
    """
    with locked(change_id, Status.OPEN) as change:
        if not change.reason.strip():
            raise ChangeReasonMissing
        contents = _as_seen(change, digest)
        proving.checked(change, contents, publishing.ready(contents), by=by)
        change.status = Status.SUBMITTED
        change.save(update_fields=["status"])
        change.authors.add(by)
        told(change, Kind.SUBMITTED, by=by, digest=digest, comment=change.reason)
        return change


def recall(change_id: int, *, by: Any) -> Change:
    """To go on writing; an approval is void with it."""
    with locked(change_id, Status.SUBMITTED, Status.APPROVED) as change:
        return _opened(change, Kind.RECALLED, by=by)


def send_back(change_id: int, *, comment: str, by: Any) -> Change:
    if not comment.strip():
        raise ReasonMissing
    with locked(change_id, Status.SUBMITTED) as change:
        _second_person(change, by)
        return _opened(change, Kind.SENT_BACK, by=by, comment=comment)


def approve(change_id: int, *, digest: str, by: Any, comment: str = "", publish_at: datetime | None = None) -> Change:
    """Published at once, or at `publish_at`. `digest`: of what the reviewer saw.

    FourEyes where the person wrote a part of it; ApprovedOtherTexts; ReplayRunning; OutcomesNotAccepted;
    PublishingTimePast; and whatever publishing says.
    """
    if publish_at is not None and publish_at <= clock.now():
        raise PublishingTimePast
    with publishing.alone(), locked(change_id, Status.SUBMITTED) as change:
        _second_person(change, by)
        contents = _as_seen(change, digest)
        replaying.settled(change, digest)
        found = publishing.ready(contents)
        change.status, change.publish_at = Status.APPROVED, publish_at
        change.save(update_fields=["status", "publish_at"])
        told(change, Kind.APPROVED, by=by, digest=digest, comment=comment)
        if publish_at is None:
            publishing.publish(change, contents, found)
        return change


def may_approve(change: Change, user: Any) -> bool:
    """Whether the person is none of its authors."""
    return not change.authors.filter(pk=user.pk).exists()


def _second_person(change: Change, by: Any) -> None:
    if not may_approve(change, by):
        raise FourEyes


def _as_seen(change: Change, digest: str) -> Contents:
    contents = Contents(change)
    if contents.digest != digest:
        raise ApprovedOtherTexts
    return contents


def _opened(change: Change, kind: ChangeEvent.Kind, *, by: Any, comment: str = "") -> Change:
    change.status, change.publish_at = Status.OPEN, None
    change.save(update_fields=["status", "publish_at"])
    told(change, kind, by=by, comment=comment)
    return change
