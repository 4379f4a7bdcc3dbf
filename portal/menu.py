"""The main menu by role, and the page on which each role starts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engine.models import Inbox
from portal.accounts import roles
from portal.administration.pages import tabs_of
from portal.inbox.lists import counts
from portal.inbox.pulse import work_of, works_here
from portal.public.home import welcome
from portal.registry.current import my_enterprises


def menu(request: HttpRequest) -> dict[str, Any]:
    """`menu`: what this person may open, the current page marked; a context processor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    entries = list(_enterprise_entries(request)) + list(_staff_entries(request))
    here = max(
        (root for entry in entries for root in entry["roots"] if request.path.startswith(root)), key=len, default=""
    )
    return {"menu": [entry | {"active": here in entry["roots"]} for entry in entries]}


def home(request: HttpRequest) -> HttpResponse:
    """`/`: the page where this person's work is; for passers-by what the scheme is."""
    user = request.user
    if not user.is_authenticated:
        return welcome(request)
    if my_enterprises(request) or not works_here(user):
        return redirect("registry:dashboard")
    if work_of(user) == {roles.REFERRER} and not user.is_superuser:
        return redirect("referrals:centre")
    if user.has_perm("engine.view_processinstance") and not Inbox(user, offered=False).exists():
        return redirect("cockpit:processes")
    if user.has_perm("accounts.view_user") and not Inbox(user).exists():
        return redirect("administration:start")
    return redirect("inbox:list")


def _enterprise_entries(request: HttpRequest) -> Any:
    if not my_enterprises(request):
        return
    yield _entry(_("我的企业"), "registry:dashboard", "ti-building-store")
    yield _entry(pgettext("list", "产品"), "registry:products", "ti-package")
    yield _entry(_("星级评价"), "evaluation:applications", "ti-stars")
    yield _entry(_("证书与标识"), "certification:list", "ti-certificate")
    yield _entry(_("申诉"), "appeals:list", "ti-scale")
    yield _entry(_("权益"), "benefits:list", "ti-speakerphone", "events:list", "showcase:to_buyers")
    yield _entry(_("供需对接"), "exchange:postings", "ti-arrows-exchange")
    yield _entry(_("文书"), "registry:documents", "ti-file-text")
    yield _entry(_("成员"), "registry:members", "ti-users")


def _staff_entries(request: HttpRequest) -> Any:
    user = request.user
    if roles.REFERRER in work_of(user):
        yield _entry(_("推荐中心"), "referrals:centre", "ti-user-heart")
    if works_here(user):
        yield _entry(_("工作台"), "inbox:list", "ti-checklist") | {
            "count": counts(request)["mine"],
            "offered": counts(request)["offered"],
        }
    if user.has_perm("supervision.view_case"):
        yield _entry(_("监督警示"), "supervision:cases", "ti-alert-triangle")
    if user.has_perm("benefits.view_benefitrequest"):
        yield _entry(_("权益申请"), "benefits:requests", "ti-speakerphone")
    if user.has_perm("events.change_event"):
        yield _entry(_("活动"), "events:manage", "ti-calendar-event")
    if user.has_perm("showcase.add_feature"):
        yield _entry(_("样品推介"), "showcase:manage", "ti-award")
    if user.has_perm("showcase.add_recommendation"):
        yield _entry(_("采购推荐"), "showcase:buyers", "ti-briefcase")
    if user.has_perm("referrals.view_grant"):
        yield _entry(_("推荐人"), "referrals:grants", "ti-gift")
    if user.has_perm("engine.view_processdefinition"):
        yield _entry(pgettext("list", "流程"), "cockpit:processes", "ti-sitemap")
    if user.has_perm("engine.change_change"):
        yield _entry(_("变更单"), "workbench:changes", "ti-git-pull-request")
    if user.has_perm("engine.view_processinstance"):
        yield _entry(_("案件"), "cockpit:instances", "ti-list-details", "cockpit:batches")
        yield _entry(_("异常"), "cockpit:incidents", "ti-bug")
    if tabs_of(user):
        yield _entry(_("平台管理"), "administration:start", "ti-settings")


def _entry(label: str, name: str, icon: str, *more: str) -> dict[str, Any]:
    """`more`: lists that one comes to from this page."""
    return {"label": label, "url": reverse(name), "icon": icon, "roots": [reverse(each) for each in (name, *more)]}
