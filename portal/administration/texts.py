"""The text messages of the platform: what went out, what waits, what failed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from portal.accounts.phones import masked
from portal.administration.pages import Page
from portal.notifications import texts
from portal.notifications.backends import backend
from portal.notifications.models import SmsMessage

Status = SmsMessage.Status


class Texts(Page, ListView):
    """Administrators see that texts went out, but neither numbers nor codes; what came to their own they see."""

    tab = "texts"
    permission_required = "notifications.view_smsmessage"
    write_permission = "notifications.change_smsmessage"
    template_name = "administration/texts.html"
    paginate_by = 30
    colours: ClassVar[dict[str, str]] = {Status.WAITING: "active", Status.SENT: "valid", Status.FAILED: "red"}

    def get_queryset(self) -> QuerySet[SmsMessage]:
        asked = self.request.GET.get("status", "")
        found = SmsMessage.objects.all()
        return found.filter(status=asked) if asked in Status.values else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        listed = [message.pk for message in context["object_list"]]
        mine = set(SmsMessage.objects.readable_by(self.request.user).filter(pk__in=listed).values_list("pk", flat=True))
        retriable = set(SmsMessage.objects.retriable().filter(pk__in=listed).values_list("pk", flat=True))
        asked = self.request.GET.get("status", "")
        return context | {
            "rows": [self._row(message, message.pk in mine) for message in context["object_list"]],
            "retriable": retriable if context["may_write"] else set(),
            "statuses": Status.choices,
            "asked": asked,
            "query": f"status={asked}" if asked in Status.values else "",
            "failed": SmsMessage.objects.retriable().count(),
            "is_local": backend().is_local,
        }

    def _row(self, message: SmsMessage, is_mine: bool) -> dict[str, Any]:
        return {
            "message": message,
            "text": message.text if is_mine else message.masked_text,
            "phone": message.phone if is_mine else masked(message.phone),
            "colour": self.colours.get(message.status, "neutral"),
        }


class Retry(Page, View):
    permission_required = "notifications.view_smsmessage"
    write_permission = "notifications.change_smsmessage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(SmsMessage, pk=pk)
        if texts.retry(message.key):
            messages.success(request, _("短信已重新排入待发送"))
        else:
            messages.error(request, _("这条短信不需要重新发送"))
        return redirect("administration:texts")
