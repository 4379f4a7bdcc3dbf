"""The milestones in which an enterprise follows a case, against the diagrams that are shipped."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.bpmn import Outline, read
from portal.registry.milestones import Milestone, Track, milestone, track_of
from tests.portal.world import BPMN

# Whoever or whatever is waited for there can hold the case for days.
HOLDING = {"userTask", "callActivity", "intermediateCatchEvent", "receiveTask"}
# By the process that a case is started with, its star, and the processes that it calls.
CALLED = {
    ("enterprise_registration", 0): (),
    ("product_filing", 0): (),
    ("star_application", 1): ("sample_inspection", "eval_online", "certification_issue"),
    ("star_application", 2): ("sample_inspection", "eval_third_party", "certification_issue"),
    ("star_application", 3): ("sample_inspection", "eval_onsite", "onsite_correction", "certification_issue"),
    ("star_application", 5): ("sample_inspection", "eval_onsite", "onsite_correction", "certification_issue"),
    ("penalty_escalation", 0): ("penalty_suspension", "penalty_revocation"),
    ("complaint_risk", 0): (),
    ("appeal", 0): (),
    ("referrer_grant", 0): (),
    ("benefit_request", 0): (),
    ("mark_application_proof", 0): (),
    ("authorisation_term", 0): (),
    ("annual_inspection", 0): (),
    ("information_change", 0): (),
    ("code_replacement", 0): (),
}
ELSEWHERE = {1: {"EvalThirdParty", "EvalOnsite"}, 2: {"EvalOnline", "EvalOnsite"}, 3: {"EvalOnline", "EvalThirdParty"}}
PLACES = {
    "enterprise_registration": "registration/registration",
    "referrer_grant": "referrer_reward/referrer_grant",
    "onsite_correction": "eval_onsite/onsite_correction",
    "penalty_suspension": "penalty_escalation/penalty_suspension",
    "penalty_revocation": "penalty_escalation/penalty_revocation",
}


def outline(process: str) -> Outline:
    place = PLACES.get(process, f"{process}/{process}")
    return Outline(read((BPMN / f"{place}.bpmn").read_bytes()))


def named(track: Track, process: str) -> list[str]:
    return [element for place in track.milestones for element in place.elements.get(process, ())]


@pytest.mark.parametrize(("case", "star"), CALLED)
def test_every_step_of_the_shipped_diagrams_belongs_to_exactly_one_milestone(case, star):
    track = track_of(case, {"star": star})
    for process in (case, *CALLED[case, star]):
        diagram = outline(process)
        holding = {node.id for node in diagram.nodes.values() if node.kind in HOLDING}
        if process == "star_application":
            holding -= ELSEWHERE[min(star, 3)]
        counted = Counter(named(track, process))
        assert {element: counted[element] for element in holding} == dict.fromkeys(holding, 1)
        assert set(counted) <= set(diagram.nodes), "a name that no diagram knows"
        assert max(counted.values()) == 1
        homeless = [
            node.id
            for node in diagram.nodes.values()
            if node.id not in ELSEWHERE.get(min(star, 3), ()) and not node.kind.endswith("Gateway")
            and track.place(process, node.id, diagram) is None
        ]  # fmt: skip
        assert homeless == []
        assert set(track.told.get(process, {})) <= set(diagram.nodes)


@pytest.mark.parametrize(("case", "star", "count"), [
    ("enterprise_registration", 0, 3), ("product_filing", 0, 3), ("star_application", 1, 6), ("star_application", 2, 7),
    ("star_application", 4, 7), ("penalty_escalation", 0, 4), ("complaint_risk", 0, 4), ("appeal", 0, 3),
    ("referrer_grant", 0, 3), ("benefit_request", 0, 4),
    ("mark_application_proof", 0, 3), ("authorisation_term", 0, 2),
    ("annual_inspection", 0, 3), ("information_change", 0, 3),
])  # fmt: skip
def test_there_are_few(case, star, count):
    assert len([place for place in track_of(case, {"star": star}).milestones if not place.aside]) == count


FLOWS = (("Begin", "Known"), ("Known", "Between"), ("Between", "New"), ("Late", "Chase"), ("New", "Between"))
ADDED = f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="Begin" />
    <bpmn:userTask id="Known" /><bpmn:serviceTask id="Between" /><bpmn:userTask id="New" />
    <bpmn:boundaryEvent id="Late" attachedToRef="New" /><bpmn:userTask id="Chase" /><bpmn:userTask id="Apart" />
    {"".join(f'<bpmn:sequenceFlow id="{a}{b}" sourceRef="{a}" targetRef="{b}" />' for a, b in FLOWS)}
  </bpmn:process></bpmn:definitions>"""


def test_a_manager_s_own_steps_belong_to_what_leads_to_them():
    place = milestone("审查", p="Known")
    track = Track((place,))
    diagram = Outline(read(ADDED.encode()))
    found: dict[str, Milestone | None] = {name: track.place("p", name, diagram) for name in diagram.nodes}
    assert {name for name, where in found.items() if where is place} == {"Known", "Between", "New", "Late", "Chase"}
    assert found["Apart"] is None


def test_a_process_that_declares_nothing_is_simply_under_way():
    (only,) = track_of("somebody_s_own", {}).milestones
    assert str(only.label) == "办理中"
