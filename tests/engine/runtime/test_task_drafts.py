"""What is typed into a task: two windows, two first saves, a draft that races the answers."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from engine import runtime
from engine.errors import EngineError, TaskAlreadyClaimed, TaskNotOpen, TaskNotYours
from engine.etags import NOTHING, DraftChanged
from engine.models import TaskDraft
from engine.runtime.drafts import etag
from tests.engine.runtime.test_user_tasks import REVIEW
from tests.engine.runtime.world import deploy, open_task, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(db: Any) -> Any:
    deploy(REVIEW, forms=["review"])
    runtime.start("p", business_key="R1", by=person("owner"))
    li = person("li", "reviewers")
    runtime.claim(open_task("A").pk, by=li)
    return li


def save(by: Any, text: str, *, expected: str) -> TaskDraft:
    return runtime.save_draft(open_task("A").pk, answers={"opinion": text}, expected=expected, by=by)


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """What became of each, run in threads that start together."""
    barrier = Barrier(len(calls))
    outcomes: list[str] = []

    def run(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            call()
            outcomes.append("done")
        except EngineError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_first_save_of_a_second_window_does_not_overwrite_the_first_windows(li: Any):
    save(li, "第一个窗口", expected=NOTHING)
    with pytest.raises(DraftChanged) as refused:
        save(li, "第二个窗口", expected=NOTHING)
    kept = TaskDraft.objects.get()
    assert kept.answers == {"opinion": "第一个窗口"}
    assert refused.value.etag == etag(kept.answers)


def test_a_window_that_was_told_of_the_other_may_overwrite_it(li: Any):
    kept = save(li, "第一个窗口", expected=NOTHING)
    save(li, "第二个窗口", expected=etag(kept.answers))
    assert TaskDraft.objects.get().answers == {"opinion": "第二个窗口"}


def test_a_save_whose_answer_was_lost_may_be_sent_again(li: Any):
    save(li, "一样", expected=NOTHING)
    save(li, "一样", expected=NOTHING)
    assert TaskDraft.objects.count() == 1


def test_only_whoever_holds_the_task_keeps_a_draft(li: Any):
    with pytest.raises(TaskAlreadyClaimed):
        save(person("wang", "reviewers"), "不是我的", expected=NOTHING)
    with pytest.raises(TaskNotYours):
        save(person("zhao", "others"), "不是我的", expected=NOTHING)
    task = open_task("A")
    runtime.complete_task(task.pk, answers={}, by=li)
    with pytest.raises(TaskNotOpen):
        runtime.save_draft(task.pk, answers={}, expected=NOTHING, by=li)


@pytest.mark.django_db(transaction=True)
def test_of_two_first_saves_at_the_same_moment_one_is_told_of_the_other(li: Any):
    outcomes = at_once(*[lambda n=n: save(li, f"窗口{n}", expected=NOTHING) for n in range(4)])
    assert outcomes == ["done", *["draft-changed"] * 3]


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_go_on_from_the_same_draft_one_is_told_of_the_other(li: Any):
    seen = etag(save(li, "开头", expected=NOTHING).answers)
    outcomes = at_once(*[lambda n=n: save(li, f"窗口{n}", expected=seen) for n in range(4)])
    assert outcomes == ["done", *["draft-changed"] * 3]


@pytest.mark.django_db(transaction=True)
def test_no_draft_comes_after_the_answers(li: Any):
    task = open_task("A")
    at_once(
        lambda: runtime.complete_task(task.pk, answers={}, by=li),
        lambda: runtime.save_draft(task.pk, answers={"opinion": "晚了"}, expected=NOTHING, by=li),
    )
    assert not TaskDraft.objects.filter(task=task).exists()
