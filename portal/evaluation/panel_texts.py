"""What a panel found, in words for those who discuss, sign and accept it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import clock
from portal.evaluation.models import Opinion, Panel, PanelReport

REASONS: dict[str, Promise] = {
    "veto": gettext_lazy("专家提出否决项"),
    "spread": gettext_lazy("专家评分相差超过15分"),
    "veto_upheld": gettext_lazy("否决项成立"),
    "section": gettext_lazy("有部分得分低于60分"),
    "nonconformity": gettext_lazy("不符合项逾期未整改或者未关闭"),
    "open_nonconformity": gettext_lazy("评分达到标准，有不符合项待整改"),
    "mean": gettext_lazy("平均分未达到所申请星级的标准"),
    "passed": gettext_lazy("平均分和各部分得分均达到标准"),
}


def visit_text(panel: Panel) -> str:
    visit = panel.visit
    local = visit.visited_at.astimezone(clock.LOCAL_ZONE) if visit.visited_at else None
    lines = [
        _("**现场核验**：%(time)s，%(place)s")
        % {"time": f"{local:%Y-%m-%d %H:%M}" if local else "", "place": visit.visited_place}
    ]
    if visit.sign_off:
        words = {"sign_off": visit.get_sign_off_display(), "who": visit.signed_by or visit.refusal}
        lines.append(_("%(sign_off)s：%(who)s") % words)
    return "\n\n".join([*lines, visit.summary])


def check_rows(panel: Panel) -> list[dict[str, str]]:
    """The checklist as rows of a form's table."""
    return [
        {
            "name": f"{item.criterion} {item.get_criterion_display()}",
            "verdict": str(item.get_verdict_display()),
            "remark": item.remark,
        }
        for item in panel.visit.checklist.all()
    ]


def opinion_rows(panel: Panel) -> list[dict[str, str]]:
    """Of the present round, once it is complete; one row an expert."""
    return [
        {
            "expert": str(opinion.seat.expert) + (_("（组长）") if opinion.seat.is_lead else ""),
            "scores": "、".join(str(opinion.scores[section]) for section in Opinion.Section.values),
            "mean": f"{opinion.mean:.2f}",
            "vetoes": "、".join(str(Opinion.Veto(veto).label) for veto in opinion.vetoes) or _("无"),
        }
        for opinion in _revealed(panel)
    ]


def opinions_text(panel: Panel) -> str:
    """Markdown: what each expert wrote, with the reasons of a veto."""
    paragraphs = [
        f"**{opinion.seat.expert}**：{' '.join(filter(None, [opinion.text, opinion.veto_reason]))}"
        for opinion in _revealed(panel)
    ]
    return "\n\n".join(paragraphs)


def _revealed(panel: Panel) -> QuerySet[Opinion]:
    return Opinion.objects.of_round(panel).filter(revealed_at__isnull=False)


def score_text(variables: Mapping[str, Any]) -> str:
    score, verdict = variables["score"], variables["verdict"]
    words = {"mean": score["mean"], "spread": score["spread"], "lowest": score["lowest"]}
    figures = _("平均分 **%(mean)s**，最大分差 %(spread)s，最低部分得分 %(lowest)s。") % words
    sections = "、".join(f"{Opinion.Section(row['section']).label} {row['mean']}" for row in score["sections"])
    outcome = {
        "pass": _("**合格**"),
        "fail": _("**不合格**"),
        "discuss": _("**需要讨论**"),
        "correct": _("**先整改**"),
    }[verdict["outcome"]]
    return f"{figures}\n\n{sections}\n\n{outcome}：{REASONS[verdict['reason']]}"


def discussion_text(panel: Panel) -> str:
    lines = [
        _("第%(round)d轮讨论：%(outcome)s。%(text)s")
        % {"round": entry.round, "outcome": entry.get_outcome_display(), "text": entry.text}
        for entry in panel.discussions.all()
    ]
    return "\n\n".join(lines)


def signature_rows(report: PanelReport) -> list[dict[str, str]]:
    signatures = report.countersignatures.select_related("seat__expert__user")
    return [
        {
            "expert": str(signature.seat.expert),
            "agrees": str(_("同意") if signature.agrees else _("不同意")),
            "dissent": signature.dissent,
        }
        for signature in signatures
    ]
