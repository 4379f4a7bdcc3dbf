"""The steps of a change as its page shows them: what is done, what stands in the way, what is out of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine.changes import replaying
from engine.changes.contents import Contents
from engine.models import Change, Proof, ReplayedCase

State = Literal["todo", "good", "bad", "stale"]
Status, Outcome = Change.Status, ReplayedCase.Outcome
_HANDED_IN = (Status.SUBMITTED, Status.APPROVED, Status.PUBLISHED, Status.REVERSED)
_APPROVED = (Status.APPROVED, Status.PUBLISHED, Status.REVERSED)
_LIVE = (Status.PUBLISHED, Status.REVERSED)


@dataclass(frozen=True)
class Step:
    name: str
    state: State
    sentence: str
    address: str


def steps_of(change: Change, contents: Contents, check: Proof | None) -> list[Step]:
    return [
        _written(change, contents),
        _checked(change, contents, check),
        _replayed(change, contents),
        _reviewed(change),
        _published(change),
    ]


def _written(change: Change, contents: Contents) -> Step:
    count = len(contents.revisions if contents.is_settled else contents.changed)
    words = ngettext("%(n)d 个文件有改动", "%(n)d 个文件有改动", count) % {"n": count}
    if contents.outdated:
        return Step(_("编辑"), "stale", _("别人已发布更新的版本"), "#files")
    return Step(_("编辑"), "good" if count else "todo", words if count else _("还没有改动"), "#files")


def _checked(change: Change, contents: Contents, check: Proof | None) -> Step:
    name, address = _("检查"), "#check"
    if check is None:
        return Step(name, "todo", _("还没有检查"), address)
    if not contents.holds(check.digest):
        return Step(name, "stale", _("检查以后又有改动"), address)
    return Step(name, "good", _("没有错误"), address) if check.is_good else Step(name, "bad", _("有错误"), address)


def _replayed(change: Change, contents: Contents) -> Step:
    name, address = _("重演"), reverse("workbench:replay", args=[change.pk])
    run = change.replays.first()
    if run is None:
        return Step(name, "todo", _("还没有重演"), address)
    if not contents.holds(run.digest):
        return Step(name, "stale", _("重演以后又有改动"), address)
    counts = replaying.progress(run)
    if counts[Outcome.WAITING]:
        return Step(name, "todo", _("正在重演"), address)
    other = sum(counts[outcome] for outcome in replaying.DIFFERENT)
    unaccepted = run.cases.filter(outcome__in=replaying.DIFFERENT, accepted_at=None).count() if other else 0
    if unaccepted:
        words = ngettext("%(n)d 件结果不同，还没有认可", "%(n)d 件结果不同，还没有认可", unaccepted) % {"n": unaccepted}
        return Step(name, "bad", words, address)
    words = ngettext("%(n)d 件走得和原来一样", "%(n)d 件走得和原来一样", counts[Outcome.SAME]) % {
        "n": counts[Outcome.SAME]
    }
    return Step(name, "good", words, address)


def _reviewed(change: Change) -> Step:
    if change.status in _APPROVED:
        return Step(_("复核"), "good", _("已由另一人复核"), "#review")
    if change.status in _HANDED_IN:
        return Step(_("复核"), "todo", _("等待另一人复核"), "#review")
    return Step(_("复核"), "todo", _("还没有提交"), "#review")


def _published(change: Change) -> Step:
    if change.status in _LIVE:
        return Step(_("发布"), "good", str(change.get_status_display()), "#events")
    return Step(
        _("发布"), "todo", _("等到发布时间") if change.status == Status.APPROVED else _("还没有发布"), "#events"
    )
