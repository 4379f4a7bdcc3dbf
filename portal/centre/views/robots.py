"""Robots of group chats: adding, trying, removing, and what became of what they were given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.limits import TooMany
from portal.accounts.requests import SignedInRequest
from portal.centre import robots as kept
from portal.notifications.models import Post, Robot
from portal.notifications.robots import check_address

_LATEST = 20


class RobotForm(forms.ModelForm):
    group = forms.ChoiceField(label=gettext_lazy("通知对象"))

    class Meta:
        model = Robot
        fields = ("group", "service", "name", "url", "secret")
        widgets = {
            "url": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
            "secret": forms.PasswordInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "name": gettext_lazy("例如所在群的名称"),
            "url": gettext_lazy("在群设置中添加自定义机器人后复制；保存后不再显示"),
            "secret": gettext_lazy("钉钉、飞书启用“加签”时填写；保存后不再显示"),
        }

    def __init__(self, *args: Any, groups: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = list(groups.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("service") and cleaned.get("url"):
            try:
                check_address(cleaned["service"], cleaned["url"])
            except ValidationError as error:
                self.add_error("url", error)
        return cleaned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def robots(request: SignedInRequest) -> HttpResponse:
    groups = kept.groups_of(request.user)
    form = RobotForm(request.POST if request.method == "POST" else None, groups=groups)
    if form.is_bound and form.is_valid():
        robot = form.save(commit=False)
        robot.created_by = request.user
        robot.save()
        messages.success(request, _("已添加，请发送测试消息确认"))
        return redirect("centre:robots")
    found = list(kept.kept_by(groups))
    context = {
        "form": form,
        "groups": groups,
        "robots": [{"robot": robot, "group": groups[robot.group]} for robot in found],
        "posts": Post.objects.filter(robot__in=found).select_related("robot")[:_LATEST],
    }
    return render(request, "centre/robots.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def test(request: SignedInRequest, pk: int) -> HttpResponse:
    robot = get_object_or_404(kept.kept_by(kept.groups_of(request.user)), pk=pk)
    try:
        kept.test(robot, by=request.user)
    except TooMany as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("测试消息已排入发送，稍后刷新本页，结果显示在发送记录中"))
    return redirect("centre:robots")


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    robot = get_object_or_404(kept.kept_by(kept.groups_of(request.user)), pk=pk)
    robot.delete()
    messages.success(request, _("已移除群机器人“%(name)s”") % {"name": robot.name})
    return redirect("centre:robots")
