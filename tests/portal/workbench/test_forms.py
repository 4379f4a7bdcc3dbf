"""Forms as managers look at them, and the titles of those that there are."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from engine.deployments import deploy
from portal.services.places import PROJECT
from tests.engine.deployments.world import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client, people) -> Client:
    client.force_login(people.manager)
    return client


def test_a_deployed_form_is_shown_to_managers_only(manager: Client, people):
    deploy(whole())
    assert manager.get("/workbench/forms/review_form/schema.json").json()["id"] == "review_form"
    assert manager.get("/workbench/forms/ghost/schema.json").status_code == 404
    manager.force_login(people.reviewer)
    assert manager.get("/workbench/forms/review_form/schema.json").status_code == 403


def test_every_form_of_the_product_has_a_chinese_title():
    files = sorted((PROJECT / "bpmn").rglob("*.form.json"))
    untitled = [f.name for f in files if not re.search(r"[\u4e00-\u9fff]", json.loads(f.read_text()).get("title", ""))]
    assert files
    assert untitled == []
