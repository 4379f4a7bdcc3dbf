"""The regulations as people accept and use them. Each version keeps its text, in `templates/scheme/regulations/<name>`:
a change of meaning is a new file under a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Version:
    name: str
    since: date
    url: str


@dataclass(frozen=True)
class Regulation:
    """`versions`: since when each is used, the newest last; `page`, `version_page`: addresses of its text."""

    name: str
    title: Promise
    about: Promise
    versions: Mapping[str, date]
    page: str = "public:regulation"
    version_page: str = "public:regulation_version"

    @property
    def current(self) -> str:
        return list(self.versions)[-1]

    @property
    def url(self) -> str:
        return reverse(self.page, args=self._args)

    def url_of(self, version: str) -> str:
        return reverse(self.version_page, args=[*self._args, version])

    @property
    def told(self) -> list[Version]:
        return [Version(version, since, self.url_of(version)) for version, since in self.versions.items()]

    @property
    def _args(self) -> list[str]:
        return [self.name] if self.page == "public:regulation" else []

    def template(self, version: str) -> str:
        return f"scheme/regulations/{self.name}/{version}.html"


RULES = Regulation(
    "rules",
    _("星级评价规则"),
    _("各星级的要求、怎样办理、警示与整改。注册和申请时按版本接受。"),
    {"2026-01": date(2026, 1, 1)},
    page="public:rules",
    version_page="public:rules_version",
)
MARKS = Regulation(
    "marks", _("标识使用规定"), _("星级标识和二维码可以用在哪里、怎样用，什么时候停用。"), {"2026-01": date(2026, 1, 1)}
)
CERTIFICATES = Regulation(
    "certificates", _("证书使用规定"), _("产品评价证书说明什么，怎样出示、更换和收回。"), {"2026-01": date(2026, 1, 1)}
)
SAMPLES = Regulation(
    "samples", _("样品展示约定"), _("合格样品怎样向公众展示，怎样撤回同意。"), {"2026-01": date(2026, 1, 1)}
)
BUYERS = Regulation(
    "buyers", _("采购推荐约定"), _("产品怎样推荐给采购商，怎样撤回同意。"), {"2026-11": date(2026, 11, 27)}
)
PRIVACY = Regulation(
    "privacy",
    _("个人信息处理规则"),
    _("平台怎样处理您的姓名、手机号码和登录信息。注册账号时按版本接受。"),
    {"2026-01": date(2026, 1, 1), "2026-02": date(2026, 2, 1)},
    page="privacy",
    version_page="privacy_version",
)
REPORTING = Regulation(
    "reporting",
    _("投诉举报个人信息说明"),
    _("投诉举报时留下的手机号码和材料怎样使用、谁能看到。留下号码时按版本同意。"),
    {"2026-11": date(2026, 11, 27)},
)
# What whoever downloads a mark for printing has accepted.
OF_MARKS = (MARKS, CERTIFICATES)
# What is accepted for an enterprise; that one agrees to PRIVACY is a person's own, to REPORTING a reporter's.
REGULATIONS = {each.name: each for each in (RULES, MARKS, CERTIFICATES, SAMPLES, BUYERS)}
READABLE = (*REGULATIONS.values(), PRIVACY, REPORTING)
