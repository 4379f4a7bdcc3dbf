"""What the code on a 寄样单 opens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from engine.models import UserTask
from portal.evaluation import access
from portal.evaluation.commands import retests
from portal.evaluation.errors import NothingToRetest
from portal.evaluation.models import Application, Sample
from portal.registry import grants


@login_required
@require_safe
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """To the task that this person has with the sample, else to its application."""
    sample = get_object_or_404(Sample.objects.select_related("application"), number=number)
    application = sample.application
    if not (request.user.has_perm("evaluation.view_sample") or access.may_see(request.user, application)):
        raise Http404
    tasks = UserTask.objects.open().visible_to(request.user)
    mine = tasks.filter(case__business_key=application.number, inputs__sample_id=sample.pk).due_first().first()
    if mine is not None:
        return redirect("inbox:task", pk=mine.pk)
    return redirect("evaluation:progress", number=application.number)


@login_required
@require_safe
def retest(request: HttpRequest, number: str) -> HttpResponse:
    """To where the enterprise asks for a retest; why not, where it is too late."""
    application = get_object_or_404(Application.objects.select_related("enterprise"), number=number)
    if not grants.is_member(request.user, application.enterprise):
        raise Http404
    refused = retests.refusal(application.samples.last())
    asking = UserTask.objects.open().filter(case__business_key=number, element_id="AskRetest").first()
    if refused is None and asking is not None:
        return redirect("inbox:task", pk=asking.pk)
    messages.error(request, str(refused or NothingToRetest()))
    return redirect("evaluation:progress", number=number)
