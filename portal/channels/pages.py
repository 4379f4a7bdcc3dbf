"""What the interface is, for everybody; and which channels may use it, for administrators."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView, ListView

from engine import clock
from forms import typed
from portal.accounts.fields import NameField
from portal.administration.evaluators import Kept
from portal.administration.pages import Page
from portal.channels import commands
from portal.channels.models import USUAL_RATE, Channel, ChannelKey, uses_by_day
from portal.listing import query_of
from portal.scheme import values

_DAYS = 30


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    told = {
        "rate": USUAL_RATE,
        "contact": values.text("OTOP_CONTACT"),
        "hotline": values.text("OTOP_HOTLINE"),
        "hours": values.text("OTOP_HOTLINE_HOURS"),
        "products": settings.PUBLIC_BASE_URL + reverse("channels:products"),
    }
    return render(request, "channels/about.html", told)


class ChannelForm(forms.ModelForm):
    contact = NameField(
        label=gettext_lazy("联系人和联系方式"), max_length=100, help_text=gettext_lazy("只有平台管理员能看到")
    )

    class Meta:
        model = Channel
        fields = ["name", "kind", "contact", "purpose", "rate"]
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"name": NameField}
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "purpose": gettext_lazy("在哪里、向谁展示产品和状态"),
            "rate": gettext_lazy("超过时答复 429，并说明多久以后再试；立即生效"),
        }


class RotateForm(forms.Form):
    keep_days = forms.TypedChoiceField(
        label=gettext_lazy("现有的密钥"),
        choices=[
            (7, gettext_lazy("7 天后停用，渠道有时间更换")),
            (1, gettext_lazy("1 天后停用")),
            (0, gettext_lazy("立即停用（密钥可能已经泄露）")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        initial=7,
    )


class RevokeForm(forms.Form):
    key = forms.ModelChoiceField(ChannelKey.objects.none(), label=gettext_lazy("密钥"), empty_label=None)
    reason = NameField(label=gettext_lazy("撤销原因"), max_length=200, help_text=gettext_lazy("记入记录，渠道看不到"))

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = channel.keys.valid()  # type: ignore[attr-defined]


class Channels(Page, ListView):
    template_name = "channels/list.html"
    tab, permission_required = "channels:list", "channels.view_channel"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Channel]:
        words = typed.name(self.request.GET.get("q", ""))[:60]
        found = Channel.objects.with_use(clock.today())
        return found.filter(name__icontains=words) if words else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"asked": self.request.GET, "query": query_of(self.request)}
        return (
            super().get_context_data(**kwargs) | more | {"may_add": self.request.user.has_perm("channels.add_channel")}
        )


@method_decorator(never_cache, name="dispatch")
class Add(Page, FormView):
    template_name = "channels/add.html"
    tab, permission_required = "channels:list", "channels.add_channel"
    form_class = ChannelForm

    def form_valid(self, form: ChannelForm) -> HttpResponse:
        channel = form.save(commit=False)
        key = commands.register(channel, by=self.request.user)
        return self.render_to_response({**self.get_context_data(), "channel": channel, "key": key})

    def form_invalid(self, form: ChannelForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(never_cache, name="dispatch")
class Edit(Kept):
    template_name = "channels/channel.html"
    tab, permission_required, write_permission = "channels:list", "channels.view_channel", "channels.change_channel"
    queryset = Channel.objects.all()
    context_object_name = "channel"

    def makers(self) -> dict[str, Any]:
        return {
            "channel": lambda data: ChannelForm(data, instance=self.object, auto_id="channel_%s"),
            "rotate": lambda data: RotateForm(data, auto_id="rotate_%s"),
            "revoke": lambda data: RevokeForm(data, channel=self.object, auto_id="revoke_%s"),
        }

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new key is shown in the answer to the request that made it, and nowhere else."""
        form = RotateForm(request.POST)
        if request.POST.get("action") != "rotate" or not form.is_valid():
            return super().post(request, pk)
        self.object = self._locked(pk)
        key = commands.rotate(self.object, keep_days=form.cleaned_data["keep_days"], by=request.user)
        return self.render_to_response(self.get_context_data(key=key))

    def save(self, action: str, form: Any) -> None:
        if action == "channel":
            form.save()
            return
        try:
            commands.revoke(form.cleaned_data["key"], reason=form.cleaned_data["reason"], by=self.request.user)
        except ValidationError as refused:
            messages.warning(self.request, refused.messages[0])

    def other(self, action: str) -> None:
        """There is nothing without a form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = self.object.keys.select_related("created_by", "revoked_by")
        return super().get_context_data(**kwargs) | {
            "keys": keys,
            "has_valid": any(key.is_valid for key in keys),
            "uses": uses_by_day(self.object, days=_DAYS),
        }
