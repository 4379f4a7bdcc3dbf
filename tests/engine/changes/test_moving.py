"""The release before kept one draft of a diagram with its forms."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from engine.changes import editing, reviewing
from engine.changes.contents import Contents
from engine.deployments import deploy
from engine.models import Change, ProcessDefinition
from tests.engine.deployments.world import form, review, table

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OLD = {"review.bpmn": review(), "star.dmn": table(), "review_form.form.json": form()}


@pytest.fixture
def before():
    executor = MigrationExecutor(connection)
    executor.migrate([("engine", "0023_what_follows_a_cancellation")])
    yield executor.loader.project_state([("engine", "0023_what_follows_a_cancellation")]).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_a_draft_is_a_change_that_can_be_handed_in(before):
    Group.objects.get_or_create(name="star_evaluator")
    zhao = get_user_model().objects.create_user("zhao.min")
    deploy(OLD)
    base = before.get_model("engine", "ProcessDefinition").objects.get()
    before.get_model("engine", "Draft").objects.create(
        key="review",
        base=base,
        source=review(name="复核"),
        forms={"review_form": form(label="处理意见").decode()},
        etag="0" * 64,
        updated_by_id=zhao.pk,
    )
    before.get_model("engine", "Draft").objects.create(key="fresh", source=review(key="fresh"), etag="1" * 64)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    fresh, change = Change.objects.order_by("title")
    assert (fresh.title, change.title, change.created_by) == ("修改：fresh", "修改：流程", zhao)
    assert set(Contents(fresh).files) == {"fresh.bpmn"}
    files = {"review.bpmn": review(name="复核"), "review_form.form.json": form(label="处理意见")}
    assert Contents(change).files == files
    assert Contents(change).outdated == []
    editing.describe(change.pk, title=change.title, reason="改名", by=zhao)
    reviewing.submit(change.pk, digest=Contents(change).digest, by=zhao)
    qian = get_user_model().objects.create_user("qian.li")
    reviewing.approve(change.pk, digest=Contents(change).digest, by=qian)
    assert ProcessDefinition.objects.newest("review").version == 2
