"""信息变更 of the enterprise: the contact at once, the rest by a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from documents.storage import Limits
from engine.models import ProcessInstance
from forms import typed
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.registry.current import for_owners
from portal.registry.errors import FieldsRefused, RegistryError
from portal.registry.models import Enterprise
from portal.registry.uploads import Shelf, UploadsField
from portal.upkeep.commands import changes
from portal.upkeep.errors import UpkeepError
from portal.upkeep.models import InformationChange


class ChangeForm(forms.ModelForm):
    paper = UploadsField(
        label=gettext_lazy("变更后的营业执照"),
        limits=Limits(max_bytes=10 * 1024 * 1024, extensions=(".jpg", ".jpeg", ".png", ".pdf")),
        multiple=False,
        help_text=gettext_lazy("图片或 PDF，不超过 10 MB"),
    )

    class Meta:
        model = InformationChange
        fields = ["name", "legal_representative", "address", "changed_on", "reason"]
        widgets = {
            "changed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, enterprise: Enterprise, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in InformationChange.FIELDS:
            self.initial[name] = getattr(enterprise, name)
        paper: Any = self.fields["paper"]
        paper.shelf = Shelf(owner=enterprise.group, purpose="licence", by=by)

    def values(self) -> dict[str, str]:
        return {name: typed.name(self.cleaned_data[name]) for name in InformationChange.FIELDS}


class ContactForm(forms.Form):
    contact = forms.ModelChoiceField(label=gettext_lazy("联系人账户"), queryset=User.objects.none())
    contact_name = forms.CharField(label=gettext_lazy("联系人姓名"), max_length=50)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[user.pk for user in changes.contacts(enterprise)])
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@for_owners
def change(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    """Name, legal representative, address and licence: a reviewer decides."""
    form = ChangeForm(request.POST or None, request.FILES or None, enterprise=enterprise, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            found = changes.report(
                enterprise,
                fields=form.values(),
                licence=form.cleaned_data["paper"][0],
                changed_on=form.cleaned_data["changed_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except FieldsRefused as refused:
            for name, sentences in refused.errors.items():
                form.add_error(name, sentences)
        except (RegistryError, UpkeepError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("信息变更已提交，决定作出前原登记信息继续有效"))
            return redirect("registry:case", ProcessInstance.objects.get(business_key=found.number).pk)
    return _page(request, enterprise, form=form, contact_form=_contact_form(enterprise))


@require_http_methods(["POST"])
@for_owners
def contact(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    """At once."""
    form = ContactForm(request.POST, enterprise=enterprise)
    if not form.is_valid():
        blank = ChangeForm(enterprise=enterprise, by=request.user)
        return _page(request, enterprise, form=blank, contact_form=form)
    changes.change_contact(
        enterprise, name=form.cleaned_data["contact_name"], contact=form.cleaned_data["contact"], by=request.user
    )
    messages.success(request, _("联系人已更新"))
    return redirect("upkeep:change")


def _contact_form(enterprise: Enterprise) -> ContactForm:
    now = next((user for user in changes.contacts(enterprise) if user.phone == enterprise.contact_phone), None)
    return ContactForm(initial={"contact": now, "contact_name": enterprise.contact_name}, enterprise=enterprise)


def _page(request: HttpRequest, enterprise: Enterprise, **context: Any) -> HttpResponse:
    wrong = any(form.errors for form in context.values())
    context |= {
        "enterprise": enterprise,
        "running": InformationChange.objects.open().filter(enterprise=enterprise).first(),
    }
    return render(request, "upkeep/change.html", context, status=422 if wrong else 200)
