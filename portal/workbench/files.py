"""One file of a change: as it is now, and every text that it had."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from engine.changes import editing
from engine.changes.contents import Contents, Name, title_of
from engine.errors import EngineError
from engine.gate.differences import Difference, differences
from engine.models import Change, Revision
from engine.models.definitions import Definition
from portal.workbench.access import CHANGE, SEE, Deed

TYPES = {
    "process": "application/xml; charset=utf-8",
    "decision": "application/xml; charset=utf-8",
    "form": "application/json; charset=utf-8",
}


def compared(name: Name, before: Definition, source: bytes) -> list[Difference]:
    try:
        return differences(name.kind, bytes(before.source), source)
    except (EngineError, ValueError):  # a text that cannot be read has no parts; the check says why
        return []


class OneFile(PermissionRequiredMixin, TemplateView):
    template_name = "workbench/file.html"
    permission_required = SEE

    def get_context_data(self, number: int, file: str, **kwargs: Any) -> dict[str, Any]:
        change = get_object_or_404(Change, pk=number)
        kept = change.revisions.filter(file=file).select_related("written_by").order_by("-number")
        revisions = list(kept.defer("source"))
        name = Name.of(file)
        if not revisions or name is None:
            raise Http404
        contents = Contents(change)
        current = contents.revisions.get(file)
        before = name.at(current.base_version) if current else None
        found = compared(name, before, contents.files[file]) if before else []
        return super().get_context_data(
            change=change,
            file=file,
            name=name,
            title=title_of(file, contents.files[file]) if current else file,
            current=current,
            before=before,
            differences=found,
            states={
                "before": {"state": {"active": [one.element for one in found if one.change != "added"]}},
                "now": {"state": {"active": [one.element for one in found if one.change != "removed"]}},
            },
            form_config=_form(contents.files[file]) if current and name.kind == "form" else None,
            revisions=revisions,
            may_write=change.status == Change.Status.OPEN and self.request.user.has_perm(CHANGE),
            **kwargs,
        )


def _form(source: bytes) -> dict[str, Any]:
    """What shows a form to be looked at."""
    return {"schema": json.loads(source.decode("utf-8-sig")), "readonly": True}


@login_required
@permission_required(SEE, raise_exception=True)
def text(request: HttpRequest, number: int, file: str, revision: int) -> HttpResponse:
    """One text of a file, to be shown or downloaded."""
    kept = Revision.objects.filter(change=number, file=file, number=revision).exclude(source=None)
    found = get_object_or_404(kept)
    name = Name.of(file)
    response = HttpResponse(bytes(found.source or b""), content_type=TYPES[name.kind if name else "form"])
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


class Restore(Deed):
    done = gettext_lazy("已恢复；其他版本都还在")

    def do(self, request: HttpRequest, number: int, file: str = "", revision: int = 0, **_more: Any) -> None:
        editing.restore(number, file, revision, by=request.user)


class TakeOut(Deed):
    done = gettext_lazy("已从变更单中去掉")

    def do(self, request: HttpRequest, number: int, file: str = "", **_more: Any) -> None:
        editing.take_out(number, file, etag=request.POST.get("etag", ""), by=request.user)


class Rebase(Deed):
    """Having seen the newer version, the text stands on it."""

    done = gettext_lazy("已改为在最新版本上修改")

    def do(self, request: HttpRequest, number: int, file: str = "", **_more: Any) -> None:
        editing.rebase(number, file, etag=request.POST.get("etag", ""), by=request.user)
