"""What is under way for an application that ends without a result: nobody is asked for anything of it any more."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from engine import clock
from portal.evaluation import notices
from portal.evaluation.models import Application, Nonconformity, PanelSeat, Publicity, Sample, ThirdPartyOrder


@override(settings.LANGUAGE_CODE)  # what people are told is kept
@transaction.atomic
def break_off(application: Application, *, publicity: Publicity.Status) -> None:
    """`publicity`: how what is shown in public ends. A sample that is here stays what it is until somebody has seen to
    it."""
    for shown in Publicity.objects.open().filter(application=application):
        shown.move(publicity, ended_at=clock.now())
    for sample in application.samples.filter(status__in=Sample.COMING):
        sample.move(Sample.Status.CALLED_OFF)
    end_order(application)
    _dismiss(application)
    under_way = (Nonconformity.Status.OPEN, Nonconformity.Status.ANSWERED)
    for item in Nonconformity.objects.filter(visit__panel__application=application, status__in=under_way):
        item.move(Nonconformity.Status.DROPPED)


@transaction.atomic
def end_order(application: Application) -> None:
    """The agency that has it in hand is told."""
    for order in application.orders.filter(status__in=ThirdPartyOrder.RUNNING).select_related("agency"):
        order.move(ThirdPartyOrder.Status.ENDED)
        notices.tell_closed(order)


def _dismiss(application: Application) -> None:
    """Those who were invited need not answer, and those who are to visit hear that they need not come."""
    seats = PanelSeat.objects.filter(panel__application=application).select_related("expert__user", "panel")
    for seat in seats.filter(status=PanelSeat.Status.INVITED):
        seat.move(PanelSeat.Status.ENDED)
    if not application.reports.exists():
        notices.tell_broken_off(application, seats.filter(status=PanelSeat.Status.ACCEPTED))
