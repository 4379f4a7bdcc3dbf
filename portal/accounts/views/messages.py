"""What the platform told a person: notifications, and where none is really sent, text messages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from engine import clock
from portal.accounts.requests import SignedInRequest
from portal.notifications.backends import backend
from portal.notifications.models import Notification, SmsMessage


class Notifications(LoginRequiredMixin, ListView):
    template_name = "accounts/notifications.html"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.of(self.request.user)


@login_required
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    notification = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    if notification.read_at is None:
        notification.read_at = clock.now()
        notification.save(update_fields=["read_at"])
    return redirect(notification.url or "notifications")


@login_required
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    Notification.objects.of(request.user).unread().update(read_at=clock.now())
    return redirect("notifications")


class TextMessages(LoginRequiredMixin, ListView):
    """The local outbox: where nothing is really sent, people read here what they would have got."""

    template_name = "accounts/texts.html"
    paginate_by = 30
    request: SignedInRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Who runs the platform has a page of all of them.
        if self.request.user.has_perm("notifications.view_smsmessage"):
            return redirect("administration:texts")
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[SmsMessage]:
        readable = SmsMessage.objects.readable_by(self.request.user)
        return readable if backend().is_local else readable.none()
