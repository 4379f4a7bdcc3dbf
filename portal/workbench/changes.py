"""Changes as managers see them: the list, and one change with all that is known and decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView, TemplateView

from engine.changes import editing, reviewing
from engine.changes.contents import Contents, Name, title_of
from engine.gate.differences import Difference
from engine.models import Change, Proof, Revision
from portal.workbench.access import APPROVE, CHANGE, SEE
from portal.workbench.files import compared
from portal.workbench.forms import ApprovalForm, ChangeForm, ReasonForm, TakeUpForm, UploadForm
from portal.workbench.steps import steps_of

Status = Change.Status


class Changes(PermissionRequiredMixin, ListView):
    """Those that are not settled, or all."""

    template_name = "workbench/changes.html"
    permission_required = SEE
    paginate_by = 30
    context_object_name = "changes"

    def get_queryset(self) -> QuerySet[Change]:
        found = Change.objects.all() if self.shows_all else Change.unsettled()
        return found.select_related("created_by").order_by("-pk")

    @property
    def shows_all(self) -> bool:
        return self.request.GET.get("show") == "all"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = "show=all" if self.shows_all else ""
        return super().get_context_data(shows_all=self.shows_all, query=query, **kwargs)


class New(PermissionRequiredMixin, FormView):
    template_name = "workbench/new.html"
    form_class = ChangeForm
    permission_required = CHANGE

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        change = editing.begin(form.cleaned_data["title"], reason=form.cleaned_data["reason"], by=self.request.user)
        return redirect("workbench:change", change.pk)


@dataclass
class File:
    """A file of a change as its page lists it."""

    file: str
    name: Name
    title: str
    revision: Revision
    is_changed: bool
    is_outdated: bool
    differences: list[Difference] = field(default_factory=list)


class OneChange(PermissionRequiredMixin, TemplateView):
    template_name = "workbench/change.html"
    permission_required = SEE

    @cached_property
    def change(self) -> Change:
        found = Change.objects.select_related("created_by", "deployment", "reverses")
        return get_object_or_404(found, pk=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change, user = self.change, self.request.user
        contents = Contents(change)
        check = change.proofs.filter(kind=Proof.Kind.CHECK).select_related("made_by").first()
        is_open, is_handed_in = change.status == Status.OPEN, change.status == Status.SUBMITTED
        may_decide = is_handed_in and user.has_perm(APPROVE)
        is_second = may_decide and reviewing.may_approve(change, user)
        return super().get_context_data(
            change=change,
            steps=steps_of(change, contents, check),
            files=files_of(change, contents),
            digest=contents.digest,
            check=check,
            check_is_stale=bool(check and not contents.holds(check.digest)),
            authors=change.authors.order_by("username"),
            events=change.events.select_related("by"),
            reversals=change.reversals.exclude(status=Status.DISCARDED),
            may_write=is_open and user.has_perm(CHANGE),
            may_recall=change.status in (Status.SUBMITTED, Status.APPROVED) and user.has_perm(CHANGE),
            may_reverse=change.status == Status.PUBLISHED and user.has_perm(CHANGE),
            is_second=is_second,
            is_author=may_decide and not is_second,
            description=ChangeForm(instance=change),
            take_up=TakeUpForm(held=set(contents.revisions)),
            upload=UploadForm(),
            approval=ApprovalForm(),
            reason=ReasonForm(auto_id="send_back_%s"),
            reverse=ReasonForm(auto_id="reverse_%s"),
            **kwargs,
        )


def files_of(change: Change, contents: Contents) -> list[File]:
    found = []
    for file, revision in contents.revisions.items():
        name = Name.of(file)
        if name is None:
            continue
        before = name.at(revision.base_version)
        source = contents.files[file]
        found.append(
            File(
                file=file,
                name=name,
                title=before.name if before else title_of(file, source),
                revision=revision,
                is_changed=before is None or before.digest != revision.digest,
                is_outdated=file in contents.outdated,
                differences=compared(name, before, source) if before else [],
            )
        )
    return found
