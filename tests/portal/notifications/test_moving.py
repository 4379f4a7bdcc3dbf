"""The release before kept notices and texts in the tables of the accounts."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.notifications.models import Notification, SmsMessage

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def migrate(*targets: tuple[str, str | None]):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state([target for target in targets if target[1]]).apps


@pytest.fixture
def before():
    yield migrate(("notifications", None), ("accounts", "0006_kept_accounts"))
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_what_people_were_told_is_still_there(before):
    user = before.get_model("accounts", "User").objects.create(username="longmei", password=make_password("x"))
    notice = before.get_model("accounts", "Notification").objects.create(user=user, text="已受理", url="/a/")
    message = before.get_model("accounts", "SmsMessage").objects.create(
        key="evaluation:1", phone="15400000001", text="已受理", account=user
    )
    migrate(("notifications", "0003_wishes_and_robots"))
    kept = Notification.objects.get(pk=notice.pk)
    assert (kept.user_id, kept.text, kept.url, kept.created_at) == (user.pk, "已受理", "/a/", notice.created_at)
    text = SmsMessage.objects.get(pk=message.pk)
    assert (text.key, text.phone, text.account_id) == ("evaluation:1", "15400000001", user.pk)
    assert (text.status, text.sent_at) == (SmsMessage.Status.SENT, message.created_at)
    # New rows take the numbers after these.
    assert SmsMessage.objects.create(key="2", phone="15400000001", text="新").pk > text.pk
    assert not SmsMessage.objects.due().filter(pk=text.pk).exists()
