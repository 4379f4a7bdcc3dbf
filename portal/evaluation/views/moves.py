"""The enterprise asks for another day of the visit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engine.errors import EngineError
from portal.evaluation.commands import moves
from portal.evaluation.models import Application
from portal.evaluation.views.forms import MoveForm
from portal.registry import grants


@login_required
@require_http_methods(["GET", "POST"])
def move_visit(request: HttpRequest, number: str) -> HttpResponse:
    """With a reason and the days that it wishes; why not, where it is too late."""
    application = get_object_or_404(Application.objects.select_related("enterprise", "product"), number=number)
    if not grants.may_act(request.user, application.enterprise):
        raise Http404
    visit = moves.visit_of(application)
    refused: EngineError | None = moves.refusal(visit)
    form = MoveForm(request.POST or None)
    if refused is None and request.method == "POST" and form.is_valid():
        try:
            moves.ask(application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except EngineError as error:
            refused = error
        else:
            messages.success(request, _("已提交改期申请，由专家组长在2个工作日内答复"))
            return redirect("evaluation:progress", number=number)
    if refused is not None:
        messages.error(request, str(refused))
        return redirect("evaluation:progress", number=number)
    context = {"application": application, "enterprise": application.enterprise, "visit": visit, "form": form}
    return render(request, "evaluation/move_visit.html", context, status=422 if form.errors else 200)
