"""The administrator changes settings of the scheme while it runs; what was changed by whom stays readable."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine.once import asking_once
from portal.evaluation.commands.panels import panel_size
from portal.evaluation.commands.samples import receiver
from portal.scheme import values
from portal.scheme.models import SettingChange
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/administration/settings/"


@pytest.fixture
def admin(people: Any) -> Client:
    return signed_in(people.admin)


def save(client: Client, **changes: Any) -> Any:
    return client.post(PAGE, client.get(PAGE).context["form"].initial | changes)


def test_samples_go_to_the_address_that_was_entered(admin: Client, people: Any, settings: Any):
    settings.OTOP_SAMPLE_ADDRESS = "长沙市岳麓区某路1号"
    save(admin, OTOP_SAMPLE_ADDRESS=" 吉首市　某路2号 ")
    assert receiver()["receiver_address"] == "吉首市 某路2号"
    change = SettingChange.objects.get()
    assert (change.name, change.by) == ("OTOP_SAMPLE_ADDRESS", people.admin)
    shown = admin.get(PAGE).content.decode()
    assert "卫管 · 吉首市 某路2号" in shown
    with pytest.raises(TypeError):
        change.save()


def test_a_page_reads_them_once(django_assert_num_queries: Any):
    with asking_once(), django_assert_num_queries(1):
        assert values.whole("OTOP_APPEAL_DAYS") == 10
        assert values.text("OTOP_ISSUER")


def test_without_a_change_the_environment_holds_and_it_can_come_back(admin: Client, settings: Any):
    settings.OTOP_DRAW_RATE = 0.5
    assert values.number("OTOP_DRAW_RATE") == 0.5
    save(admin, OTOP_DRAW_RATE="0.1")
    assert values.number("OTOP_DRAW_RATE") == 0.1
    save(admin, OTOP_DRAW_RATE="0.5")
    settings.OTOP_DRAW_RATE = 0.3
    assert values.number("OTOP_DRAW_RATE") == 0.3


def test_panels_of_another_size(admin: Client):
    save(admin, panel_4="7")
    assert [panel_size(star) for star in (3, 4, 5)] == [3, 7, 5]
    assert "4星 7人" in admin.get(PAGE).content.decode()


def test_saving_what_is_there_writes_nothing(admin: Client):
    assert save(admin).status_code == 302
    assert not SettingChange.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"OTOP_DRAW_RATE": "1.5"},
        {"OTOP_VALIDITY_MONTHS": "0"},
        {"panel_3": "1"},
        {"OTOP_WARNING_NOTICE_PREFIX": "警〔2026〕"},
        {"OTOP_SAMPLE_RECEIVER": ""},
    ],
)
def test_what_makes_no_sense_is_refused(admin: Client, wrong: dict[str, str]):
    assert "请先改正标出的内容" in save(admin, **wrong).content.decode()
    assert not SettingChange.objects.exists()


@pytest.mark.parametrize("who", ["owner", "keeper", "officer", "manager"])
def test_nobody_else_changes_settings(people: Any, who: str):
    client = signed_in(getattr(people, who))
    assert client.get(PAGE).status_code == 403
    assert client.post(reverse("administration:settings"), {"OTOP_DRAW_RATE": "1"}).status_code == 403
