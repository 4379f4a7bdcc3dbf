"""Applications of a frozen enterprise stand still: nothing of them can be done, nothing falls due, and both sides read
why. They go on where they stood, with the time that was left, when the enterprise is frozen no more."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine.errors import NoneChosen
from engine.models import Batch, BatchItem, ProcessInstance
from engine.runtime import batches
from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.models import Application

_ENTERPRISE = "frozen_enterprise"


def pause(enterprise_id: int) -> None:
    """Each by a job of its own. What was paused for this freeze before, and somebody let go on since, is let be."""
    applications = Application.objects.filter(enterprise=enterprise_id).values("number")
    running = ProcessInstance.objects.filter(
        process_key=PROCESS, business_key__in=applications, status=ProcessInstance.Status.ACTIVE, suspension=""
    )
    known = BatchItem.objects.filter(batch__in=_open(enterprise_id)).values("instance")
    ids = list(running.exclude(pk__in=known).values_list("pk", flat=True))
    if not ids:
        return
    with override(settings.LANGUAGE_CODE):  # it is kept for everybody
        reason = _("企业被冻结，解除冻结后继续办理，各项期限顺延")
    parameters = {_ENTERPRISE: enterprise_id, "clock_stands": True}
    batches.begin(Batch.Kind.SUSPEND, instances=ids, by=None, reason=reason, parameters=parameters)


def go_on(enterprise_id: int) -> None:
    """What nobody has let go on, or paused for another reason, since."""
    with override(settings.LANGUAGE_CODE):
        reason = _("企业的冻结已解除，各项期限已顺延")
    for batch in _open(enterprise_id):
        batches.stop(batch.pk, by=None)
        with suppress(NoneChosen):
            batches.undo(batch.pk, by=None, reason=reason)


def _open(enterprise_id: int) -> list[Batch]:
    """Those of a freeze that holds, or was lifted before any of it was done."""
    paused = Batch.objects.filter(kind=Batch.Kind.SUSPEND, undoes=None, undone_by=None)
    return list(paused.filter(parameters__contains={_ENTERPRISE: enterprise_id}))
