"""The draw of experts, and who is barred from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evaluation.draw import Candidate, TooFew, draw
from portal.evaluation.models import AgencyTie
from portal.evaluation.models.ties import years_before
from portal.registry.models import Enterprise

pytestmark = pytest.mark.django_db  # the cache that each test clears is a table

reasons = st.lists(st.sampled_from(["field", "county", "tie", "member", "repeat", "drawn"]), max_size=2, unique=True)
candidates = st.lists(
    st.builds(Candidate, expert=st.integers(1, 10_000), senior=st.booleans(), barred=reasons.map(tuple)),
    max_size=30,
    unique_by=lambda candidate: candidate.expert,
)
wanted = st.tuples(st.integers(0, 5), st.booleans())


@given(candidates, st.text(max_size=20), wanted)
def test_a_draw_takes_as_many_as_are_wanted_and_nobody_who_is_barred(found, seed, want):
    members, lead = want
    free = {candidate.expert: candidate for candidate in found if not candidate.barred}
    enough = len(free) >= members + lead and (not lead or any(c.senior for c in free.values()))
    if not enough:
        with pytest.raises(TooFew):
            draw(found, seed=seed, members=members, lead=lead)
        return
    drawn = draw(found, seed=seed, members=members, lead=lead)
    assert len(set(drawn.experts)) == members + lead
    assert set(drawn.experts) <= set(free)
    assert (drawn.lead is not None) == lead
    if drawn.lead is not None:
        assert free[drawn.lead].senior


@given(candidates, st.text(max_size=20), wanted, st.randoms())
def test_the_same_seed_draws_the_same_panel_in_whatever_order_the_list_is(found, seed, want, random):
    members, lead = want
    shuffled = [Candidate.of_json(candidate.as_json()) for candidate in found]
    random.shuffle(shuffled)
    results = []
    for order in (found, shuffled):
        try:
            results.append(draw(order, seed=seed, members=members, lead=lead))
        except TooFew as few:
            results.append((few.members, few.lead))
    assert results[0] == results[1]


def test_a_new_seed_draws_another_panel():
    pool = [Candidate(expert=number, senior=True) for number in range(1, 40)]
    panels = {draw(pool, seed=str(seed), members=2, lead=True) for seed in range(20)}
    assert len(panels) > 15


def test_every_candidate_has_the_same_chance():
    pool = [Candidate(expert=number, senior=True) for number in range(1, 11)]
    drawn = [expert for seed in range(3000) for expert in draw(pool, seed=f"s{seed}", members=2, lead=True).experts]
    assert all(780 < drawn.count(number) < 1020 for number in range(1, 11))  # 900 expected, 4 standard deviations


@pytest.mark.parametrize(
    ("until", "bars"),
    [(None, True), (date(2026, 3, 1), True), (date(2023, 3, 12), True), (date(2023, 3, 11), False)],
)
def test_a_tie_bars_for_three_years_after_it_ended(until, bars):
    enterprise = Enterprise(name="云岭茶业", uscc="91433126MAY0P0A179")
    by_code = AgencyTie(organisation="旧名称", uscc="91433126MAY0P0A179", until=until)
    by_name = AgencyTie(organisation="云岭茶业", until=until)
    for tie in (by_code, by_name):
        assert tie.bars_from(enterprise, on=date(2026, 3, 11)) is bars
    assert not AgencyTie(organisation="云岭茶业", uscc="91522634MAY0P0B210").bars_from(enterprise, on=date(2026, 3, 11))


def test_three_years_before_a_leap_day():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
