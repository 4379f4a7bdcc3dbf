"""People and their roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, FormView, ListView

from forms import typed
from portal.accounts import people, roles
from portal.accounts.fields import NameField, UsernameField
from portal.accounts.models import User
from portal.accounts.phones import MobileFormField
from portal.administration.pages import Page
from portal.listing import query_of

_STATES: dict[str, Q] = {
    "active": Q(is_active=True),
    "disabled": Q(is_active=False),
    "invited": Q(is_active=True, phone_verified_at=None, invited_at__isnull=False),
}


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"),
        choices=[(role, roles.NAMES[role]) for role in people.GIVEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("企业的角色随成员身份取得，不在这里调整"),
    )


class DataForm(forms.ModelForm):
    """A number that is verified is changed by its owner only."""

    phone = MobileFormField(label=gettext_lazy("手机号码"), required=False)

    class Meta:
        model = User
        fields = ["display_name", "phone"]
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"display_name": NameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        if self.instance.phone_verified_at:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        others = User.objects.filter(phone=phone).exclude(pk=self.instance.pk)
        if phone and others.exclude(phone_verified_at=None, invited_at=None).exists():
            raise ValidationError(_("这个号码已由另一个账号使用"))
        return phone


class AddForm(RolesForm, DataForm):
    way = forms.ChoiceField(
        label=gettext_lazy("如何登录"),
        choices=[
            ("invitation", gettext_lazy("发邀请短信，本人凭验证码设置密码")),
            ("password", gettext_lazy("生成一次性密码，由您转告，首次登录须修改")),
        ],
        widget=forms.RadioSelect,
        initial="invitation",
    )

    class Meta(DataForm.Meta):
        fields = ["username", "display_name", "phone"]
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"username": UsernameField, "display_name": NameField}
        help_texts = {"username": gettext_lazy("登录时填写；可用汉字、字母、数字和 @ . + - _")}
        error_messages = {"username": {"invalid": gettext_lazy("用户名只能用汉字、字母、数字和 @ . + - _")}}

    field_order = ["username", "display_name", "phone", "roles", "way"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("该用户名已被使用，请换一个"))
        return username

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("way") == "invitation" and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("发邀请短信须填写手机号码"))
        return given


class People(Page, ListView):
    template_name = "administration/people.html"
    tab, permission_required = "people", "accounts.view_user"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[User]:
        asked = self.request.GET
        found = User.objects.prefetch_related("groups").order_by("-is_active", "display_name", "username")
        if words := asked.get("q", "").strip()[:100]:
            same_phone = Q(phone=typed.phone(words))
            found = found.filter(Q(display_name__icontains=words) | Q(username__icontains=words) | same_phone)
        if asked.get("role") in roles.NAMES:
            found = found.filter(groups__name=asked["role"])
        return found.filter(_STATES.get(asked.get("state", ""), Q()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        states = (("active", _("在用")), ("invited", _("待接受邀请")), ("disabled", _("已停用")))
        return context | {
            "rows": [(person, _role_names(person)) for person in context["object_list"]],
            "roles": roles.NAMES.items(),
            "states": states,
            "asked": self.request.GET,
            "query": query_of(self.request),
            "may_add": self.request.user.has_perm("accounts.add_user"),
        }


@method_decorator(never_cache, name="dispatch")
class Add(Page, FormView):
    template_name = "administration/add_person.html"
    tab, permission_required = "people", "accounts.add_user"
    form_class = AddForm

    def form_valid(self, form: AddForm) -> HttpResponse:
        by, way = self.request.user, form.cleaned_data["way"]
        person = people.add(form.save(commit=False), given=form.cleaned_data["roles"], by=by)
        if way == "password":
            password = people.set_one_time_password(person, by=by)
            return self.render_to_response({**self.get_context_data(), "person": person, "password": password})
        people.invite(person, by=by)
        messages.success(self.request, _("账户已添加，邀请短信已发出"))
        return redirect("administration:person", pk=person.pk)


@method_decorator(never_cache, name="dispatch")
class Person(Page, DetailView):
    template_name = "administration/person.html"
    tab, permission_required, write_permission = "people", "accounts.view_user", "accounts.change_user"
    context_object_name = "person"
    queryset = User.objects.all()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = get_object_or_404(User, pk=pk)
        action = request.POST.get("action", "")
        form = _form(action, self.object, request.POST)
        if form is not None and not form.is_valid():
            # A copy of its own: what was refused is not shown as the person's name.
            self.object = get_object_or_404(User, pk=pk)
            context = self.get_context_data(**{f"{action}_form": form})
            return self.render_to_response(context, status=422)
        if action not in _ACTIONS:
            return redirect("administration:person", pk=pk)
        try:
            password = _ACTIONS[action](self.object, form, request.user)
        except ValidationError as refused:
            messages.warning(request, refused.messages[0])
            return redirect("administration:person", pk=pk)
        if password:
            return self.render_to_response(self.get_context_data(password=password))
        messages.success(request, _("“%(person)s”的变更已保存") % {"person": self.object})
        return redirect("administration:person", pk=pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        shown = {"data_form": _form("data", person), "roles_form": _form("roles", person)} | kwargs
        changes = [
            (change, _listed(change.given), _listed(change.taken)) for change in person.changes.select_related("by")
        ]
        context = super().get_context_data(**shown)
        return context | {
            "changes": changes,
            "role_names": _role_names(person),
            "may_write": context["may_write"] and (self.request.user.is_superuser or not person.is_superuser),
            "is_self": person == self.request.user,
        }


def _listed(names: list[str]) -> str:
    return _("、").join(roles.names_of(names))


def _role_names(person: User) -> list[str]:
    return roles.names_of(group.name for group in person.groups.all())


def _form(action: str, person: User, data: Any = None) -> forms.Form | forms.ModelForm | None:
    if action == "data":
        return DataForm(data, instance=person)
    if action == "roles":
        return RolesForm(data, initial={"roles": [group.name for group in person.groups.all()]})
    return None


_ACTIONS: dict[str, Callable[[User, Any, Any], str | None]] = {
    "data": lambda person, form, by: people.save_data(form.save(commit=False), by=by),
    "roles": lambda person, form, by: people.set_roles(person, form.cleaned_data["roles"], by=by),
    "disable": lambda person, form, by: people.set_active(person, False, by=by),
    "enable": lambda person, form, by: people.set_active(person, True, by=by),
    "invite": lambda person, form, by: people.invite(person, by=by),
    "reset": lambda person, form, by: people.send_to_reset(person, by=by),
    "password": lambda person, form, by: people.set_one_time_password(person, by=by),
}
