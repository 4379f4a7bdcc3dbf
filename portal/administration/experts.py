"""The list of experts, and their bonds with enterprises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from portal.accounts import people, roles
from portal.accounts.models import User
from portal.administration.evaluators import Kept
from portal.administration.fields import ChoicesField, CountyField, PersonField, TieForm
from portal.administration.pages import Page
from portal.evaluation.models import Expert, ExpertTie
from portal.listing import query_of


class ExpertForm(forms.ModelForm):
    county = CountyField(label=gettext_lazy("所在县"), help_text=gettext_lazy("县的全称或六位代码；专家不评本县企业"))

    class Meta:
        model = Expert
        fields = ["fields", "county", "title", "employer", "is_senior", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields"] = ChoicesField(label=_("专业领域"), choices=Expert.Field.choices)


class AddForm(ExpertForm):
    person = PersonField(label=gettext_lazy("用户名"), help_text=gettext_lazy("须已有账户"))

    field_order = ["person", "fields", "county", "title", "employer", "is_senior", "is_active"]

    def clean_person(self) -> User:
        person: User = self.cleaned_data["person"]
        if Expert.objects.filter(user=person).exists():
            raise ValidationError(_("此人已在专家库中"))
        return person


class ExpertTieForm(TieForm):
    class Meta(TieForm.Meta):
        model = ExpertTie


class Experts(Page, ListView):
    template_name = "administration/experts.html"
    tab, permission_required = "experts", "evaluation.view_expert"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[Expert]:
        asked = self.request.GET
        found = Expert.objects.select_related("user", "county").order_by("-is_active", "user__display_name", "pk")
        if words := asked.get("q", "").strip()[:100]:
            found = found.filter(Q(user__display_name__icontains=words) | Q(employer__icontains=words))
        if asked.get("field") in Expert.Field.values:
            found = found.filter(fields__contains=[asked["field"]])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "rows": [(expert, field_names(expert)) for expert in context["object_list"]],
            "fields": Expert.Field.choices,
            "asked": self.request.GET,
            "query": query_of(self.request),
            "may_add": self.request.user.has_perm("evaluation.add_expert"),
        }


class Add(Page, FormView):
    template_name = "administration/add_evaluator.html"
    tab, permission_required = "experts", "evaluation.add_expert"
    form_class = AddForm
    extra_context = {"heading": gettext_lazy("添加专家")}

    @transaction.atomic
    def form_valid(self, form: AddForm) -> HttpResponse:
        person = form.cleaned_data["person"]
        form.instance.user = person
        expert = form.save()
        people.give(person, roles.EXPERT, by=self.request.user)
        messages.success(self.request, _("“%(name)s”已保存") % {"name": expert})
        return redirect("administration:expert", pk=expert.pk)


class Edit(Kept):
    template_name = "administration/expert.html"
    tab, permission_required, write_permission = "experts", "evaluation.view_expert", "evaluation.change_expert"
    queryset = Expert.objects.select_related("user", "county")
    context_object_name = "expert"

    def makers(self) -> dict[str, Any]:
        tie = ExpertTie(expert=self.object)
        return {
            "expert": lambda data: ExpertForm(data, instance=self.object, auto_id="expert_%s"),
            "tie": lambda data: ExpertTieForm(data, instance=tie, auto_id="tie_%s"),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ties": self.object.ties.all()}


def field_names(expert: Expert) -> list[str]:
    names = dict(Expert.Field.choices)
    return [str(names.get(field, field)) for field in expert.fields]
