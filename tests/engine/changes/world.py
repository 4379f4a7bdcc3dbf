"""Two managers, a process with its table and form in use, and a change of all three."""

from __future__ import annotations

from typing import Any

from engine.changes import editing, reviewing
from engine.changes.contents import Contents
from engine.models import Change
from tests.engine.deployments.world import form, review, table

PROCESS, TABLE, FORM = "review.bpmn", "star.dmn", "review_form.form.json"
OLD = {PROCESS: review(), TABLE: table(), FORM: form()}
NEW = {PROCESS: review(name="复核"), TABLE: table("&gt; 6"), FORM: form(label="处理意见")}


def digest(change: Change) -> str:
    return Contents(Change.objects.get(pk=change.pk)).digest


def drafted(by: Any, files: dict[str, bytes] | None = None, *, reason: str = "期限太短") -> Change:
    """A change with texts that were taken up and written anew."""
    change = editing.begin("审核期限", reason=reason, by=by)
    for file, source in (NEW if files is None else files).items():
        editing.save(change.pk, file, source, etag="", by=by)
    return change


def submitted(by: Any, files: dict[str, bytes] | None = None) -> Change:
    change = drafted(by, files)
    return reviewing.submit(change.pk, digest=digest(change), by=by)


def published(by: Any, reviewer: Any, files: dict[str, bytes] | None = None) -> Change:
    change = submitted(by, files)
    return reviewing.approve(change.pk, digest=digest(change), by=reviewer)
