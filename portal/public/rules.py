"""The regulations as people accept and use them: every version stays readable under its own address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.commands import CONSENT_VERSIONS
from portal.accounts.models import Consent

# version → since when it is used; each has its text in templates/public/rules
IN_FORCE = {"2026-01": date(2026, 1, 1)}


@dataclass(frozen=True)
class Regulation:
    """`versions` as `IN_FORCE`, the newest last; each has its text in templates/public/regulations/<name>."""

    name: str
    title: Promise
    about: Promise
    versions: Mapping[str, date]

    @property
    def current(self) -> str:
        return list(self.versions)[-1]

    @property
    def url(self) -> str:
        return reverse("public:regulation", args=[self.name])


MARKS = Regulation(
    "marks", _("标识使用规定"), _("星级标识和二维码可以用在哪里、怎样用，什么时候停用。"), {"2026-01": date(2026, 1, 1)}
)
CERTIFICATES = Regulation(
    "certificates", _("证书使用规定"), _("产品评价证书说明什么，怎样出示、更换和收回。"), {"2026-01": date(2026, 1, 1)}
)
REGULATIONS = {each.name: each for each in (MARKS, CERTIFICATES)}


@require_safe
def rules(request: HttpRequest, version: str = "") -> HttpResponse:
    """The version that is accepted today, or the one that was accepted then."""
    current = CONSENT_VERSIONS[Consent.Kind.RULES]
    about = {"title": _("星级评价规则"), "current": current, "current_url": reverse("public:rules")}
    return _page(request, "rules", about, versions=IN_FORCE, version=version or current)


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    """All that there are, with the versions of each."""
    versions = {"rules": IN_FORCE, "privacy": CONSENT_VERSIONS[Consent.Kind.PRIVACY]}
    return render(request, "public/regulations/list.html", {"regulations": REGULATIONS.values(), **versions})


@require_safe
def regulation(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    found = REGULATIONS.get(name)
    if found is None:
        raise Http404
    about = {"title": found.title, "current": found.current, "current_url": found.url}
    return _page(request, f"regulations/{name}", about, versions=found.versions, version=version or found.current)


def _page(
    request: HttpRequest, folder: str, about: dict[str, Any], *, versions: Mapping[str, date], version: str
) -> HttpResponse:
    """A text of `templates/public/<folder>` in one of its versions."""
    if version not in versions:
        raise Http404
    shown = {"version": version, "in_force": versions[version], "text": f"public/{folder}/{version}.html"}
    return render(request, "public/rules/page.html", about | shown)
