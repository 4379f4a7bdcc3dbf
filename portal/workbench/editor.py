"""The modeler on a diagram of a change, and the ways into it: a new process, and what came with the product."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from engine.bpmn.constructs.document import refused_types
from engine.changes import editing
from engine.changes.contents import Contents, Name, title_of
from engine.gate.files import file_name
from engine.models import Change, Delivery, FormDefinition
from engine.registry import handlers
from portal.accounts import roles
from portal.workbench.access import CHANGE
from portal.workbench.files import TYPES
from portal.workbench.new_process import NewProcessForm


class NewProcess(PermissionRequiredMixin, FormView):
    """A name and a key, and what to begin with; then the editor."""

    template_name = "workbench/new_process.html"
    form_class = NewProcessForm
    permission_required = CHANGE

    def form_valid(self, form: NewProcessForm) -> HttpResponse:
        file = file_name("process", form.cleaned_data["key"])
        title = _("新流程：%(name)s") % {"name": form.cleaned_data["name"]}
        change = editing.begin(title, by=self.request.user)
        editing.save(change.pk, file, form.source, etag="", by=self.request.user)
        came = "?from=file" if form.cleaned_data["file"] else ""
        return redirect(reverse("workbench:edit", args=[change.pk, file]) + came)


class ChangeDelivery(PermissionRequiredMixin, View):
    """What came with the product becomes a change, to be worked in and approved like any other."""

    http_method_names = ["post"]
    permission_required = CHANGE

    def post(self, request: HttpRequest, kind: str, key: str) -> HttpResponse:
        delivery = get_object_or_404(Delivery, kind=kind, key=key)
        title = _("采用随产品交付的版本：%(name)s") % {"name": delivery.name}
        change = editing.begin(title, reason=_("采用随产品交付的版本"), by=request.user)
        editing.save(change.pk, file_name(kind, key), bytes(delivery.source), etag="", by=request.user)
        return redirect("workbench:change", change.pk)


class Editor(PermissionRequiredMixin, TemplateView):
    """bpmn-js on a diagram of an open change."""

    template_name = "workbench/edit.html"
    permission_required = CHANGE

    def get_context_data(self, number: int, file: str, **kwargs: Any) -> dict[str, Any]:
        change = get_object_or_404(Change, pk=number)
        contents = Contents(change)
        current, name = contents.revisions.get(file), Name.of(file)
        if current is None or name is None or name.kind != "process" or change.status != Change.Status.OPEN:
            raise Http404
        title = title_of(file, contents.files[file])
        api = reverse("api:change_file", args=[number, file])
        deployed = FormDefinition.objects.latest_versions().values_list("key", "name")
        own_forms = {own: found.key for own in contents.files if (found := Name.of(own)) and found.kind == "form"}
        config = {
            "xmlUrl": reverse("workbench:text", args=[number, file, current.number]),
            "etag": current.digest,
            "base": current.base_version,
            "doneUrl": reverse("workbench:change", args=[number]),
            "saveUrl": api,
            "filesUrl": reverse("api:change_files", args=[number]),
            "checkUrl": reverse("api:check_change", args=[number]),
            "file": file,
            "key": name.key,
            "name": title,
            "refused": refused_types(),
            "isForeign": self.request.GET.get("from") == "file",
            "forms": [
                {"id": form, "name": called, "url": reverse("workbench:form_schema", args=[form])}
                for form, called in deployed
            ],
            "draftForms": {key: contents.files[own].decode() for own, key in own_forms.items()},
            "formEtags": {key: contents.revisions[own].digest for own, key in own_forms.items()},
            # What sees to a thing whose case was cancelled is called so.
            "topics": sorted(topic for topic in handlers if topic.endswith(".cancelled")),
            "groups": [{"id": role, "name": roles.name_of(role)} for role in roles.NAMES],
        }
        return super().get_context_data(
            change=change,
            file=file,
            current=current,
            name=title,
            config=config,
            **kwargs,
        )


@login_required
@permission_required(CHANGE, raise_exception=True)
def form_schema(request: HttpRequest, key: str) -> HttpResponse:
    """A form as it is deployed, to look at."""
    form = FormDefinition.objects.newest(key)
    if form is None:
        raise Http404
    return HttpResponse(bytes(form.source), content_type=TYPES["form"])
