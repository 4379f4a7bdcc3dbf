"""The star table, and the facts that it is applied to."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn
from portal.evaluation import criteria, incidents
from portal.evaluation.criteria import LEVELS, full_months, level_text
from portal.evaluation.models import Application, Criterion, Evidence, Link
from tests.portal.world import BPMN, WEDNESDAY, stored_picture

pytestmark = pytest.mark.django_db

# The level that each star asks of each criterion, written down a second time: the table must say the same.
TABLE = {
    "K1": (1, 1, 1, 1, 1),
    "K2": (1, 1, 1, 1, 1),
    "K3": (0, 1, 1, 1, 1),
    "K4": (6, 12, 24, 24, 36),
    "K5": (1, 2, 2, 3, 4),
    "K6": (0, 1, 2, 3, 4),
    "K7": (0, 0, 0, 1, 1),
    "K8": (1, 1, 2, 2, 2),
    "K9": (0, 0, 1, 1, 1),
    "K10": (1, 2, 3, 3, 3),
}
# The same table's words.
WORDS = {
    "K4": ("半年", "一年", "连续两年", "连续两年", "连续三年"),
    "K5": ("企业可追溯", "产品可追溯", "产品可追溯", "生产环境可追溯", "生产流通环节可追溯"),
    "K6": ("–", "资料备案", "现场查看", "现场核验", "有效测试"),
    "K8": ("寄样产品抽检", "寄样产品抽检", "现场检验", "现场检验", "现场检验"),
    "K9": ("–", "–", "现场检验查看资料", "现场检验查看资料", "现场检验查看资料"),
    "K10": ("线上评价", "第三方委托评价", "专家现场评价", "专家现场评价", "专家现场评价"),
}
STARS = (1, 2, 3, 4, 5)


@lru_cache
def star_table() -> tuple[dmn.Decision, ...]:
    return tuple(dmn.parse_decisions((BPMN / "star_application" / "star_criteria.dmn").read_bytes()))


def assess(levels: dict[str, int], star: int) -> dict[str, Any]:
    facts = {"category": "tea"} | levels
    return dmn.evaluate(star_table(), "star_criteria", {"facts": facts, "star": star}).result


def just_enough(star: int) -> dict[str, int]:
    return {criterion: levels[star - 1] for criterion, levels in TABLE.items()}


@pytest.mark.parametrize("star", STARS)
@pytest.mark.parametrize("criterion", TABLE)
def test_each_row_of_the_table_asks_for_its_level_and_no_less(criterion, star):
    required = TABLE[criterion][star - 1]
    enough = just_enough(star)
    gap = next(gap for gap in assess(enough, star)["gaps"] if gap["criterion"] == criterion)
    assert gap == {"criterion": criterion, "required": required, "actual": required, "met": True}
    if required == 0:
        return
    short = assess(enough | {criterion: required - 1}, star)
    assert [gap["criterion"] for gap in short["gaps"] if not gap["met"]] == [criterion]
    assert short["met"] is False
    assert short["max_star"] < star


@pytest.mark.parametrize("star", STARS)
def test_just_enough_for_a_star_reaches_that_star(star):
    result = assess(just_enough(star), star)
    assert result["met"] is True
    assert result["max_star"] == max(s for s in STARS if all(
        TABLE[c][s - 1] <= TABLE[c][star - 1] for c in TABLE
    ))  # fmt: skip
    assert result["max_star"] == star


def test_nothing_reaches_no_star():
    assert assess(dict.fromkeys(TABLE, 0), 1)["max_star"] == 0


@pytest.mark.parametrize("criterion", WORDS)
def test_levels_are_shown_in_the_table_s_own_words(criterion):
    shown = tuple(level_text(criterion, level) for level in TABLE[criterion])
    assert shown == WORDS[criterion]


def test_every_level_of_the_table_has_its_words():
    for criterion, levels in TABLE.items():
        assert {level for level in levels if level} <= set(LEVELS[criterion])


levels_of_all = st.fixed_dictionaries(
    {criterion: st.integers(0, 48 if criterion == "K4" else max(levels) + 1) for criterion, levels in TABLE.items()}
)


@settings(max_examples=40, deadline=None)
@given(levels=levels_of_all)
def test_meeting_a_star_implies_meeting_every_lower_one(levels):
    met = [assess(levels, star)["met"] for star in STARS]
    assert met == sorted(met, reverse=True)
    assert assess(levels, 1)["max_star"] == sum(met)


@settings(max_examples=20, deadline=None)
@given(levels=levels_of_all, criterion=st.sampled_from(sorted(TABLE)), more=st.integers(1, 40))
def test_more_never_means_fewer_stars(levels, criterion, more):
    better = levels | {criterion: levels[criterion] + more}
    assert assess(better, 1)["max_star"] >= assess(levels, 1)["max_star"]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-03-11", "2026-03-11", 12),
        ("2025-03-12", "2026-03-11", 11),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-03-11", "2026-03-11", 0),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_one(start, end, months):
    assert full_months(date.fromisoformat(start), date.fromisoformat(end)) == months


@given(start=st.dates(date(2000, 1, 1), date(2030, 1, 1)), days=st.integers(0, 4000))
def test_a_day_more_never_makes_fewer_months(start, days):
    end = date.fromordinal(start.toordinal() + days)
    assert full_months(start, end) <= full_months(start, date.fromordinal(end.toordinal() + 1))


@pytest.fixture
def application(tea, people, clock) -> Application:
    clock.set(WEDNESDAY)
    return Application.objects.create(
        number="A202600001", enterprise=tea.enterprise, product=tea, star=1, created_by=people.owner
    )


@pytest.fixture
def give(application, people):
    def give_evidence(criterion: str, **fields: Any) -> None:
        if fields.pop("with_file", True):
            fields["file"] = stored_picture(owner=application.enterprise.group)
        Evidence.objects.create(application=application, criterion=criterion, given_by=people.owner, **fields)

    return give_evidence


def test_an_application_without_evidence_has_only_the_records(application):
    facts = criteria.facts(application)
    assert facts["K4"] == full_months(date(2019, 5, 6), date(2026, 3, 11)) == 82
    assert [facts[k] for k in ("K1", "K2", "K3", "K5", "K6", "K7")] == [0] * 6
    assert (facts["K8"], facts["K9"], facts["K10"]) == (1, 0, 2)


def test_every_link_needs_a_certificate_or_a_reason(application, give):
    *links, last = Link.values
    for link in links:
        give(Criterion.K2, link=link)
    assert criteria.facts(application)["K2"] == 0
    give(Criterion.K2, link=last, with_file=False, not_applicable=True, note="自产自销，无储运环节")
    assert criteria.facts(application)["K2"] == 1


def test_nothing_applicable_is_not_enough(application, give):
    for link in Link.values:
        give(Criterion.K2, link=link, with_file=False, not_applicable=True, note="不涉及该环节")
    assert criteria.facts(application)["K2"] == 0


def test_a_licence_that_expired_does_not_count(application, give):
    give(Criterion.K1)
    assert criteria.facts(application)["K1"] == 1
    application.enterprise.term_ends_on = date(2026, 3, 11)
    assert criteria.facts(application)["K1"] == 1, "its last day counts"
    application.enterprise.term_ends_on = date(2026, 3, 10)
    assert criteria.facts(application)["K1"] == 0


def test_a_level_without_a_word_or_a_file_is_worth_nothing(application, give):
    give(Criterion.K6, level=4, with_file=False)
    assert criteria.facts(application)["K6"] == 0
    give(Criterion.K6, level=2)
    assert criteria.facts(application)["K6"] == 2
    give(Criterion.K6, level=3, with_file=False, note="已接入省级追溯平台")
    assert criteria.facts(application)["K6"] == 3


def test_agreeing_to_a_visit_opens_the_upper_stars(application):
    application.onsite_accepted = True
    facts = criteria.facts(application)
    assert (facts["K8"], facts["K9"], facts["K10"]) == (2, 1, 3)


def test_an_incident_starts_the_count_again_and_a_future_one_does_not(application):
    days = [date(2024, 3, 12), date(2026, 4, 1)]
    source = lambda enterprise: days  # noqa: E731
    incidents.provide(source)
    try:
        assert criteria.facts(application)["K4"] == 23
        assert criteria.facts(application, on=date(2026, 3, 12))["K4"] == 24
    finally:
        incidents.withdraw(source)
    assert criteria.facts(application)["K4"] == 82


def test_the_outlook_begins_with_what_is_in_the_way_and_ends_with_what_is_not_asked(star_processes, tea):
    tea.enterprise.founded_on = date(2025, 5, 6)
    rows = _outlook(tea, star=3)
    assert [(row.gap.criterion, row.state) for row in rows] == [
        ("K4", "missing"),
        *((criterion, "needed") for criterion in ("K1", "K2", "K3", "K5", "K6")),
        *((criterion, "done_later") for criterion in ("K8", "K9", "K10")),
        ("K7", "unasked"),
    ]
    assert [
        (row.gap.required_text, row.gap.actual_text) for row in rows if row.gap.criterion in ("K1", "K4", "K8")
    ] == [
        ("连续两年", "10个月"),
        ("须具备", "已具备"),
        ("现场检验", "企业已同意"),
    ]
    assert rows[0].stars == tuple(enumerate(WORDS["K4"], start=1))
    tea.enterprise.founded_on = date(2024, 3, 11)
    assert {row.gap.criterion: row.state for row in _outlook(tea, star=3)}["K4"] == "met"


def test_the_outlook_says_first_where_the_filed_level_of_tracing_must_rise(star_processes, tea):
    first = _outlook(tea, star=5)[0]
    assert (first.gap.criterion, first.note) == ("K5", "备案时为“产品可追溯”，须提高")
    assert not any(row.note for row in _outlook(tea, star=3)), "as filed is enough"


def _outlook(product, *, star):
    assessment = criteria.assess(criteria.known_facts(product), star=star)
    assert assessment is not None
    return criteria.outlook(assessment, product)


def test_what_the_enterprise_has_agreed_to_is_not_called_done(star_processes, application):
    assessment = criteria.assess(criteria.facts(application), star=3)
    shown = {gap.criterion: (gap.met, gap.actual_text) for gap in assessment.gaps}
    assert shown["K8"] == (False, "–")
    assert shown["K7"] == (True, "–")
    assert not assessment.is_met
    assert {gap.criterion for gap in assessment.unmet} == {"K1", "K2", "K3", "K5", "K6", "K8", "K9", "K10"}


def test_a_licence_that_has_expired_is_seen_before_anything_is_handed_in(tea):
    tea.enterprise.term_ends_on = date(2026, 3, 10)
    assert criteria.known_facts(tea)["K1"] == 0
    assert criteria.known_facts(tea, on=date(2026, 3, 10))["K1"] == 1


@pytest.mark.parametrize(("months", "text"), [(0, "0个月"), (11, "11个月"), (12, "1年"), (24, "2年"), (25, "2年1个月")])
def test_an_age_is_told_in_years_and_months(months, text):
    assert criteria.Gap("K4", 12, months, months >= 12).actual_text == text


def test_levels_that_the_table_does_not_name():
    assert (level_text("K4", 7), level_text("K5", 0), level_text("K5", -1), level_text("K5", 9)) == (
        "7个月",
        "–",
        "–",
        "9",
    )


def test_without_a_star_table_nothing_is_judged(tea):
    assert criteria.assess(criteria.known_facts(tea), star=1) is None
    assert criteria.requirements() == {}
