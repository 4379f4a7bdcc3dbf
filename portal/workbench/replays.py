"""Finished cases run once more through a change: how far it is, what came out differently, and who agreed to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View

from engine import clock
from engine.changes import replaying
from engine.changes.contents import Contents
from engine.models import Change, ReplayedCase, ReplayRun
from portal.registry.live_page import live_page
from portal.workbench.access import CHANGE, SEE, Deed, attempted

Outcome = ReplayedCase.Outcome
SHOWN = 100
_PERIODS = [(30, _("最近 30 天")), (90, _("最近 90 天")), (365, _("最近一年"))]


class ReplayForm(forms.Form):
    days = forms.TypedChoiceField(label=_("办结的案件"), choices=_PERIODS, coerce=int, initial=90)


class Replay(PermissionRequiredMixin, View):
    """The last run of a change; a press begins another."""

    http_method_names = ["get", "post"]

    def get_permission_required(self) -> tuple[str]:
        return (SEE,) if self.request.method == "GET" else (CHANGE,)

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        change = get_object_or_404(Change, pk=number)
        run = change.replays.select_related("created_by").first()
        context = {
            "change": change,
            "run": run,
            "form": ReplayForm(),
            "may_begin": change.status in replaying.WRITABLE and request.user.has_perm(CHANGE),
            **(_told(run, Contents(change)) if run else {}),
        }
        return live_page(request, "workbench/replay.html", "workbench/replay_now.html", context)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        form = ReplayForm(request.POST)
        days = form.cleaned_data["days"] if form.is_valid() else 90
        since = clock.now() - timedelta(days=days)
        attempted(request, lambda: replaying.begin(number, since=since, by=request.user))
        return redirect("workbench:replay", number)


class Stop(Deed):
    leads_to = "workbench:replay"

    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        replaying.stop(number)


class Accept(Deed):
    leads_to = "workbench:replay"

    def do(self, request: HttpRequest, number: int, case: int = 0, **_more: Any) -> None:
        replaying.accept(number, case, by=request.user)


def _told(run: ReplayRun, contents: Contents) -> dict[str, Any]:
    counts = replaying.progress(run)
    total, waiting = sum(counts.values()), counts[Outcome.WAITING]
    cases = run.cases.select_related("instance", "accepted_by").defer("instance__state", "instance__variables")
    return {
        "counts": [(label, counts[value]) for value, label in Outcome.choices if counts[value]],
        "total": total,
        "waiting": waiting,
        "percent": 100 * (total - waiting) // total if total else 100,
        "is_stale": not contents.holds(run.digest),
        "different": cases.filter(outcome__in=replaying.DIFFERENT)[:SHOWN],
        "unreadable": cases.filter(outcome=Outcome.UNREADABLE)[:SHOWN],
    }
