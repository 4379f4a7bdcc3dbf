"""Writing: a change begins, its files get texts, and an earlier text comes back as the newest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engine.bpmn import read, xml
from engine.changes import contents
from engine.changes.contents import Contents, Name
from engine.errors import (
    ChangeFileNotFound,
    ChangeFileRefused,
    ChangeInAnotherState,
    ChangeNotFound,
    EngineError,
    FileChanged,
    NothingDeployed,
    RevisionNotFound,
)
from engine.gate import files as arriving
from engine.models import Change, ChangeEvent, Revision

Status, Kind = Change.Status, ChangeEvent.Kind


@contextmanager
def locked(change_id: int, *states: Change.Status) -> Iterator[Change]:
    """The change, in a transaction that nobody else decides about it or writes to it in.

    ChangeNotFound; ChangeInAnotherState where it is in none of `states`.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update(of=("self",)).filter(pk=change_id).first()
        if change is None:
            raise ChangeNotFound
        if states and change.status not in states:
            raise ChangeInAnotherState(status=change.get_status_display())
        yield change


def told(change: Change, kind: ChangeEvent.Kind, *, by: Any, digest: str = "", comment: str = "") -> None:
    ChangeEvent.objects.create(change=change, kind=kind, by=by, digest=digest, comment=comment)


def begin(title: str, *, by: Any, reason: str = "") -> Change:
    with transaction.atomic():
        change = Change.objects.create(title=title, reason=reason, created_by=by)
        change.authors.add(by)
        told(change, Kind.BEGUN, by=by)
        return change


def describe(change_id: int, *, title: str, reason: str, by: Any) -> Change:
    with locked(change_id, Status.OPEN) as change:
        change.title, change.reason = title, reason
        change.save(update_fields=["title", "reason"])
        change.authors.add(by)
        return change


def discard(change_id: int, *, by: Any) -> Change:
    """Nothing of it is published; its texts stay to be read."""
    with locked(change_id, Status.OPEN) as change:
        change.status = Status.DISCARDED
        change.save(update_fields=["status"])
        told(change, Kind.DISCARDED, by=by)
        return change


def take_up(change_id: int, file: str, *, by: Any) -> Revision:
    """The text in use becomes a file of the change; what is one already stays as it is."""
    deployed = _name(file).deployed
    if deployed is None:
        raise NothingDeployed(file=file)
    with locked(change_id, Status.OPEN) as change:
        current = Contents(change).revisions.get(file)
        return current or _write(change, file, bytes(deployed.source), by=by)


def save(change_id: int, file: str, source: bytes, *, etag: str, by: Any, base: int | None = None) -> Revision:
    """Keep `source` as the newest text of `file`.

    `etag` is that of the text which the person went on from, empty when the change had none; `base` the version below
    it, 0 when there was none, None for the one that the change was made from so far. A text may still have faults that
    the gate refuses, but it must be XML, or JSON. FileChanged; ChangeFileRefused.
    """
    source = _readable(file, source)
    with locked(change_id, Status.OPEN) as change:
        current = Contents(change).revisions.get(file)
        seen = current.digest if current else ""
        digest = contents.kept_digest(file, source)
        # What is there already may come again: its first answer may have been lost.
        if seen not in (etag, digest):
            deployed = _name(file).deployed
            raise FileChanged(etag=seen, version=deployed.version if deployed else 0)
        if current is not None and seen == digest and base in (None, current.base_version):
            return current
        return _write(change, file, source, by=by, below=current, base=base)


def take_out(change_id: int, file: str, *, etag: str, by: Any) -> None:
    """The file is not changed any more; its texts stay to be brought back."""
    with locked(change_id, Status.OPEN) as change:
        current = _current(change, file)
        if current.digest != etag:
            raise FileChanged(etag=current.digest, version=current.base_version)
        _write(change, file, None, by=by, below=current)


def restore(change_id: int, file: str, number: int, *, by: Any) -> Revision:
    """An earlier text is the newest again, on the version that the file stands on now."""
    with locked(change_id, Status.OPEN) as change:
        old = Revision.objects.filter(change=change, file=file, number=number).exclude(source=None).first()
        if old is None:
            raise RevisionNotFound
        current = Contents(change).revisions.get(file)
        return _write(change, file, bytes(old.source or b""), by=by, below=current or old)


def rebase(change_id: int, file: str, *, etag: str, by: Any) -> Revision:
    """The text stands on the newest version, whose text the person has seen. FileChanged."""
    with locked(change_id, Status.OPEN) as change:
        current = _current(change, file)
        newest, _digest = _name(file).version(None)
        if current.digest != etag:
            raise FileChanged(etag=current.digest, version=newest)
        return _write(change, file, bytes(current.source or b""), by=by, below=current, base=newest)


def name_state(change_id: int, file: str, label: str, *, by: Any) -> Revision:
    """The file as it is gets a name, to be found among its texts."""
    with locked(change_id, Status.OPEN) as change:
        current = _current(change, file)
        return _write(change, file, bytes(current.source or b""), by=by, below=current, label=label)


def copied(change: Change, files: dict[str, bytes], *, by: Any) -> None:
    """First texts of a change that was just begun."""
    for file, source in files.items():
        _write(change, file, source, by=by)


def _current(change: Change, file: str) -> Revision:
    current = Contents(change).revisions.get(file)
    if current is None:
        raise ChangeFileNotFound(file=file)
    return current


def _write(
    change: Change,
    file: str,
    source: bytes | None,
    *,
    by: Any,
    below: Revision | None = None,
    base: int | None = None,
    label: str = "",
) -> Revision:
    """`below`: the text that it follows, whose base it keeps unless `base` names another version."""
    last = Revision.objects.filter(change=change, file=file).order_by("-number").first()
    version, digest = (below.base_version, below.base_digest) if below else (0, "")
    if base is not None or below is None:
        version, digest = _name(file).version(base)
    change.authors.add(by)
    return Revision.objects.create(
        change=change,
        file=file,
        number=last.number + 1 if last else 1,
        source=source,
        digest="" if source is None else contents.kept_digest(file, source),
        base_version=version,
        base_digest=digest,
        label=label,
        written_by=by,
    )


def _name(file: str) -> Name:
    name = Name.of(file)
    if name is None:
        raise ChangeFileRefused(reason=_("文件名须是标识加“.bpmn”“.dmn”或“.form.json”"))
    return name


def _readable(file: str, source: bytes) -> bytes:
    """As it is kept; ChangeFileRefused where nobody could open it again."""
    kind = _name(file).kind
    for found in arriving.admissible({file: source}):
        raise ChangeFileRefused(reason=found.message)
    if kind == "form":
        if not arriving.is_schema(source):
            raise ChangeFileRefused(reason=_("表单不是 JSON"))
        return source
    try:
        read(source) if kind == "process" else xml.parse(source)
        return xml.as_utf8(source)
    except EngineError as refused:
        raise ChangeFileRefused(reason=str(refused)) from refused
