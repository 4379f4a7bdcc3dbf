"""A keeper with a parcel in the hand finds its task: by everything that the row shows, and by what the case is."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.models import UserTask
from portal.registry.models import CaseText
from portal.registry.search import fill, normalised
from tests.portal.evaluation.conftest import apply, star_processes
from tests.portal.inbox.crowd import case_rows

__all__ = ["apply", "star_processes"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(apply, people):
    """An application whose sample is on its way."""
    case = apply(star=1)
    case.accept()
    case.ship()
    return case


def found(client: Client, words: str, **more: str) -> list[UserTask]:
    answer = client.get(reverse("inbox:list"), {"tab": "offered", "q": words, **more})
    return [row.task for row in answer.context["rows"]]


def test_a_task_is_found_by_what_people_have_in_hand(parcel, people, client):
    client.force_login(people.keeper)
    sample = parcel.application.samples.get()
    task = parcel.task("ReceiveSample")
    for words in (
        "默戎云岭",
        parcel.product.enterprise.uscc,
        "高山绿茶",
        sample.number,
        "SF1234567890",
        "sf1234567890",
        "ＳＦ１２３４５６７８９０",
        parcel.number,
        parcel.product.filing_number,
        "签收",
        "云岭 签收",
    ):
        assert found(client, words) == [task], words
    assert found(client, "云岭 没有这个词") == []


def test_a_name_that_changes_is_found_from_then_on(parcel, people, client):
    enterprise = parcel.product.enterprise
    enterprise.name = "古丈新名茶业有限公司"
    enterprise.save()
    client.force_login(people.keeper)
    assert found(client, "新名茶业") == [parcel.task("ReceiveSample")]
    assert found(client, "默戎云岭") == []


def test_nothing_found_says_so_and_offers_to_clear_the_filter(parcel, people, client):
    client.force_login(people.keeper)
    page = client.get(reverse("inbox:list"), {"tab": "mine", "q": "没有这个"}).content.decode()
    assert "没有符合条件的任务" in page
    assert "没有待办的任务" not in page
    assert f'href="{reverse("inbox:list")}?tab=mine"' in page
    assert "清除条件" in page
    assert "没有待办的任务" in client.get(reverse("inbox:list"), {"tab": "mine"}).content.decode()


def test_a_search_shows_nobody_what_is_not_theirs(parcel, people, client):
    client.force_login(people.rival)
    assert found(client, "默戎云岭") == []


def test_cases_are_found_in_the_list_of_all_with_the_processes_they_called(parcel, people, client):
    client.force_login(people.manager)
    answer = client.get(reverse("cockpit:instances"), {"q": "SF1234567890"})
    assert {one.process_key for one in answer.context["object_list"]} == {
        "star_application",
        "sample_inspection",
        "eval_online",
    }
    empty = client.get(reverse("cockpit:instances"), {"q": "没有这个"}).content.decode()
    assert "没有符合条件的案件" in empty
    assert "清除条件" in empty


def test_cases_from_before_the_search_are_found_after_the_next_migration(parcel):
    from django.apps import apps

    CaseText.objects.all().delete()
    fill(apps)
    assert "sf1234567890" in CaseText.objects.get(case__business_key=parcel.number).text


@pytest.mark.parametrize(
    ("typed", "kept"), [("ＡＢ１", "ab1"), ("  古丈\u3000茶 ", "古丈 茶"), ("腊\u200b肉", "腊肉"), ("", "")]
)
def test_spellings_are_one(typed, kept):
    assert normalised(typed) == kept


@given(
    texts=st.lists(st.text("古丈云岭茶ab1 %_\\\"'{},", min_size=1, max_size=12), min_size=1, max_size=5),
    word=st.text("古丈云岭茶ab1%_\\\"'{},", min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_of_any_length_are_found_wherever_they_stand(texts, word):
    with transaction.atomic():
        CaseText.objects.bulk_create(
            CaseText(case=case, text=normalised(text)) for case, text in zip(case_rows(len(texts)), texts, strict=True)
        )
        found = set(CaseText.objects.holding(normalised(word)).values_list("text", flat=True))
        assert found == {text for text in map(normalised, texts) if normalised(word) in text}
        transaction.set_rollback(True)
