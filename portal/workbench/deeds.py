"""What the buttons of a change's page do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from engine.changes import editing, proving, publishing, reviewing
from engine.changes.contents import Contents, Name
from engine.gate.files import file_name, limits
from engine.models import Change
from portal.workbench.access import APPROVE, CHANGE, Deed, attempted, said
from portal.workbench.forms import ApprovalForm, ChangeForm, ReasonForm, UploadForm

Status = Change.Status


class ChangeProcess(Deed):
    """From a process straight into the editor: in the change that the person has open for it, else in a new one."""

    def post(self, request: HttpRequest, key: str, **_more: Any) -> HttpResponse:
        file = file_name("process", key)
        name = Name("process", key).deployed
        if name is None:
            raise Http404
        mine = Change.objects.filter(status=Status.OPEN, created_by=request.user.pk, revisions__file=file)
        change = mine.order_by("-pk").first() or editing.begin(
            _("修改：%(name)s") % {"name": name.name}, by=request.user
        )
        editing.take_up(change.pk, file, by=request.user)
        return redirect("workbench:edit", change.pk, file)


class Describe(Deed):
    form_class = ChangeForm
    done = gettext_lazy("已保存")

    def do(self, request: HttpRequest, number: int, **typed: Any) -> None:
        editing.describe(number, by=request.user, **typed)


class TakeUp(Deed):
    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        editing.take_up(number, request.POST.get("file", ""), by=request.user)


class Upload(Deed):
    """The file takes the place of what the change has under its name."""

    form_class = UploadForm

    def do(self, request: HttpRequest, number: int, **typed: Any) -> None:
        sent = typed["upload"]
        current = Contents(get_object_or_404(Change, pk=number)).revisions.get(sent.name)
        source = sent.read(limits().file_bytes + 1)
        saved = editing.save(number, sent.name, source, etag=current.digest if current else "", by=request.user)
        messages.success(request, _("已保存“%(file)s”") % {"file": saved.file})


class Check(Deed):
    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        proving.check(get_object_or_404(Change, pk=number), by=request.user)


class Submit(Deed):
    done = gettext_lazy("已提交，等待另一位流程管理员复核")

    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        reviewing.submit(number, digest=request.POST.get("digest", ""), by=request.user)


class Recall(Deed):
    done = gettext_lazy("已收回，可以继续修改")

    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        reviewing.recall(number, by=request.user)


class Discard(Deed):
    done = gettext_lazy("已放弃，写过的内容仍可查阅")

    def do(self, request: HttpRequest, number: int, **_more: Any) -> None:
        editing.discard(number, by=request.user)


class Approve(Deed):
    permission_required = APPROVE
    form_class = ApprovalForm

    def do(self, request: HttpRequest, number: int, **typed: Any) -> None:
        change = reviewing.approve(number, digest=request.POST.get("digest", ""), by=request.user, **typed)
        is_live = change.status == Status.PUBLISHED
        messages.success(request, _("已发布") if is_live else _("已通过，到时间自动发布"))


class SendBack(Deed):
    permission_required = APPROVE
    form_class = ReasonForm
    done = gettext_lazy("已退回修改")

    def do(self, request: HttpRequest, number: int, **typed: Any) -> None:
        reviewing.send_back(number, comment=typed["reason"], by=request.user)


class Reverse(PermissionRequiredMixin, FormView):
    """Makes the change that takes this one back, and shows it."""

    http_method_names = ["post"]
    permission_required = CHANGE
    form_class = ReasonForm

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        made: list[Change] = []
        if not form.is_valid():
            said(request, form)
        elif attempted(
            request,
            lambda: made.append(publishing.reverse(number, reason=form.cleaned_data["reason"], by=request.user)),
        ):
            messages.success(request, _("这是恢复原来内容的变更单，提交复核并通过以后生效"))
        return redirect("workbench:change", made[0].pk if made else number)
