"""Whom the workbench lets in, and what it answers where the engine refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from engine.deployments import DeploymentRefused
from engine.errors import ChangeFileNotFound, ChangeNotFound, EngineError, ReplayedCaseNotFound, RevisionNotFound

SEE = "engine.view_processdefinition"
CHANGE = "engine.change_change"
APPROVE = "engine.approve_change"
_MISSING = (ChangeNotFound, ChangeFileNotFound, ReplayedCaseNotFound, RevisionNotFound)


class Deed(PermissionRequiredMixin, View):
    """One command on a change by a button of its page; what it refuses is said there."""

    http_method_names = ["post"]
    permission_required: Any = CHANGE
    done: Any = ""
    leads_to = "workbench:change"
    #: What is typed beside the button; `do` gets it once it is valid.
    form_class: type[Any] | None = None

    def post(self, request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES) if self.form_class else None
        if form is not None and not form.is_valid():
            said(request, form)
        elif (
            attempted(request, lambda: self.do(request, number, **more, **(form.cleaned_data if form else {})))
            and self.done
        ):
            messages.success(request, str(self.done))
        return redirect(self.leads_to, number)

    def do(self, request: HttpRequest, number: int, **more: Any) -> Any:
        raise NotImplementedError


def said(request: HttpRequest, form: Any) -> None:
    """What is wrong in a form that stands among others on a page."""
    for errors in form.errors.values():
        messages.error(request, "；".join(errors))


def attempted(request: HttpRequest, deed: Callable[[], Any]) -> bool:
    """Whether it was done; where it was refused the page that follows says why."""
    try:
        deed()
    except _MISSING as missing:
        raise Http404 from missing
    except DeploymentRefused as refused:
        errors = [found.message for found in refused.findings if found.severity == "error"]
        messages.error(request, "；".join([str(refused), *errors]))
        return False
    except EngineError as refused:
        messages.error(request, str(refused))
        return False
    return True
