"""Files that people send before the form that they belong to."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import StoredFile
from tests.portal.world import picture

pytestmark = pytest.mark.django_db


def send(client, name, content):
    return client.post(reverse("files:upload"), {"file": SimpleUploadedFile(name, content), "field": "licence"})


def test_an_upload_belongs_to_the_current_enterprise(client, people, tea_house):
    client.force_login(people.owner)
    answer = send(client, "执照.png", picture())
    assert answer.status_code == 201
    stored = StoredFile.objects.get(pk=answer.json()["id"])
    assert stored.owner == tea_house.group
    assert client.get(answer.json()["url"]).getvalue() == picture()


def test_an_upload_of_somebody_without_enterprise_is_the_person_s(client, people, silver_house):
    client.force_login(people.newcomer)
    url = send(client, "执照.png", picture()).json()["url"]
    assert client.get(url).getvalue() == picture()
    client.force_login(people.rival)
    assert client.get(url).status_code == 404


def test_a_file_that_is_too_large_is_refused_with_a_sentence(client, people, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    client.force_login(people.newcomer)
    answer = send(client, "执照.png", b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "超过 1 MB" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a"])
def test_files_that_could_run_are_refused(client, people, name):
    client.force_login(people.newcomer)
    assert send(client, name, b"<svg onload=alert(1)>").status_code == 422
    assert not StoredFile.objects.exists()


def test_no_file_is_said_plainly(client, people):
    client.force_login(people.newcomer)
    assert client.post(reverse("files:upload")).status_code == 400
