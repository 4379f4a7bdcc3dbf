"""What the pages of the administration have in common: the tabs, and who may open which."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# name of the page, its label, who may open it
Tab = tuple[str, str | Promise, str]
TABS: tuple[Tab, ...] = (
    ("people", _("人员与角色"), "accounts.view_user"),
    ("calendar", _("工作日历"), "engine.view_calendarday"),
    ("experts", _("评价专家"), "evaluation.view_expert"),
    ("agencies", _("第三方机构"), "evaluation.view_agency"),
    ("texts", _("短信"), "notifications.view_smsmessage"),
    ("templates", _("文书模板"), "documents.view_lettertemplate"),
    ("settings", _("平台参数"), "scheme.view_settingchange"),
)
# Of rooms above, by the whole names of their pages.
_more: list[Tab] = []


def provide(name: str, label: str | Promise, right: str) -> None:
    """Add a tab; adding it again changes nothing."""
    if (name, label, right) not in _more:
        _more.append((name, label, right))


def tabs_of(user: Any) -> list[Tab]:
    """(name, label, address) of the pages that this person may open; the settings are the last of them."""
    tabs = (*TABS[:-1], *_more, TABS[-1])
    return [(name, label, _address(name)) for name, label, right in tabs if user.has_perm(right)]


def _address(name: str) -> str:
    return reverse(name if ":" in name else f"administration:{name}")


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """The first page that this person may open."""
    tabs = tabs_of(request.user)
    if not tabs:
        raise PermissionDenied
    return redirect(tabs[0][2])


class Page(PermissionRequiredMixin):
    """`tab` is marked among the tabs; sending something needs `write_permission`."""

    tab: str
    permission_required: str
    write_permission = ""
    request: Any

    def get_permission_required(self) -> tuple[str, ...]:
        sends = self.request.method not in ("GET", "HEAD", "OPTIONS")
        return (self.permission_required, *([self.write_permission] if sends and self.write_permission else []))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        may_write = not self.write_permission or self.request.user.has_perm(self.write_permission)
        return context | {"tabs": tabs_of(self.request.user), "tab": self.tab, "may_write": may_write}
