"""The draw of experts, and who is barred from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evaluation.conflicts import ties_count_since
from portal.evaluation.draw import Candidate, Drawn, TooFew, draw, lot, own_share, ranking
from portal.evaluation.models import AgencyTie, Panel, PanelDraw
from portal.evaluation.models.ties import years_before
from portal.evaluation.redrawing import redo
from portal.registry.models import Enterprise

reasons = st.lists(st.sampled_from(["field", "county", "tie", "member", "repeat", "drawn"]), max_size=2, unique=True)
candidates = st.lists(
    st.builds(
        Candidate,
        expert=st.integers(1, 10_000),
        senior=st.booleans(),
        barred=reasons.map(tuple),
        own=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda candidate: candidate.expert,
)
wanted = st.tuples(st.integers(0, 5), st.booleans())


@given(candidates, st.text(max_size=20), wanted)
def test_a_draw_takes_as_many_as_are_wanted_and_nobody_who_is_barred(found, seed, want):
    members, lead = want
    own = own_share(members + lead)
    free = {candidate.expert: candidate for candidate in found if not candidate.barred}
    specialists = [candidate for candidate in free.values() if candidate.own]
    enough = len(free) >= members + lead and len(specialists) >= own
    if not enough or (lead and not any(candidate.senior for candidate in specialists)):
        with pytest.raises(TooFew):
            draw(found, seed=seed, members=members, lead=lead, own=own)
        return
    drawn = draw(found, seed=seed, members=members, lead=lead, own=own)
    assert len(set(drawn.experts)) == members + lead
    assert set(drawn.experts) <= set(free)
    assert sum(free[expert].own for expert in drawn.experts) >= own
    assert (drawn.lead is not None) == lead
    if drawn.lead is not None:
        assert free[drawn.lead].senior
        assert free[drawn.lead].own


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


SEED = "A202600012:9f86d081884c7d659a2feaa0c55ad015:1"


def test_anybody_can_work_out_the_lots_again():
    """Golden values, made with `printf '%s' 'A202600012:…:1:7' | sha256sum`: kept draws are re-checked by this text."""
    assert lot(SEED, 7) == "af658976dd520a1146ccf7f235212a1ebe6634a4c483dd484c57a6718862e294"
    assert lot(SEED, 12) == "4c5ba9f59040f1abe1a5df1ce14bf2541e1bba087d8d9f78578dd79ecd3e265a"


def test_a_kept_draw_comes_out_the_same_for_ever():
    """A record as it lies in the database; another text under the lots, or another order, names other people."""
    panel = Panel(seed=SEED.removesuffix(":1"), size=5)
    rows = [{"expert": n, "senior": n % 3 == 0, "own": n % 2 == 1, "barred": ["tie"] * (n == 9)} for n in range(1, 13)]
    record = PanelDraw(panel=panel, round=1, candidates=rows, lead_wanted=True, members_wanted=4, own_wanted=3)
    assert record.seed == SEED
    assert [each.expert for each in ranking(map(Candidate.of_json, rows), seed=SEED)] == [
        6,
        11,
        4,
        12,
        1,
        10,
        3,
        5,
        7,
        2,
        8,
    ]
    assert redo(record) == Drawn(lead=3, members=(6, 11, 4, 1))


def test_a_draw_kept_before_the_own_field_counted_comes_out_as_it_was():
    rows = [{"expert": n, "senior": n % 3 == 0, "barred": []} for n in range(1, 8)]
    record = PanelDraw(
        panel=Panel(seed=SEED.removesuffix(":1"), size=3), round=1, candidates=rows, lead_wanted=True, members_wanted=2
    )
    order = [each.expert for each in ranking(map(Candidate.of_json, rows), seed=SEED)]
    lead = next(expert for expert in order if expert % 3 == 0)
    assert redo(record) == Drawn(lead=lead, members=tuple(e for e in order if e != lead)[:2])


def test_general_fields_only_fill_what_the_own_field_leaves():
    """枸杞鲜果 once got food safety, tea and quality management, and no expert for fruit."""
    general = [Candidate(expert=number, senior=True, own=False) for number in range(1, 40)]
    fruit = [Candidate(expert=100, senior=True), Candidate(expert=101)]
    for seed in map(str, range(50)):
        drawn = draw([*general, *fruit], seed=seed, members=2, lead=True, own=own_share(3))
        assert drawn.lead == 100
        assert 101 in drawn.members
    with pytest.raises(TooFew) as few:
        draw([*general, Candidate(expert=101)], seed="s", members=2, lead=True, own=own_share(3))
    assert (few.value.members, few.value.own, few.value.lead) == (0, 0, True)


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ([], (3, 1, True)),
        ([Candidate(expert=1, senior=True)], (3, 1, False)),
        ([Candidate(expert=1, senior=True), Candidate(expert=2, own=False)], (2, 1, False)),
        ([Candidate(expert=n, own=False) for n in range(9)], (0, 1, True)),
        ([Candidate(expert=n) for n in range(3)], (0, 0, True)),
    ],
)
def test_too_few_are_told_how_many_are_missing(found, missing):
    with pytest.raises(TooFew) as few:
        draw(found, seed="s", members=3, lead=True, own=own_share(4))
    assert (few.value.members, few.value.own, few.value.lead) == missing


def test_half_of_a_panel_at_least_is_of_the_own_field():
    assert [own_share(size) for size in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]


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
@pytest.mark.django_db
def test_a_tie_bars_for_three_years_after_it_ended(until, bars):
    enterprise = Enterprise(name="云岭茶业", uscc="91433126MAY0P0A179")
    by_code = AgencyTie(organisation="旧名称", uscc="91433126MAY0P0A179", until=until)
    by_name = AgencyTie(organisation="云岭茶业", until=until)
    for tie in (by_code, by_name):
        assert tie.bars_from(enterprise, since=ties_count_since(date(2026, 3, 11))) is bars
    enterprise.name = "云岭茶业（古丈）"
    assert AgencyTie(organisation="云岭茶业 (古丈)").bars_from(enterprise, since=date(2023, 3, 11))
    assert not AgencyTie(organisation="云岭茶业", uscc="91522634MAY0P0B210").bars_from(
        enterprise, since=date(2023, 3, 11)
    )


@pytest.mark.django_db
def test_how_long_a_tie_bars_is_a_setting(settings):
    settings.OTOP_TIE_YEARS = 1
    assert ties_count_since(date(2026, 3, 11)) == date(2025, 3, 11)


def test_three_years_before_a_leap_day():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
