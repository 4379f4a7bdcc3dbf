"""Legal referral beside a case, and every way through every rung."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import jobs, runtime
from engine.models import ProcessInstance
from portal.supervision.models import LegalReferral
from tests.flows import untaken
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import (
    CHARGE,
    OPINION,
    REVOKED,
    SUSPENDED,
    WORDS,
    Prosecution,
    referred,
)
from tests.portal.world import BPMN, another

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("referral")]


def test_serious_harm_goes_to_an_authority_beside_the_case(prosecute, people, client):
    case = prosecute(**REVOKED)
    case.propose("revocation", harm=True)
    task = referred(case)
    assert (task.element_id, case.open_tasks()) == ("DecideReferral", {"State"})
    words = {"authority": "古丈县公安局", "opinion": "三人食用后就医，随附检测报告与就诊记录。"}
    runtime.complete_task(task.pk, answers={"outcome": "refer", **words}, by=people.legal)
    result = referred(case)
    found = LegalReferral.objects.get()
    assert (found.status, found.document.addressee) == ("sent", "古丈县公安局")
    # Nothing of it is the enterprise's.
    assert found.document.docx.owner == "legal"
    client.force_login(people.owner)
    assert client.get(f"/enterprise/instances/{result.case_id}/").status_code == 404
    runtime.complete_task(result.pk, answers={"result": "已立案侦查。"}, by=people.legal)
    jobs.run_due_jobs()
    found.refresh_from_db()
    assert (found.status, found.result) == ("answered", "已立案侦查。")
    case.state()
    case.revoke()
    case.agree()
    assert case.status == "revoked"


def test_legal_declines_to_refer(prosecute, people):
    case = prosecute(**REVOKED)
    case.propose("revocation", harm=True)
    answers = {"outcome": "decline", "opinion": "尚不构成须移送的情形，继续观察。"}
    runtime.complete_task(referred(case).pk, answers=answers, by=people.legal)
    jobs.run_due_jobs()
    assert LegalReferral.objects.get().status == "declined"


def test_every_flow_of_every_rung_is_taken(prosecute, people, second_officer, clock, tea):
    def late(case: Prosecution, *elements: str) -> None:
        for element in elements:
            clock.set(case.task(element).due_at + timedelta(minutes=1))
            case.go_on()

    def well(case: Prosecution, level: str = "Yellow") -> None:
        case.rectify(f"Rectify{level}")
        case.verify(f"Verify{level}", "lift")

    # Yellow and red, cured in the end.
    case = prosecute()
    late(case, "Decide")
    case.decide("yellow")
    late(case, "RectifyYellow", "VerifyYellow")
    case.verify("VerifyYellow", "extend")
    case.rectify("RectifyYellow")
    case.verify("VerifyYellow", "continue")
    well(case)
    case = prosecute(trigger="quality_risk", severity="minor")
    case.decide("red")
    late(case, "RectifyRed", "VerifyRed")
    case.verify("VerifyRed", "extend")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "continue")
    well(case, "Red")
    prosecute(trigger="inspection_failed").decide("none")
    for inspection in ("passed", "failed"):
        case = prosecute(trigger="inspection_overdue")
        runtime.correlate("inspection_handed_in", correlation_key=case.case.number)
        case.go_on()
        runtime.correlate(
            "inspection_concluded", correlation_key=case.case.number, variables={"inspection": inspection}
        )
        case.go_on()
    case.verify("VerifyYellow", "lift")
    case = prosecute(trigger="quality_risk", severity="urgent")
    late(case, "ConfirmRed")
    case.done("ConfirmRed", second_officer, outcome="revoke", opinion=OPINION)
    case = prosecute(trigger="quality_risk", severity="urgent")
    case.done("ConfirmRed", second_officer, outcome="confirm", **WORDS)
    well(case, "Red")
    case = prosecute(trigger="quality_risk", severity="urgent")
    case.done("ConfirmRed", second_officer, outcome="severe", opinion=OPINION, public_reason="农残超标")
    late(case, "Propose")
    case.propose("lift")
    # To suspension by every way.
    case = prosecute(trigger="inspection_failed")
    case.decide("severe", opinion=OPINION, public_reason=None, basis=None, demands=None)
    case.propose("suspend")
    late(case, "State", "DecideSuspension")
    case.suspend()
    late(case, "AgreeSuspension")
    case.done("AgreeSuspension", people.officer, outcome="return", opinion="请核对两次抽查的批号。")
    case.suspend("lesser")
    case.agree()
    case.propose("suspend")
    case.state()
    case.suspend("none")
    case.agree()
    assert case.is_over
    case = prosecute(trigger="inspection_failed")
    case.decide("yellow")
    case.rectify("RectifyYellow")
    case.verify("VerifyYellow", "escalate")
    case.propose("red")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")
    case.suspended()
    late(case, "RectifySuspension", "VerifySuspension")
    case.verify("VerifySuspension", "extend")
    case.rectify("RectifySuspension")
    case.verify("VerifySuspension", "continue")
    well(case, "Suspension")
    case = prosecute(**SUSPENDED).suspended()
    case.rectify("RectifySuspension")
    case.verify("VerifySuspension", "escalate")
    late(case, "State", "DecideRevocation")
    case.revoke()
    late(case, "AgreeRevocation")
    case.done("AgreeRevocation", people.manager, outcome="return", opinion="请补充检测报告原件。")
    case.revoke("lesser")
    case.agree()
    case.propose("revocation", harm=True)
    task = referred(case)
    clock.set(task.due_at + timedelta(minutes=1))
    words = {"authority": "古丈县公安局", "opinion": "三人食用后就医，随附检测报告与就诊记录。"}
    jobs.run_due_jobs()
    runtime.complete_task(task.pk, answers={"outcome": "refer", **words}, by=people.legal)
    task = referred(case)
    clock.set(task.due_at + timedelta(minutes=1))
    jobs.run_due_jobs()
    runtime.complete_task(task.pk, answers={"result": "已立案侦查。"}, by=people.legal)
    case.go_on()
    case.revoke("none")
    case.agree()
    # The end of a star.
    case = prosecute(trigger="stopped")
    late(case, "DecideCancel")
    case.done("DecideCancel", people.officer, outcome="none", opinion="停产系设备检修，两周后恢复。")
    case = prosecute(**REVOKED)
    case.propose("revocation", harm=True)
    answers = {"outcome": "decline", "opinion": "尚不构成须移送的情形，继续观察。"}
    runtime.complete_task(referred(case).pk, answers=answers, by=people.legal)
    other = Issuing(another(tea, "古丈毛尖"), star=2, people=people).issue()
    given_back = Prosecution(other, people, trigger="holder_request")
    given_back.done("DecideCancel", people.officer, outcome="cancel", opinion=CHARGE, basis="星级评价规则")
    open_one = prosecute(trigger="quality_risk", severity="minor")
    case.state()
    case.revoke()
    case.agree()
    open_one.go_on()
    assert open_one.is_over
    assert case.status == "revoked"
    for key in ("penalty_escalation", "penalty_suspension", "penalty_revocation", "legal_referral"):
        folder = "legal_referral" if key == "legal_referral" else "penalty_escalation"
        played = ProcessInstance.objects.filter(process_key=key)
        assert untaken(BPMN / folder / f"{key}.bpmn", played) == set(), key
