"""The templates of letters and certificates: a process manager uploads a new version, another one switches it on."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from documents import proposals, storage, templates
from documents.errors import DecidedBefore, FileRefused, ProposerCannotAgree, TemplateFaulty
from documents.kinds import KINDS, Kind
from documents.models import LetterTemplate
from engine import clock
from portal.accounts import roles
from portal.administration.pages import Page


class ProposalForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("模板文件（.docx）"))
    note = forms.CharField(label=gettext_lazy("改了什么"), max_length=200, min_length=2)


class _OfTemplates(Page):
    tab, permission_required = "templates", "documents.view_lettertemplate"
    write_permission = "documents.add_lettertemplate"
    kwargs: Any

    @property
    def kind(self) -> type[Kind]:
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]


class Templates(_OfTemplates, TemplateView):
    """All kinds, those with something to decide first."""

    template_name = "administration/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = set(LetterTemplate.objects.waiting().values_list("kind", flat=True))
        changed = {found.kind: found for found in LetterTemplate.objects.filter(is_agreed=True).order_by("decided_at")}
        rows = [
            {"slug": slug, "title": str(kind.title), "waits": slug in waiting, "own": changed.get(slug)}
            for slug, kind in KINDS.items()
        ]
        return super().get_context_data(**kwargs) | {"rows": sorted(rows, key=lambda row: not row["waits"])}


class Template(_OfTemplates, FormView):
    """One kind: what is in force, what was proposed, what a template may use."""

    template_name = "administration/template.html"
    form_class = ProposalForm

    def form_valid(self, form: ProposalForm) -> HttpResponse:
        words = form.cleaned_data
        try:
            proposals.propose(
                self.kind.slug, words["file"], note=words["note"], by=self.request.user, group=roles.PROCESS_MANAGER
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except TemplateFaulty as faulty:
            for fault in faulty.faults:
                form.add_error("file", fault)
        else:
            messages.success(self.request, _("模板已上传，请核对样例；另一位流程管理员同意后启用"))
            return redirect("administration:template", kind=self.kind.slug)
        return self.form_invalid(form)

    def form_invalid(self, form: ProposalForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = LetterTemplate.objects.filter(kind=self.kind.slug)
        proposed = list(found.select_related("preview", "preview_pdf", "file", "proposed_by", "decided_by")[:20])
        in_force = templates.in_force(self.kind.slug)
        return super().get_context_data(**kwargs) | {
            "slug": self.kind.slug,
            "title": str(self.kind.title),
            "proposed": proposed,
            "in_force": next((each for each in proposed if each.is_agreed and each.file.sha256 == in_force), None),
            "names": proposals.names(self.kind),
        }


class InForce(_OfTemplates, View):
    """The file that documents are made with now, to go on from."""

    def get(self, request: HttpRequest, kind: str) -> FileResponse:
        content = templates.content_of(self.kind.slug, templates.in_force(self.kind.slug))
        name = f"{self.kind.title}.docx"
        return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=storage.DOCX)


class Decide(_OfTemplates, View):
    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        proposed = get_object_or_404(LetterTemplate, pk=pk, kind=self.kind.slug)
        agrees = request.POST.get("decision") == "agree"
        try:
            proposals.decide(proposed, agrees=agrees, by=request.user, at=clock.now())
        except (ProposerCannotAgree, DecidedBefore) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("模板已启用，此后签发的文书用这一版") if agrees else _("这一版模板不启用"))
        return redirect("administration:template", kind=self.kind.slug)
