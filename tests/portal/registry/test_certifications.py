"""Other certifications of a product: kept by the enterprise, reminded of before they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.notifications.models import Notification, SmsMessage
from portal.registry.certifications import remind
from tests.portal.world import WEDNESDAY, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

TODAY = WEDNESDAY.date()


@pytest.fixture
def owner(client, people, tea):
    client.force_login(people.owner)
    return client


def enter(client, tea, **changes):
    fields = {"kind": "green", "number": "LB-44-2401", "valid_to": (TODAY + timedelta(days=90)).isoformat()}
    return client.post(reverse("registry:certifications", args=[tea.pk]), fields | changes)


def test_a_certification_is_entered_with_its_paper_and_shown(owner, tea):
    paper = photo("绿色食品.png")
    assert enter(owner, tea, paper=paper).status_code == 302
    certification = tea.certifications.get()
    assert certification.file.owner == tea.enterprise.group
    page = owner.get(reverse("registry:product", args=[tea.pk])).content.decode()
    assert "LB-44-2401，有效期至2026-06-09" in page
    owner.post(reverse("registry:remove_certification", args=[tea.pk, certification.pk]))
    assert not tea.certifications.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_to": "2026-03-10"}, "该证书已过期"),
        ({"valid_to": "不知道"}, ""),
        ({"kind": "mine"}, ""),
        ({"number": ""}, ""),
        ({"paper": SimpleUploadedFile("坏.png", b"GIF89a")}, "内容与扩展名不符"),
    ],
)
def test_a_wrong_one_is_refused_with_a_sentence(owner, tea, changes, sentence):
    answer = enter(owner, tea, **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not tea.certifications.exists()


def test_the_same_paper_is_not_entered_twice(owner, tea):
    enter(owner, tea)
    answer = enter(owner, tea, number=" lb-44- 2401 ")
    assert (answer.status_code, "已经登记" in answer.content.decode()) == (422, True)


def test_the_enterprise_is_reminded_once_before_it_ends(owner, tea, people, clock):
    enter(owner, tea)
    assert remind() == 0
    clock.set(WEDNESDAY + timedelta(days=60))
    assert remind() == 1
    assert remind() == 0
    told = Notification.objects.get(user=people.owner, text__contains="将于2026-06-09到期")
    assert told.url == reverse("registry:product", args=[tea.pk])
    assert SmsMessage.objects.filter(phone=people.owner.phone, text__contains="绿色食品").count() == 1
    # Another term is another reminder; what has ended is not reminded of.
    tea.certifications.update(valid_to=TODAY + timedelta(days=75))
    assert remind() == 1
    tea.certifications.update(valid_to=TODAY + timedelta(days=59))
    assert remind() == 0
