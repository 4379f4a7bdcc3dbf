"""Publishing what was approved, as one deployment, at once or at its time; taking it back by a change of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import budget, clock
from engine.changes import editing
from engine.changes.contents import Contents, Name
from engine.changes.editing import Kind, Status, locked, told
from engine.deployments import DeploymentRefused, Outcome, check, made_of, one_at_a_time
from engine.deployments import publish as deploy
from engine.errors import (
    ApprovedOtherTexts,
    ChangedAgainSince,
    ChangeEmpty,
    ChangeNeeded,
    ChangeOutdated,
    EngineError,
    MigrationUnderWay,
    NothingToReverse,
)
from engine.gate.files import limits
from engine.gate.findings import Finding, has_errors
from engine.models import Batch as CaseBatch
from engine.models import BatchItem, Change, ProcessDefinition, Revision
from engine.models.definitions import Definition
from engine.versions import Batch

logger = logging.getLogger(__name__)


class CheckFailed(DeploymentRefused):
    """The gate found errors in a change: `findings`."""

    message = gettext_lazy("检查没有通过")
    code = "check-failed"


@contextmanager
def alone() -> Iterator[None]:
    """One transaction in which nobody else publishes; before the change's own lock."""
    with transaction.atomic():
        one_at_a_time()
        yield


def findings(contents: Contents) -> list[Finding]:
    """What the check says of the whole set."""
    with budget.within(limits().seconds):
        return check(contents.files, keys=_keys(contents))


def ready(contents: Contents) -> list[Finding]:
    """What the check says where nothing stands in its way. ChangeEmpty, ChangeOutdated, CheckFailed."""
    if not contents.changed:
        raise ChangeEmpty
    if contents.outdated:
        raise ChangeOutdated(contents.outdated)
    found = findings(contents)
    if has_errors(found):
        raise CheckFailed(found)
    return found


def publish(change: Change, contents: Contents, found: list[Finding]) -> Outcome:
    """Versions of all its files, which are `ready`; the caller holds `alone` and the change, which is approved."""
    _no_migration(contents)
    note = _("变更单 %(number)d：%(title)s") % {"number": change.pk, "title": change.title}
    outcome = made_of(contents.changed, found, Batch(by=change.created_by, note=note[:500]))
    change.status, change.deployment = Status.PUBLISHED, outcome.deployment
    change.save(update_fields=["status", "deployment"])
    told(change, Kind.PUBLISHED, by=None, digest=contents.digest)
    if change.reverses is not None:
        change.reverses.status = Status.REVERSED
        change.reverses.save(update_fields=["status"])
        told(change.reverses, Kind.REVERSED, by=change.created_by, comment=change.reason)
    return outcome


def deploy_directly(files: Mapping[str, bytes], *, by: Any, note: str = "") -> Outcome:
    """Without a second person: what is the scheme's own is not changed so. ChangeNeeded."""
    with alone():
        outcome = deploy(files, by=by, note=note)
        if governed := [made.name for made in outcome.new if _is_governed(made)]:
            raise ChangeNeeded(names="、".join(governed))
        return outcome


def _is_governed(made: Definition) -> bool:
    """Whether an earlier version came with the product, or by a change."""
    earlier = type(made).objects.filter(key=made.key, version__lt=made.version)
    return bool(earlier.filter(Q(is_shipped=True) | Q(deployment__change__isnull=False)).exists())


def publish_due() -> None:
    """Those whose time has come, each in a transaction of its own; one that cannot be published is to be looked at
    again, and history says why."""
    due = Change.objects.filter(status=Status.APPROVED, publish_at__lte=clock.now()).order_by("publish_at")
    for change_id in due.values_list("pk", flat=True):
        try:
            with alone(), locked(change_id, Status.APPROVED) as change:
                contents = Contents(change)
                if contents.digest != _approved(change):
                    raise ApprovedOtherTexts
                publish(change, contents, ready(contents))
        except MigrationUnderWay:
            continue  # at the next sweep
        except EngineError as refused:
            logger.warning("Change %d was not published at its time: %s", change_id, refused)
            _not_published(change_id, str(refused))


def reverse(change_id: int, *, reason: str, by: Any) -> Change:
    """A change that brings back what there was before, to be approved like any other. What was new stays.

    NothingToReverse; ChangedAgainSince where a later version stands on it.
    """
    with alone(), locked(change_id, Status.PUBLISHED) as change:
        contents = Contents(change)
        former = {file: text for file, one in contents.revisions.items() if (text := _former(file, one)) is not None}
        if not former:
            raise NothingToReverse
        later = [file for file in former if file in contents.changed]
        if later:
            raise ChangedAgainSince(files="、".join(later))
        title = _("撤回：%(title)s") % {"title": change.title}
        made = editing.begin(title[:200], by=by, reason=reason)
        made.reverses = change
        made.save(update_fields=["reverses"])
        editing.copied(made, former, by=by)
        return made


def _former(file: str, revision: Revision) -> bytes | None:
    name = Name.of(file)
    before = name.at(revision.base_version) if name else None
    return bytes(before.source) if before and before.digest != revision.digest else None


def _approved(change: Change) -> str:
    event = change.events.filter(kind=Kind.APPROVED).last()
    return event.digest if event else ""


def _not_published(change_id: int, sentence: str) -> None:
    with locked(change_id, Status.APPROVED) as change:
        change.status, change.publish_at = Status.SUBMITTED, None
        change.save(update_fields=["status", "publish_at"])
        told(change, Kind.NOT_PUBLISHED, by=None, comment=sentence)


def _no_migration(contents: Contents) -> None:
    keys = {name.key for file in contents.files if (name := Name.of(file)) and name.kind == "process"}
    moving = BatchItem.objects.filter(
        batch__kind=CaseBatch.Kind.MIGRATE,
        batch__stopped_at=None,
        status=BatchItem.Status.WAITING,
        instance__process_key__in=keys,
    )
    if (key := moving.values_list("instance__process_key", flat=True).first()) is not None:
        process = ProcessDefinition.objects.newest(key)
        raise MigrationUnderWay(process=process.name if process else key)


def _keys(contents: Contents) -> dict[str, str]:
    return {file: name.key for file in contents.files if (name := Name.of(file))}
