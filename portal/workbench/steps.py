"""The steps of a change as its page shows them: what is done, what stands in the way, what is out of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine.changes.contents import Contents
from engine.models import Change, Proof

State = Literal["todo", "good", "bad", "stale"]
Status = Change.Status
_HANDED_IN = (Status.SUBMITTED, Status.APPROVED, Status.PUBLISHED, Status.REVERSED)
_APPROVED = (Status.APPROVED, Status.PUBLISHED, Status.REVERSED)
_LIVE = (Status.PUBLISHED, Status.REVERSED)


@dataclass(frozen=True)
class Step:
    name: str
    state: State
    sentence: str
    anchor: str


def steps_of(change: Change, contents: Contents, check: Proof | None) -> list[Step]:
    return [_written(change, contents), _checked(change, contents, check), _reviewed(change), _published(change)]


def _written(change: Change, contents: Contents) -> Step:
    count = len(contents.revisions if contents.is_settled else contents.changed)
    words = ngettext("%(n)d 个文件有改动", "%(n)d 个文件有改动", count) % {"n": count}
    if contents.outdated:
        return Step(_("编辑"), "stale", _("别人已发布更新的版本"), "files")
    return Step(_("编辑"), "good" if count else "todo", words if count else _("还没有改动"), "files")


def _checked(change: Change, contents: Contents, check: Proof | None) -> Step:
    name, anchor = _("检查"), "check"
    if check is None:
        return Step(name, "todo", _("还没有检查"), anchor)
    if not contents.is_settled and check.digest != contents.digest:
        return Step(name, "stale", _("检查以后又有改动"), anchor)
    return Step(name, "good", _("没有错误"), anchor) if check.is_good else Step(name, "bad", _("有错误"), anchor)


def _reviewed(change: Change) -> Step:
    if change.status in _APPROVED:
        return Step(_("复核"), "good", _("已由另一人复核"), "review")
    if change.status in _HANDED_IN:
        return Step(_("复核"), "todo", _("等待另一人复核"), "review")
    return Step(_("复核"), "todo", _("还没有提交"), "review")


def _published(change: Change) -> Step:
    if change.status in _LIVE:
        return Step(_("发布"), "good", str(change.get_status_display()), "events")
    return Step(_("发布"), "todo", _("等到发布时间") if change.status == Status.APPROVED else _("还没有发布"), "events")
