"""The registration form in two windows at once."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from engine.etags import NOTHING, DraftChanged
from portal.registry.commands.drafts import save_registration_draft
from portal.registry.models import RegistrationDraft


@pytest.mark.django_db(transaction=True)
def test_of_two_first_saves_at_the_same_moment_one_is_told_of_the_other(make_user: Any):
    user = make_user("xin")
    barrier = Barrier(4)
    outcomes = []

    def save(number: int) -> None:
        barrier.wait()
        try:
            save_registration_draft(user, answers={"name": f"窗口{number}"}, expected=NOTHING)
            outcomes.append("kept")
        except DraftChanged:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=save, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "told", "told", "told"]
    assert RegistrationDraft.objects.count() == 1
