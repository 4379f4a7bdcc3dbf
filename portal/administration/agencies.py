"""The third-party agencies, who works for them, and their bonds with enterprises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from engine import clock
from forms import typed
from portal.accounts import people, roles
from portal.accounts.fields import NameField
from portal.accounts.models import User
from portal.administration.evaluators import Kept
from portal.administration.fields import ChoicesField, DayField, PersonField, TieForm, UsccField
from portal.administration.pages import Page
from portal.evaluation.models import Agency, AgencyMember, AgencyTie
from portal.listing import query_of
from portal.registry.models import Product


class AgencyForm(forms.ModelForm):
    name = NameField(label=gettext_lazy("机构名称"), max_length=100)
    uscc = UsccField(label=gettext_lazy("统一社会信用代码"))
    cma_valid_to = DayField(label=gettext_lazy("CMA 有效期至"), required=False)

    class Meta:
        model = Agency
        fields = ["name", "uscc", "fields", "cma_number", "cma_valid_to", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields"] = ChoicesField(label=_("业务领域"), choices=Product.Category.choices)


class MemberForm(forms.Form):
    person = PersonField(label=gettext_lazy("用户名"), help_text=gettext_lazy("须已有账户"))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean_person(self) -> User:
        person: User = self.cleaned_data["person"]
        if self.agency.members.filter(user=person).exists():
            raise ValidationError(_("此人已是这个机构的人员"))
        return person


class AgencyTieForm(TieForm):
    class Meta(TieForm.Meta):
        model = AgencyTie


class Agencies(Page, ListView):
    template_name = "administration/agencies.html"
    tab, permission_required = "agencies", "evaluation.view_agency"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Agency]:
        found = Agency.objects.annotate(people=Count("members")).order_by("-is_active", "name")
        words = typed.name(self.request.GET.get("q", ""))[:100]
        code = typed.code(words)
        return found.filter(Q(name__icontains=words) | Q(uscc__contains=code)) if code else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "today": clock.today(),
            "rows": [(agency, field_names(agency)) for agency in context["object_list"]],
            "asked": self.request.GET,
            "query": query_of(self.request),
            "may_add": self.request.user.has_perm("evaluation.add_agency"),
        }


class Add(Page, FormView):
    template_name = "administration/add_evaluator.html"
    tab, permission_required = "agencies", "evaluation.add_agency"
    form_class = AgencyForm
    extra_context = {"heading": gettext_lazy("添加机构")}

    def form_valid(self, form: AgencyForm) -> HttpResponse:
        agency = form.save()
        messages.success(self.request, _("“%(name)s”已保存") % {"name": agency})
        return redirect("administration:agency", pk=agency.pk)


class Edit(Kept):
    template_name = "administration/agency.html"
    tab, permission_required, write_permission = "agencies", "evaluation.view_agency", "evaluation.change_agency"
    queryset = Agency.objects.all()
    context_object_name = "agency"

    def makers(self) -> dict[str, Any]:
        tie = AgencyTie(agency=self.object)
        return {
            "agency": lambda data: AgencyForm(data, instance=self.object, auto_id="agency_%s"),
            "member": lambda data: MemberForm(data, agency=self.object, auto_id="member_%s"),
            "tie": lambda data: AgencyTieForm(data, instance=tie, auto_id="tie_%s"),
        }

    def save(self, action: str, form: Any) -> None:
        if action != "member":
            super().save(action, form)
            return
        person = form.cleaned_data["person"]
        AgencyMember.objects.create(agency=self.object, user=person)
        people.give(person, roles.AGENCY, by=self.request.user)

    def other(self, action: str) -> None:
        """Who leaves the agency gives back what he had taken; the role ends with the last agency."""
        chosen = self.request.POST.get("member", "")
        if action != "remove" or not chosen.isdecimal():
            super().other(action)
            return
        for member in self.object.members.filter(pk=int(chosen)).select_related("user"):
            member.delete()
            if not member.user.agency_memberships.exists():
                people.take(member.user, roles.AGENCY, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.object.members.select_related("user")
        return super().get_context_data(**kwargs) | {"ties": self.object.ties.all(), "members": members}


def field_names(agency: Agency) -> list[str]:
    names = dict(Product.Category.choices)
    return [str(names.get(field, field)) for field in agency.fields]
