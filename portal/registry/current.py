"""Which of a person's enterprises the pages are about: kept in the session, checked on every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from engine.models.statements.signing_in import groups_of
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.registry import grants
from portal.registry.models import Enterprise

_KEY = "enterprise"
View = Callable[..., HttpResponse]


def current_enterprise(request: HttpRequest) -> Enterprise | None:
    """The chosen one while the person is still a member, else the first live one, else the last one."""
    if not hasattr(request, "_current_enterprise"):
        request._current_enterprise = _choose(request)  # type: ignore[attr-defined]
    return request._current_enterprise  # type: ignore[attr-defined]


def my_enterprises(request: HttpRequest) -> list[Enterprise]:
    """Those that the person is a member of; asked once for each request, since the menu and the page need them."""
    if not hasattr(request, "_my_enterprises"):
        request._my_enterprises = _enterprises_of(request.user)  # type: ignore[attr-defined]
    return request._my_enterprises  # type: ignore[attr-defined]


def _enterprises_of(user: Any) -> list[Enterprise]:
    # The groups are asked for in every page; whoever is in no enterprise's needs no second question.
    if not any(group.startswith(ENTERPRISE_PREFIX) for group in groups_of(user)):
        return []
    return list(Enterprise.objects.of(user).select_related("township__parent__parent__parent").order_by("pk"))


def _choose(request: HttpRequest) -> Enterprise | None:
    mine = my_enterprises(request)
    chosen = [enterprise for enterprise in mine if enterprise.pk == request.session.get(_KEY)]
    live = [enterprise for enterprise in mine if enterprise.status in Enterprise.LIVE]
    return next(iter([*chosen, *live, *reversed(mine)]), None)


def choose(request: HttpRequest, enterprise: Enterprise) -> None:
    request.session[_KEY] = enterprise.pk
    request._current_enterprise = enterprise  # type: ignore[attr-defined]
    vars(request).pop("_my_enterprises", None)


def with_enterprise(view: View) -> View:
    """The view gets the current enterprise; whoever has none is led to registering one."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enterprise = current_enterprise(request)
        if enterprise is None:
            return redirect("registry:register")
        return view(request, enterprise, *args, **kwargs)

    return wrapped


def for_owners(view: View) -> View:
    """The same, for owners only; staff are refused."""

    @with_enterprise
    @wraps(view)
    def wrapped(request: HttpRequest, enterprise: Enterprise, *args: Any, **kwargs: Any) -> HttpResponse:
        if not grants.may_manage(request.user, enterprise):
            raise PermissionDenied
        return view(request, enterprise, *args, **kwargs)

    return wrapped
