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

    def post(self, request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        went_well = attempted(request, lambda: self.do(request, number, **more))
        if went_well and self.done:
            messages.success(request, str(self.done))
        return redirect("workbench:change", number)

    def do(self, request: HttpRequest, number: int, **more: Any) -> Any:
        raise NotImplementedError


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
