"""Small things that several forms share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from documents.models import StoredFile
from engine.models import UserTask
from portal.accounts.models import User
from portal.evaluation.commands.applications import by_number, of_case
from portal.evaluation.criteria import Gap, assessment
from portal.evaluation.models import Application, Decision, Star

Answers = dict[str, Any]
Reference = dict[str, str]


def application_of(task: UserTask) -> Application:
    return of_case(task.inputs)


def application_shown(task: UserTask) -> Application:
    """The same one that the page shows beside the form."""
    return by_number(task.case.business_key) or application_of(task)


def files(references: Iterable[Reference] | None) -> list[StoredFile]:
    """The files that a file picker's answer names, in its order."""
    ids = [reference["id"] for reference in references or ()]
    found = {str(file.pk): file for file in StoredFile.objects.filter(pk__in=ids)}
    return [found[id_] for id_ in ids if id_ in found]


def reference(file: StoredFile) -> Reference:
    return {"id": str(file.pk), "name": file.name}


def star_name(star: int | None) -> str:
    return str(Star(star).label) if star else str(_("不予评定"))


def gap_rows(variables: Mapping[str, Any], *, only_unmet: bool = False) -> list[dict[str, str]]:
    """The star table as rows of the form's table."""
    result = variables.get("criteria")
    if not result:
        return []
    gaps = assessment(result, star=variables["star"])
    return [_row(gap) for gap in (gaps.unmet if only_unmet else gaps.gaps)]


def _row(gap: Gap) -> dict[str, str]:
    return {
        "name": f"{gap.criterion} {gap.name}",
        "required": gap.required_text,
        "actual": gap.actual_text,
        "met": _verdict(gap),
    }


def _verdict(gap: Gap) -> str:
    if not gap.required:
        return _("不作要求")
    if gap.is_done_later and gap.met:
        return _("评价时进行")
    return _("满足") if gap.met else _("未满足")


def record_decision(
    task: UserTask,
    *,
    stage: Decision.Stage,
    answers: Mapping[str, Any],
    by: User,
    outcome: str = "",
    recommended_star: int | None = None,
) -> Decision:
    """The row of a reviewing form: outcome, opinion (or the optional remark of a positive one), guidance."""
    return Decision.objects.create(
        application=application_of(task),
        stage=stage,
        outcome=outcome or answers["outcome"],
        recommended_star=recommended_star,
        opinion=answers.get("opinion") or answers.get("remark") or "",
        guidance=answers.get("guidance") or "",
        decided_by=by,
        task_id=task.pk,
    )
