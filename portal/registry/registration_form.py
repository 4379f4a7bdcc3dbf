"""Between the answers of the form `enterprise_registration_form` and the fields of `Enterprise`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import StoredFile
from engine import clock
from forms import typed
from portal.accounts.models import User
from portal.registry.errors import FieldsRefused
from portal.registry.models import Enterprise, Region
from portal.registry.referrers import Named
from portal.registry.uscc import validate_uscc

FORM = "enterprise_registration_form"

_TEXTS = (
    "name",
    "kind",
    "legal_representative",
    "address",
    "business_scope",
    "production_address",
    "contact_name",
    "contact_phone",
    "category",
    "needs",
)

Answers = dict[str, Any]


def fields_of(answers: Answers, *, by: User) -> dict[str, Any]:
    """Attributes of `Enterprise` from validated answers; `FieldsRefused` for what no form can know."""
    fields: dict[str, Any] = {name: (answers.get(name) or "").strip() for name in _TEXTS}
    fields["uscc"] = typed.code(answers["uscc"])
    fields["founded_on"] = date.fromisoformat(answers["founded_on"])
    fields["term_ends_on"] = None if answers.get("long_term") else _date(answers.get("term_ends_on"))
    fields["licence"] = _file(answers.get("licence"))
    fields["authorisation"] = None if answers.get("is_representative") else _file(answers.get("authorisation"))
    fields["township"] = Region.objects.current().townships().filter(pk=answers["township"]).first()
    if errors := _errors(fields, by=by) | _not_oneself(answers, by=by):
        raise FieldsRefused(errors)
    return fields


def _errors(fields: dict[str, Any], *, by: User) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    try:
        validate_uscc(fields["uscc"])
    except ValidationError as error:
        errors["uscc"] = list(error.messages)
    if fields["founded_on"] > clock.today():
        errors["founded_on"] = [_("成立日期不能晚于今天")]
    if fields["term_ends_on"] and fields["term_ends_on"] < clock.today():
        errors["term_ends_on"] = [_("营业执照已过期，请先到登记机关办理延期")]
    if fields["township"] is None:
        errors["township"] = [_("所选乡镇不在现行行政区划内，请重新选择")]
    if by.phone_verified_at is None or fields["contact_phone"] != by.phone:
        errors["contact_phone"] = [_("请填写本账户已通过短信验证的手机号码")]
    return errors


def _not_oneself(answers: Answers, *, by: User) -> dict[str, list[str]]:
    """Of all numbers only the own one is refused: nothing is said of anybody else's."""
    named = typed.phone(answers.get("referrer_phone") or "")
    return {"referrer_phone": [_("推荐人不能是本人")]} if named and named == by.phone else {}


def named_in(answers: Answers, *, invitation: str = "") -> Named:
    """Whom the registration names: the number that was typed goes before the link that was followed."""
    return Named(phone=typed.phone(answers.get("referrer_phone") or ""), invitation=invitation)


def answers_of(enterprise: Enterprise) -> Answers:
    """What the form shows again in 补正."""
    answers: Answers = {name: getattr(enterprise, name) for name in _TEXTS}
    return answers | {
        "uscc": enterprise.uscc,
        "founded_on": enterprise.founded_on.isoformat(),
        "long_term": enterprise.term_ends_on is None,
        "term_ends_on": enterprise.term_ends_on.isoformat() if enterprise.term_ends_on else None,
        "licence": _references(enterprise.licence),
        "authorisation": _references(enterprise.authorisation),
        "is_representative": enterprise.authorisation is None,
        "township": enterprise.township_id,
        "townships": township_options(enterprise.township.county_code),
    }


def handed_in(enterprise: Enterprise) -> Answers:
    """The same as it was sent: without the options around it, with what everybody who sends it agrees to."""
    answers = answers_of(enterprise) | {"rules": True, "privacy": True}
    del answers["townships"]
    return answers


def township_options(county_code: str) -> list[dict[str, str]]:
    """The townships of a county, as options of the form's select."""
    townships = Region.objects.current().townships().filter(parent_id=county_code)
    return [{"value": code, "label": name} for code, name in townships.values_list("code", "name")]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _file(references: list[dict[str, str]] | None) -> StoredFile | None:
    return StoredFile.objects.get(pk=references[0]["id"]) if references else None


def _references(file: StoredFile | None) -> list[dict[str, str]]:
    return [{"id": str(file.pk), "name": file.name}] if file else []
