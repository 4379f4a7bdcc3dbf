"""Who acts for the enterprise: the owner's page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.requests import SignedInRequest
from portal.registry import commands, grants
from portal.registry.current import for_owners, with_enterprise
from portal.registry.errors import AlreadyMember, RegistryError
from portal.registry.forms import JoinForm, MemberForm
from portal.registry.models import Enterprise, EnterpriseMember, JoinRequest


@require_safe
@with_enterprise
def members(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    return _page(request, enterprise, MemberForm())


def _page(request: HttpRequest, enterprise: Enterprise, form: MemberForm, *, status: int = 200) -> HttpResponse:
    context = {
        "enterprise": enterprise,
        "members": enterprise.members.select_related("user"),
        "requests": enterprise.join_requests.filter(status=JoinRequest.Status.OPEN).select_related("user"),
        "may_manage": grants.may_manage(request.user, enterprise),
        "form": form,
    }
    return render(request, "registry/members.html", context, status=status)


@require_POST
@for_owners
def add(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, enterprise, form, status=422)
    try:
        member = commands.add_member(enterprise, **form.cleaned_data)
    except RegistryError as refused:
        form.add_error("username", str(refused))
        return _page(request, enterprise, form, status=422)
    messages.success(request, _("%(person)s已加入企业") % {"person": member.user})
    return redirect("registry:members")


@require_POST
@for_owners
def change(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """`role` in the form changes it; `remove` takes the person out."""
    member = get_object_or_404(EnterpriseMember, enterprise=enterprise, pk=pk)
    try:
        if "remove" in request.POST:
            commands.remove_member(member)
        elif request.POST.get("role") in EnterpriseMember.Role.values:
            commands.change_role(member, role=request.POST["role"])
    except RegistryError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已保存"))
    return redirect("registry:members")


@require_POST
@for_owners
def decide(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    join_request = get_object_or_404(JoinRequest, enterprise=enterprise, pk=pk)
    commands.decide_join_request(join_request, accept="accept" in request.POST, by=request.user)
    messages.success(request, _("已处理加入申请"))
    return redirect("registry:members")


@login_required
@require_http_methods(["GET", "POST"])
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask to be let in to a registered enterprise: only its name is shown."""
    enterprise = get_object_or_404(Enterprise, pk=pk, status=Enterprise.Status.ACTIVE)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.ask_to_join(enterprise, user=request.user, reason=form.cleaned_data["reason"])
        except AlreadyMember as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("申请已发给企业负责人，处理结果会通知您"))
        return redirect("home")
    return render(request, "registry/join.html", {"enterprise": enterprise, "form": form})
