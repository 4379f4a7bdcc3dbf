"""A row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Verdict(Enum):
    """What becomes of a construct."""

    RUNS = "runs"
    DRAWN = "drawn"  # allowed, for people only
    REFUSED = "refused"


class Group(TextChoices):
    """A section of the table; the label is its heading."""

    SCOPES = "scopes", _("流程、池与泳道")
    ACTIVITIES = "activities", _("活动")
    MARKERS = "markers", _("活动的标记")
    FLOWS = "flows", _("网关与连线")
    EVENTS = "events", _("事件")
    EVENT_DETAILS = "event_details", _("事件的细节")
    DATA = "data", _("数据与变量映射")
    EXTENSIONS = "extensions", _("扩展设置")
    OTHER = "other", _("其他")


@dataclass(frozen=True)
class Construct:
    """`key`: a BPMN element (`userTask`), with a trigger (`endEvent+signalEventDefinition`), an attribute
    (`task@isForCompensation`), or in a place (`parallelGateway/conditionExpression`).

    `note` says what it does, or why it is refused and what to do instead.
    """

    key: str
    group: Group
    verdict: Verdict
    name: Text
    note: Text

    @property
    def is_refused(self) -> bool:
        return self.verdict is Verdict.REFUSED


def runs(key: str, group: Group, name: Text, note: Text) -> Construct:
    return Construct(key, group, Verdict.RUNS, name, note)


def drawn(key: str, group: Group, name: Text, note: Text) -> Construct:
    return Construct(key, group, Verdict.DRAWN, name, note)


def refused(key: str, group: Group, name: Text, note: Text) -> Construct:
    return Construct(key, group, Verdict.REFUSED, name, note)
