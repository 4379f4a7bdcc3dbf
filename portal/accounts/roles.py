"""The roles of the scheme: Django groups, which are the candidate groups of the diagrams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

REGISTRATION_REVIEWER = "registration_reviewer"
STAR_EVALUATOR = "star_evaluator"
SAMPLE_KEEPER = "sample_keeper"
CERTIFICATE_OFFICER = "certificate_officer"
COMPLIANCE_OFFICER = "compliance_officer"
LEGAL = "legal"
PROCESS_MANAGER = "process_manager"
ADMIN = "admin"
EXPERT = "expert"
AGENCY = "agency"
REFERRER = "referrer"
ENTERPRISE = "enterprise"
# Members of one enterprise are a group of their own: enterprise:12.
ENTERPRISE_PREFIX = "enterprise:"

NAMES = {
    REGISTRATION_REVIEWER: _("登记审核员"),
    STAR_EVALUATOR: _("星级评价员"),
    SAMPLE_KEEPER: _("样品管理员"),
    CERTIFICATE_OFFICER: _("证书专员"),
    COMPLIANCE_OFFICER: _("合规专员"),
    LEGAL: _("法务"),
    PROCESS_MANAGER: _("流程管理员"),
    ADMIN: _("平台管理员"),
    EXPERT: _("评价专家"),
    AGENCY: _("第三方机构"),
    REFERRER: _("推荐人"),
    ENTERPRISE: _("企业"),
}

# Roles of the operator's own people; experts and agencies see a case only when they are assigned to it.
STAFF = (
    REGISTRATION_REVIEWER,
    STAR_EVALUATOR,
    SAMPLE_KEEPER,
    CERTIFICATE_OFFICER,
    COMPLIANCE_OFFICER,
    LEGAL,
    PROCESS_MANAGER,
)

_READS_ENTERPRISES = ("registry.view_enterprise", "registry.view_product")
_READS_FILES = ("registry.read_files",)
_READS_EVALUATIONS = (
    "evaluation.view_application",
    "evaluation.view_evidence",
    "evaluation.view_sample",
    "evaluation.view_report",
)
_READS_OPINIONS = ("evaluation.view_opinion", "evaluation.view_paneldraw")
_READS_CERTIFICATES = ("certification.view_certificate", "certification.view_authorisation")
# Who works on requests, holds events, and recommends to buyers.
_BENEFITS = (
    "benefits.view_benefitrequest",
    "benefits.view_benefit",
    "events.change_event",
    "showcase.add_recommendation",
)
# Who recommends, and what they are thanked with.
_GRANTS = ("referrals.view_referrer", "referrals.view_referral", "referrals.view_grant", "referrals.add_grant")
_READS_CASES = ("supervision.view_case", "supervision.view_warning", "appeals.view_appeal")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    REGISTRATION_REVIEWER: (*_READS_ENTERPRISES, *_READS_FILES, *_GRANTS, *_BENEFITS, "registry.unmask_phone"),
    STAR_EVALUATOR: (
        *_READS_ENTERPRISES,
        *_READS_FILES,
        *_READS_EVALUATIONS,
        *_READS_OPINIONS,
        "registry.unmask_phone",
    ),
    SAMPLE_KEEPER: (
        *_READS_ENTERPRISES,
        "evaluation.view_application",
        "evaluation.view_sample",
        "registry.unmask_phone",
    ),
    CERTIFICATE_OFFICER: (
        *_READS_ENTERPRISES,
        *_READS_FILES,
        *_READS_EVALUATIONS,
        *_READS_OPINIONS,
        *_READS_CERTIFICATES,
    ),
    COMPLIANCE_OFFICER: (
        *_READS_ENTERPRISES,
        *_READS_FILES,
        *_READS_EVALUATIONS,
        *_READS_OPINIONS,
        *_READS_CERTIFICATES,
        *_READS_CASES,
        "supervision.add_case",
        "registry.unmask_phone",
    ),
    LEGAL: (*_READS_ENTERPRISES, *_READS_FILES, *_READS_CERTIFICATES, *_READS_CASES, "registry.unmask_phone"),
    PROCESS_MANAGER: (
        *_READS_ENTERPRISES,
        *_READS_FILES,
        *_READS_EVALUATIONS,
        *_READS_OPINIONS,
        *_READS_CERTIFICATES,
        *_READS_CASES,
        *_GRANTS,
        *_BENEFITS,
        "benefits.change_benefit",
        "showcase.add_feature",
        "documents.view_lettertemplate",
        "documents.add_lettertemplate",
        "engine.view_processdefinition",
        "engine.change_change",
        "engine.approve_change",
        "engine.view_processinstance",
        "engine.change_processinstance",
        "engine.change_usertask",
        "engine.change_incident",
    ),
    ADMIN: (
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "auth.view_group",
        "evaluation.view_agency",
        "evaluation.add_agency",
        "evaluation.change_agency",
        "evaluation.view_agencymember",
        "evaluation.add_agencymember",
        "evaluation.change_agencymember",
        "evaluation.delete_agencymember",
        "evaluation.view_agencytie",
        "evaluation.add_agencytie",
        "evaluation.change_agencytie",
        "evaluation.view_expert",
        "evaluation.add_expert",
        "evaluation.change_expert",
        "evaluation.view_experttie",
        "evaluation.add_experttie",
        "evaluation.change_experttie",
        "registry.view_region",
        "registry.change_region",
        "engine.view_calendarday",
        "engine.add_calendarday",
        "engine.change_calendarday",
        "engine.delete_calendarday",
        "notifications.view_smsmessage",
        "notifications.change_smsmessage",
        "scheme.view_settingchange",
        "scheme.add_settingchange",
        "channels.view_channel",
        "channels.add_channel",
        "channels.change_channel",
    ),
    EXPERT: (),
    AGENCY: (),
    REFERRER: (),
    ENTERPRISE: (),
}


def name_of(role: str) -> str:
    """The Chinese name of a role; dynamic groups are named by what they stand for, never by a person."""
    if role.startswith(ENTERPRISE_PREFIX):
        return str(NAMES[ENTERPRISE])
    if role.startswith("agency:"):
        return str(NAMES[AGENCY])
    if role.startswith("user:"):
        return str(_("指定人员"))
    return str(NAMES.get(role, role))


def names_of(roles: Iterable[str]) -> list[str]:
    """Names without repeats, in order."""
    return list(dict.fromkeys(name_of(role) for role in roles))


def of_work_held_by(user: Any) -> list[str]:
    """Its roles but those that come with an enterprise or with recommending."""
    return list(user.groups.exclude(name__in=(ENTERPRISE, REFERRER)).values_list("name", flat=True))


def is_of_work(group: str) -> bool:
    """A role, also one that an administrator made up; no dynamic group, nor the one of all enterprises' people."""
    return group != ENTERPRISE and ":" not in group


def grant_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After an app's migration: make the roles, grant them its permissions. Repeating is harmless."""
    # This receiver may run before the one of django.contrib.auth, which makes the permissions.
    create_permissions(sender, verbosity=0, using=using)
    groups = {role: Group.objects.using(using).get_or_create(name=role)[0] for role in NAMES}
    existing = {
        f"{sender.label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).filter(content_type__app_label=sender.label)
    }
    for role, names in PERMISSIONS.items():
        granted = [existing[name] for name in names if name in existing]
        if granted:
            groups[role].permissions.add(*granted)
