"""P09 as it runs: from the issue of an authorisation to the proof that mark and code are on the packages."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from documents.models import Document
from engine import jobs
from engine.errors import AnswersRefused
from engine.models import Incident, ProcessInstance
from portal.certification import publishing
from portal.certification.models import Authorisation
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.registry.models import Product
from portal.supervision.models import Case as PenaltyCase
from portal.upkeep.commands import proofs, terms
from portal.upkeep.errors import NotInForce, ProofRunning
from portal.upkeep.models import MarkProof
from tests.flows import untaken
from tests.portal.upkeep.world import Case, group_of, package, reference
from tests.portal.world import BPMN, deploy

pytestmark = pytest.mark.django_db

CORRECTION = "包装正面的星级标识被贴纸遮住，请重新印制。"
DIAGRAM = BPMN / "mark_application_proof" / "mark_application_proof.bpmn"


@pytest.fixture(autouse=True)
def processes(begin):
    deploy("authorisation_term", "mark_application_proof", "penalty_escalation")


@pytest.fixture
def authorisation(issue) -> Authorisation:
    return issue(star=2)


@pytest.fixture
def proof(authorisation) -> MarkProof:
    return authorisation.mark_proofs.get()


@pytest.fixture
def case(proof) -> Case:
    return Case(proof.number)


def answers(authorisation: Authorisation, people: Any, text: str | None = None, **changes: Any) -> dict[str, Any]:
    text = authorisation.product.qr_code.url if text is None else text
    file = package(text, owner=group_of(authorisation), user=people.owner)
    fields: dict[str, Any] = {"products": "高山绿茶 250克/罐", "used_from": "2026-03-20", "print_run": 3000}
    return {"front": reference(file), "closeup": reference(file)} | fields | changes


def test_what_is_issued_asks_for_a_proof_and_a_right_one_lets_it_enjoy_its_benefits(authorisation, proof, case, people):
    task = case.task("Submit")
    assert list(task.candidates.values_list("group", flat=True)) == [group_of(authorisation)]
    assert task.due_at.date() == date(2026, 6, 9)
    assert proof.number == "M202600001"
    assert initial(task)["number"] == authorisation.number
    assert not proofs.is_accepted(authorisation)

    case.done("Submit", people.staff, **answers(authorisation, people))
    proof.refresh_from_db()
    assert (proof.status, proof.code, proof.code_text) == ("reviewing", "match", authorisation.product.qr_code.url)
    review = case.task("Review")
    assert list(review.candidates.values_list("group", flat=True)) == ["registration_reviewer"]
    assert "是本产品的二维码" in initial(review)["code_text"]

    case.done("Review", people.reviewer, outcome="pass", guidance="二维码可再放大一些。")
    proof.refresh_from_db()
    assert (proof.status, case.is_over) == ("accepted", True)
    assert proofs.is_accepted(authorisation)
    record = Document.objects.get(kind="mark_proof_record")
    assert (record.pk, record.number) == (proof.record_id, "一乡一品标〔2026〕1号")
    assert json.loads(record.snapshot)["data"]["print_run"] == 3000
    assert Notification.objects.filter(user=people.owner, text__contains="已备案，可以享有").exists()


def other_products_code(authorisation: Authorisation, issue: Any) -> str:
    other = Product.objects.get(pk=authorisation.product_id)
    other.pk, other.name, other.filing_number, other.status = None, "古丈黄金茶", None, "filed"
    other.save()
    return issue(star=1, product=other).product.qr_code.url


@pytest.mark.parametrize("found", ["other", "foreign", "forged", "none"])
def test_a_code_that_is_not_the_products_own_comes_before_the_reviewer_with_a_sentence(
    found, authorisation, proof, case, people, issue
):
    own = authorisation.product.qr_code.url
    text = {
        "other": lambda: other_products_code(authorisation, issue),
        "foreign": lambda: "https://example.com/shop/44",
        "forged": lambda: own[:-1] + ("A" if own[-1] != "A" else "B"),
        "none": lambda: "",
    }[found]()
    case.done("Submit", people.owner, **answers(authorisation, people, text))
    proof.refresh_from_db()
    assert proof.code == {"forged": "foreign"}.get(found, found)
    sentence = initial(case.task("Review"))["code_text"]
    assert {"other": "另一产品", "none": "没有读出"}.get(found, "其他来源或伪造") in sentence
    assert case.open_tasks() == {"Review"}  # nothing is concluded by the machine


def test_the_own_code_under_another_host_is_foreign(authorisation, proof, case, people):
    url = authorisation.product.qr_code.url
    text = "https://phish.example/c/" + url.rsplit("/", 1)[1]
    case.done("Submit", people.owner, **answers(authorisation, people, text))
    proof.refresh_from_db()
    assert proof.code == "foreign"


def test_what_must_be_put_right_is_sent_again_and_then_filed(authorisation, proof, case, people, clock):
    case.done("Submit", people.owner, **answers(authorisation, people, ""))
    case.done("Review", people.reviewer, outcome="correct", opinion=CORRECTION)
    proof.refresh_from_db()
    assert proof.status == "correction"
    task = case.task("Correct")
    assert CORRECTION in initial(task)["guidance"]
    assert initial(task)["print_run"] == 3000
    assert task.due_at.astimezone().date() == date(2026, 4, 1)
    case.done("Correct", people.owner, **answers(authorisation, people))
    proof.refresh_from_db()
    assert (proof.status, proof.code, proof.rounds) == ("reviewing", "match", 1)
    case.done("Review", people.reviewer, outcome="pass")
    assert proofs.is_accepted(authorisation)


def test_what_is_not_put_right_in_time_is_concluded_on_by_the_reviewer(authorisation, proof, case, people, clock):
    case.done("Submit", people.owner, **answers(authorisation, people, ""))
    case.done("Review", people.reviewer, outcome="correct", opinion=CORRECTION)
    clock.set(case.task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    assert case.open_tasks() == {"Review"}
    assert initial(case.task("Review"))["overdue"] is True
    case.done("Review", people.reviewer, outcome="misuse", severity="minor", opinion="逾期未整改，旧包装继续销售。")
    proof.refresh_from_db()
    penalty = PenaltyCase.objects.get()
    assert (proof.status, proof.case, case.is_over) == ("misuse", penalty, True)
    assert (penalty.trigger, penalty.severity, penalty.opened_by) == ("misuse", "minor", people.reviewer)
    assert "旧包装继续销售" in penalty.facts
    assert not proofs.is_accepted(authorisation)


def test_misuse_joins_a_case_of_the_same_trigger_that_runs_already(authorisation, proof, case, people):
    from portal.supervision.commands import open_case

    running = open_case(
        authorisation=authorisation, trigger="misuse", severity="minor", facts="市场抽查发现。", by=people.compliance
    )
    case.done("Submit", people.owner, **answers(authorisation, people, ""))
    case.done("Review", people.reviewer, outcome="misuse", severity="major", opinion="包装上印了更高的星级。")
    proof.refresh_from_db()
    assert proof.case == running
    assert PenaltyCase.objects.count() == 1


def test_without_a_proof_there_is_no_penalty_and_a_later_one_restores(authorisation, proof, case, people, clock):
    begun = case.task("Submit").created_at
    for days, told in ((30, 1), (60, 2)):
        clock.set(begun + timedelta(days=days + 1))
        jobs.run_due_jobs()
        assert Notification.objects.filter(user=people.owner, text__contains="请报送标识应用备案").count() == told
    clock.set(begun + timedelta(days=91))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.owner, text__contains="到期未报送").count() == 1
    assert not PenaltyCase.objects.exists()
    assert not proofs.is_accepted(authorisation)
    late = answers(authorisation, people, used_from="2026-06-20")
    case.done("Submit", people.owner, **late)
    case.done("Review", people.reviewer, outcome="pass")
    assert proofs.is_accepted(authorisation)


def test_a_mark_was_not_used_before_it_was_issued(authorisation, case, people):
    with pytest.raises(AnswersRefused) as refused:
        case.done("Submit", people.owner, **answers(authorisation, people, used_from="2026-03-01"))
    assert "2026-03-11" in refused.value.errors["used_from"][0]


def test_one_proof_at_a_time_and_another_for_new_packages(authorisation, proof, case, people):
    with pytest.raises(ProofRunning):
        proofs.begin(authorisation, by=people.owner)
    case.done("Submit", people.owner, **answers(authorisation, people))
    case.done("Review", people.reviewer, outcome="pass")
    again = proofs.begin(authorisation, by=people.owner)
    assert again.number == "M202600002"
    # What was accepted counts until the new packages have been looked at, and after.
    assert proofs.is_accepted(authorisation)


def test_when_the_authorisation_ends_its_cases_end(authorisation, proof, case, people):
    authorisation.move(Authorisation.Status.CANCELLED)
    for _again in range(2):
        terms.catch_up()
        jobs.run_due_jobs()
    proof.refresh_from_db()
    assert (proof.status, case.is_over, case.open_tasks()) == ("closed", True, set())
    assert Case(authorisation.number).is_over
    with pytest.raises(NotInForce):
        proofs.begin(authorisation)


def test_what_was_issued_before_there_were_terms_gets_its_own_once(issue, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(publishing, "_listeners", [])
        authorisation = issue(star=2)
    for _again in range(2):
        terms.catch_up()
        jobs.run_due_jobs()
    assert ProcessInstance.objects.filter(process_key=terms.PROCESS, business_key=authorisation.number).count() == 1
    assert MarkProof.objects.filter(authorisation=authorisation).count() == 1


def test_an_authorisation_expires_on_the_day_after_its_last(authorisation, people, clock):
    clock.set(datetime.fromisoformat(f"{authorisation.valid_to}T23:59:00+08:00"))
    jobs.run_due_jobs()
    authorisation.refresh_from_db()
    assert (authorisation.status, authorisation.status_now) == ("valid", "valid")
    clock.set(datetime.fromisoformat(f"{authorisation.valid_to + timedelta(days=1)}T00:00:01+08:00"))
    jobs.run_due_jobs()
    authorisation.refresh_from_db()
    assert authorisation.status == "expired"
    assert Notification.objects.filter(user=people.owner, text__contains="已过有效期").count() == 1
    terms.catch_up()
    jobs.run_due_jobs()
    assert authorisation.mark_proofs.get().status == "closed"


def test_every_flow_of_the_proof_has_been_taken(authorisation, people, clock):
    """One after another, so that together they take every way."""
    first = Case(authorisation.mark_proofs.get().number)
    clock.set(first.task("Submit").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    day = "2026-06-20"
    first.done("Submit", people.owner, **answers(authorisation, people, "", used_from=day))
    clock.set(first.task("Review").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    first.done("Review", people.reviewer, outcome="correct", opinion=CORRECTION)
    first.done("Correct", people.owner, **answers(authorisation, people, used_from=day))
    first.done("Review", people.reviewer, outcome="correct", opinion=CORRECTION)
    clock.set(first.task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    first.done("Review", people.reviewer, outcome="misuse", severity="minor", opinion=CORRECTION)
    second = Case(proofs.begin(authorisation).number)
    second.done("Submit", people.owner, **answers(authorisation, people, used_from=day))
    second.done("Review", people.reviewer, outcome="pass")
    proofs.begin(authorisation)
    authorisation.move(Authorisation.Status.CANCELLED)
    terms.catch_up()
    jobs.run_due_jobs()
    assert not Incident.objects.exists()
    played = ProcessInstance.objects.filter(process_key=proofs.PROCESS)
    assert {each.status for each in played} == {"completed"}
    assert untaken(DIAGRAM, played) == set()
