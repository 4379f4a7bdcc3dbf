"""Who records, puts right and confirms what does not conform, and with what answers."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from engine import deployments, runtime
from engine.errors import AnswersRefused, ClaimRefused, EngineError
from engine.models import UserTask
from portal.evaluation.cases import files_of
from portal.evaluation.models import Nonconformity
from portal.registry.files import may_read
from tests.portal.evaluation.onsite.correcting import statuses, to_the_end
from tests.portal.evaluation.outside import Onsite, uploaded
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

Status = Nonconformity.Status
# The folder as it was when non-conformities were a text of the report alone.
BEFORE = Path(__file__).with_name("onsite_before.zip")


def test_a_case_that_began_before_goes_on_in_its_own_diagram_and_form(people, tea, experts, clock):
    clock.set(WEDNESDAY)
    with zipfile.ZipFile(BEFORE) as archive:
        deployments.deploy({name: archive.read(name) for name in archive.namelist()})
    case = Onsite(people, tea, star=4)
    case.to_record(clock)
    deploy("eval_onsite")
    case.record_with(("K9", "minor"))  # its form knows no list, so nothing comes of it
    case.all_opine(85, 85, 85)
    assert case.open() == ["WriteReport"]
    assert to_the_end(case) == "pass"
    assert not Nonconformity.objects.exists()


@pytest.mark.parametrize(
    ("rows", "changes", "sentence"),
    [
        ([("K9", "minor")], {"k9_verdict": "met"}, "K9 的核验结果是“符合”，不能同时列为不符合项"),
        (
            [("K9", "minor")],
            {"k6_verdict": "unmet", "k6_remark": "制度没有落实"},
            "K6 的核验结果是“不符合”，请在不符合项中",
        ),
        ([("K1", "minor")], {}, "评价项"),
        ([("K9", "fatal")], {}, "程度"),
    ],
)
def test_the_record_lists_what_does_not_conform_and_nothing_else(rows, changes, sentence, begin_onsite, clock):
    case = begin_onsite()
    case.to_record(clock)
    with pytest.raises(AnswersRefused) as refused:
        case.record_with(*rows, **changes)
    assert sentence in str(refused.value.errors)
    assert not Nonconformity.objects.exists()


def test_nobody_else_puts_right_confirms_or_looks_again(found, people, clock):
    case = found(("K9", "minor"), ("K5", "major"))
    second = case.seated[1]
    for stranger in (people.rival, people.evaluator, people.manager, case.lead):
        with pytest.raises(EngineError):
            case.put_right(by=stranger)
    case.put_right("minor")
    case.put_right("major")
    for stranger in (second, people.owner, people.evaluator, people.manager):
        with pytest.raises(EngineError):
            case.confirm("closed", by=stranger)
    for step, grade in (("ConfirmCorrection", "minor"), ("ScheduleRevisit", "major")):
        task = case.graded(step, grade)
        task.candidates.create(group=f"user:{second.username}")  # as a diagram would that offers it to the whole panel
        UserTask.objects.filter(pk=task.pk).update(assignee=None)
        with pytest.raises(ClaimRefused, match="组长"):
            runtime.claim(task.pk, by=second)
        assert runtime.who_may_have(task) == [case.lead]
    assert statuses(case) == [Status.ANSWERED, Status.ANSWERED]


def test_none_is_passed_over_and_nothing_of_it_is_changed_by_who_answers(found, people):
    case = found(("K9", "minor"), ("K6", "minor"))
    task = case.graded("PutRight", "minor")
    rows = case.listed(task)
    done = {"measures": "已补齐三月的记录，并安排专人每周检查。", "evidence": uploaded(people.owner)}

    def refused(rows: list[dict[str, Any]]) -> set[str]:
        with pytest.raises(AnswersRefused) as error:
            case.put_right(nonconformities=rows)
        return set(error.value.errors)

    assert refused([rows[0] | done]) == {"nonconformities"}
    assert refused([]) == {"nonconformities"}
    assert refused([rows[0] | done, rows[1] | done | {"evidence": []}]) == {"nonconformities[1].evidence"}
    assert refused([rows[0] | done, rows[1] | done | {"measures": "好"}]) == {"nonconformities[1].measures"}
    case.put_right(nonconformities=[row | done | {"number": "7", "what": "没有问题"} for row in rows])
    assert statuses(case) == [Status.ANSWERED, Status.ANSWERED]
    with pytest.raises(AnswersRefused) as error:
        case.confirm("closed", "")
    assert set(error.value.errors) == {"nonconformities[1].result"}
    assert case.open() == ["ConfirmCorrection"]


def test_evidence_and_photos_are_read_by_those_of_the_case(found, people, clock, client):
    case = found(("K5", "major"))
    case.put_right("major")
    case.schedule_revisit()
    clock.advance(days=7)
    case.revisit("closed")
    item = Nonconformity.objects.get()
    evidence, photo = item.evidence.get(), item.visit.revisit.photos.get()
    enterprise = case.application.enterprise
    assert {evidence.owner, photo.owner} == {enterprise.group}
    for file in (evidence, photo):
        assert [
            may_read(type(who).objects.get(pk=who.pk), file)
            for who in (people.owner, people.evaluator, case.seated[1], people.rival)
        ] == [True, True, True, False]
    assert [
        (file.group, file.name)
        for file in files_of(case.application, people.owner)
        if file.name.endswith(("整改记录.png", "复核.png"))
    ] == [("整改证明", "整改记录.png"), ("复核照片", "复核.png")]
    client.force_login(people.rival)
    assert client.get(reverse("evaluation:progress", args=[case.application.number])).status_code == 404
