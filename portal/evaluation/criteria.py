"""The facts that the star table is applied to, and the words in which its levels are shown.

The table itself is data: `bpmn/star_application/star_criteria.dmn`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine import clock, runtime
from portal.evaluation import incidents
from portal.evaluation.models import Application, Criterion, Evidence, Link, Star
from portal.registry.models import Enterprise, Product

DECISION = "star_criteria"

# Done in the evaluation itself; at the application the enterprise agrees to it.
DONE_LATER = (Criterion.K8, Criterion.K9, Criterion.K10)

_YES = _("已具备")
LEVELS: dict[str, dict[int, str | Promise]] = {
    Criterion.K1: {1: _YES},
    Criterion.K2: {1: _YES},
    Criterion.K3: {1: _YES},
    Criterion.K4: {6: _("半年"), 12: _("一年"), 24: _("连续两年"), 36: _("连续三年")},
    Criterion.K5: {
        1: _("企业可追溯"),
        2: _("产品可追溯"),
        3: _("生产环境可追溯"),
        4: _("生产流通环节可追溯"),
    },
    Criterion.K6: {1: _("资料备案"), 2: _("现场查看"), 3: _("现场核验"), 4: _("有效测试")},
    Criterion.K7: {1: _YES},
    Criterion.K8: {1: _("寄样产品抽检"), 2: _("现场检验")},
    Criterion.K9: {1: _("现场检验查看资料")},
    Criterion.K10: {1: _("线上评价"), 2: _("第三方委托评价"), 3: _("专家现场评价")},
}


def level_text(criterion: str, level: int) -> str:
    """A level in the table's own words; `–` where nothing is asked."""
    if level <= 0:
        return "–"
    if criterion == Criterion.K4:
        return str(LEVELS[criterion].get(level) or _("%(n)s个月") % {"n": level})
    return str(LEVELS[criterion].get(level, level))


def full_months(start: date, end: date) -> int:
    """Whole months from one day to another; a month ends on the same day, or on its last one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    last_day = min(start.day, monthrange(end.year, end.month)[1])
    return max(0, months if end.day >= last_day else months - 1)


def clean_months(enterprise: Enterprise, *, on: date) -> int:
    """Months without an incident that counts, no more than the enterprise is old."""
    last = incidents.latest(enterprise, until=on)
    start = max(enterprise.founded_on, last) if last else enterprise.founded_on
    return full_months(start, on)


def facts(application: Application, *, on: date | None = None) -> dict[str, Any]:
    """What is known of an application, by criterion; counted back from `on` (default: today)."""
    day = on or clock.today()
    evidence = list(application.evidence.all())
    visit = application.onsite_accepted
    return {
        "category": application.product.category,
        "K1": _licence(application.enterprise, evidence, on=day),
        "K2": _chain(evidence),
        "K3": _has_file(evidence, Criterion.K3),
        "K4": clean_months(application.enterprise, on=day),
        "K5": _level(evidence, Criterion.K5),
        "K6": _level(evidence, Criterion.K6),
        "K7": _has_file(evidence, Criterion.K7),
        # K8 to K10 are done, not shown: at the application they are what the enterprise agreed to.
        "K8": 2 if visit else 1,
        "K9": 1 if visit else 0,
        "K10": 3 if visit else 2,
    }


def known_facts(product: Product, *, on: date | None = None) -> dict[str, Any]:
    """The best that an application can reach: every paper handed in, only the records count."""
    day = on or clock.today()
    enterprise = product.enterprise
    most = {criterion: max(levels) for criterion, levels in LEVELS.items()}
    return most | {
        "category": product.category,
        "K1": int(_is_licence_valid(enterprise, on=day)),
        "K4": clean_months(enterprise, on=day),
    }


def _of(evidence: list[Evidence], criterion: str) -> list[Evidence]:
    return [row for row in evidence if row.criterion == criterion]


def _has_file(evidence: list[Evidence], criterion: str) -> int:
    return int(any(row.file_id for row in _of(evidence, criterion)))


def _level(evidence: list[Evidence], criterion: str) -> int:
    """The level that the enterprise names, worth nothing without a word or a file to show for it."""
    shown = [row.level for row in _of(evidence, criterion) if row.file_id or row.note]
    return max(shown, default=0)


def _is_licence_valid(enterprise: Enterprise, *, on: date) -> bool:
    return enterprise.term_ends_on is None or enterprise.term_ends_on >= on


def _licence(enterprise: Enterprise, evidence: list[Evidence], *, on: date) -> int:
    return int(bool(_has_file(evidence, Criterion.K1)) and _is_licence_valid(enterprise, on=on))


def _chain(evidence: list[Evidence]) -> int:
    """Each link has a certificate or is not applicable; one certificate at least."""
    rows = _of(evidence, Criterion.K2)
    answered = {row.link for row in rows if row.file_id or row.not_applicable}
    return int(answered >= set(Link.values) and any(row.file_id for row in rows))


def _required_text(criterion: str, level: int) -> str:
    """As `level_text`, but 已具备 would read as if it were met."""
    text = level_text(criterion, level)
    return str(_("须具备")) if text == str(_YES) else text


def _age(months: int) -> str:
    years, rest = divmod(months, 12)
    if not years:
        return str(_("%(n)s个月") % {"n": rest})
    if not rest:
        return str(_("%(n)s年") % {"n": years})
    return str(_("%(years)s年%(months)s个月") % {"years": years, "months": rest})


@dataclass(frozen=True)
class Gap:
    """One row of the star table for one application."""

    criterion: str
    required: int
    actual: int
    met: bool

    @property
    def name(self) -> str:
        return str(Criterion(self.criterion).label)

    @property
    def is_done_later(self) -> bool:
        """Asked for, and done in the evaluation itself."""
        return self.required > 0 and self.criterion in DONE_LATER

    @property
    def required_text(self) -> str:
        return _required_text(self.criterion, self.required)

    @property
    def actual_text(self) -> str:
        if self.criterion == Criterion.K4:
            return _age(self.actual)
        if self.is_done_later:  # nothing is there yet but the enterprise's word
            return str(_("企业已同意")) if self.met else "–"
        return level_text(self.criterion, self.actual)


@dataclass(frozen=True)
class Assessment:
    """What the star table says of some facts."""

    star: int
    max_star: int
    gaps: tuple[Gap, ...]

    @property
    def is_met(self) -> bool:
        return all(gap.met for gap in self.gaps)

    @property
    def unmet(self) -> list[Gap]:
        return [gap for gap in self.gaps if not gap.met]


def assessment(result: Mapping[str, Any], *, star: int) -> Assessment:
    """The decision's result as it stands in the case's variables."""
    gaps = tuple(
        Gap(row["criterion"], int(row["required"]), int(row["actual"]), bool(row["met"])) for row in result["gaps"]
    )
    return Assessment(star=star, max_star=int(result["max_star"]), gaps=gaps)


def assess(facts: Mapping[str, Any], *, star: int) -> Assessment | None:
    """Apply the newest star table; None while none is deployed."""
    decided = runtime.decide(DECISION, {"facts": facts, "star": star})
    if decided is None:
        return None
    _version, outcome = decided
    return assessment(outcome.result, star=star)


def requirements() -> dict[str, list[str]]:
    """The whole table in words: for each criterion what one to five stars ask for. Empty while none is deployed."""
    facts = dict.fromkeys(LEVELS, 0) | {"category": ""}
    found: dict[str, list[str]] = {criterion: [] for criterion in LEVELS}
    for star in Star.values:
        assessment = assess(facts, star=star)
        if assessment is None:
            return {}
        for gap in assessment.gaps:
            found[gap.criterion].append(gap.required_text)
    return found


@dataclass(frozen=True)
class Outlook:
    """One row of the table before anything is handed in.

    `state`: unasked, met (by the records), needed (papers to hand in), done_later, missing. `note`: what the records
    say already. `stars`: what each star asks for, for the columns beside the chosen one.
    """

    gap: Gap
    state: str
    note: str = ""
    stars: tuple[tuple[int, str], ...] = ()


_FIRST = ("missing", "needed", "done_later", "met", "unasked")


def outlook(assessment: Assessment, product: Product) -> list[Outlook]:
    """What stands in the way, what is to be handed in or done, and what the records already meet; gaps first."""
    table = requirements()
    rows = [
        Outlook(gap, _state(gap), _note(gap, product), tuple(enumerate(table[gap.criterion], start=1)))
        for gap in assessment.gaps
    ]
    return sorted(rows, key=lambda row: (_FIRST.index(row.state), not row.note))


def _note(gap: Gap, product: Product) -> str:
    if gap.criterion == Criterion.K5 and product.trace_level < gap.required:
        return str(_("备案时为“%(level)s”，须提高") % {"level": product.get_trace_level_display()})
    return ""


def _state(gap: Gap) -> str:
    if gap.required == 0:
        return "unasked"
    if not gap.met:
        return "missing"
    if gap.is_done_later:
        return "done_later"
    return "met" if gap.criterion == Criterion.K4 else "needed"
