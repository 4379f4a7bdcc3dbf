"""What a frozen enterprise has under way stands still, and goes on with the time that was left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from engine import business_time, jobs, runtime
from engine import clock as engine_clock
from engine.errors import InstanceSuspended
from engine.models import Batch, ProcessInstance
from portal.evaluation import commands
from portal.evaluation.commands.applications import paused_because
from portal.evaluation.errors import ApplicationPaused, EnterpriseFrozen
from portal.notifications.models import Notification
from portal.registry.models import Enterprise
from portal.supervision import freezing, sanctions
from tests.portal.evaluation.case import OPINION, Case
from tests.portal.supervision.prosecuting import REVOKED, Prosecution
from tests.portal.world import another, deploy

pytestmark = pytest.mark.django_db
WHY = "企业被冻结，解除冻结后继续办理，各项期限顺延"


@pytest.fixture
def application(authorisation: Any, people: Any, tea: Any) -> Case:
    """Of another product of the tea house: one star, accepted, its sample to be sent."""
    deploy("star_application", "sample_inspection", "eval_online", "eval_third_party", "eval_onsite")
    case = Case(people, another(tea, "古丈红茶"), star=1)
    case.accept()
    return case


@pytest.fixture
def freeze(prosecute: Callable[..., Prosecution], tea: Any) -> Callable[[], Prosecution]:
    def frozen() -> Prosecution:
        case = prosecute(**REVOKED).revoked()
        assert Enterprise.objects.get(pk=tea.enterprise_id).status == "frozen"
        return case

    return frozen


def thaw(case: Prosecution) -> None:
    sanctions.annul(case.case.warnings.open().get(), reference="P202600001", job_id=case.instance.pk)
    jobs.run_due_jobs()
    assert Enterprise.objects.get(pk=case.case.enterprise.pk).status == "active"


def reasons(application: Case) -> set[str]:
    of_it = ProcessInstance.objects.filter(root=application.instance) | ProcessInstance.objects.filter(
        pk=application.instance.pk
    )
    return set(of_it.filter(status="active").values_list("suspension_reason", flat=True))


def test_both_sides_read_why_nothing_can_be_done(application, freeze, people, client, tea):
    freeze()
    assert reasons(application) == {WHY}  # the evaluation and the sample, too
    assert application.open_tasks() == {"CheckOnline", "ShipSample"}
    with pytest.raises(InstanceSuspended, match="企业被冻结"):
        application.ship()
    assert paused_because(application.number) == WHY
    with pytest.raises(ApplicationPaused, match="企业被冻结"):
        commands.ask_to_withdraw(application.application, by=people.owner)
    with pytest.raises(EnterpriseFrozen):
        commands.apply_for_star(another(tea, "古丈毛尖"), star=1, by=people.owner)
    for person, page in (
        (people.owner, f"/enterprise/applications/{application.number}/"),
        (people.owner, f"/inbox/tasks/{application.task('ShipSample').pk}/"),
        (people.evaluator, f"/enterprise/applications/{application.number}/"),
    ):
        client.force_login(person)
        assert WHY in client.get(page).content.decode(), (person, page)
    assert Notification.objects.filter(user=people.owner, text__contains="正在办理的申请暂停").exists()


def test_of_what_was_paused_before_it_was_kept_that_its_clock_stands_is_kept(application, freeze, people, tea):
    other = Case(people, another(tea, "古丈毛尖"), star=1).instance
    runtime.suspend(other.pk, by=people.manager, reason="核对材料")
    freeze()
    held = ProcessInstance.objects.exclude(suspension="")
    kept = set(held.values_list("pk", "clock_stands"))
    assert {pk for pk, stands in kept if not stands} == {other.pk}
    assert len(kept) == 4
    held.update(clock_stands=False)
    with connection.cursor() as cursor:
        cursor.execute(import_module("engine.migrations.0022_the_clock_stands").STANDS)
    assert set(held.values_list("pk", "clock_stands")) == kept


def test_it_goes_on_with_the_time_that_was_left(application, freeze, clock):
    due = application.task("ShipSample").due_at
    case = freeze()
    left = business_time.working_days_between(engine_clock.now(), due)
    clock.advance(days=40)
    application.go_on()
    assert application.status == "sampling"  # what was due meanwhile did not lapse
    thaw(case)
    assert reasons(application) == {""}
    due = application.task("ShipSample").due_at
    assert business_time.working_days_between(engine_clock.now(), due) == left > 0
    assert due == business_time.end_of_day(engine_clock.day_of(due))
    assert business_time.is_working_day(engine_clock.day_of(due)).is_working
    clock.set(application.task("ShipSample").due_at - timedelta(minutes=1))
    application.go_on()
    assert application.status == "sampling"
    clock.advance(minutes=2)
    application.go_on()
    assert application.status == "lapsed"


def test_corrections_of_the_application_itself_are_due_later_too(authorisation, freeze, people, tea, clock):
    deploy("star_application", "sample_inspection", "eval_online", "eval_third_party", "eval_onsite")
    application = Case(people, another(tea, "古丈红茶"), star=1)
    application.send_evidence()
    application.done("Accept", people.evaluator, outcome="correct", opinion=OPINION, guidance=OPINION)
    due, case, began = application.task("Correct").due_at, freeze(), engine_clock.now()
    clock.advance(days=60)
    thaw(case)
    assert application.open_tasks() == {"Correct"}
    between = business_time.working_days_between
    assert between(engine_clock.now(), application.task("Correct").due_at) == between(began, due)
    application.send_evidence("Correct")
    assert application.status == "submitted"


def test_what_an_operator_paused_for_another_reason_stays_so(application, freeze, people):
    runtime.suspend(application.instance.pk, by=people.manager, reason="核对材料真伪")
    case = freeze()
    thaw(case)
    assert reasons(application) == {"核对材料真伪"}


def test_what_an_operator_lets_go_on_is_not_paused_again(application, freeze, people):
    freeze()
    runtime.resume(application.instance.pk, by=people.manager, reason="样品易腐，先行收样")
    freezing.look_again_at_the_frozen()
    jobs.run_due_jobs()
    assert reasons(application) == {""}


def test_what_began_at_the_moment_of_the_freeze_is_paused_by_the_next_look(application, freeze):
    freeze()
    batch = Batch.objects.get()
    batch.items.all().delete()
    batch.delete()
    runtime.resume(application.instance.pk, by=None, reason="as if it had begun just now")
    jobs.run_due_jobs()
    freezing.look_again_at_the_frozen()
    jobs.run_due_jobs()
    assert reasons(application) == {WHY}


def test_a_freeze_that_is_lifted_before_anything_was_paused_pauses_nothing(application, prosecute, tea):
    freezing.pausing.pause(tea.enterprise_id)
    freezing.pausing.go_on(tea.enterprise_id)
    jobs.run_due_jobs()
    assert reasons(application) == {""}
    application.ship()
