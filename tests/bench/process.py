"""The processes that are measured; the small one for the engine and for the naive view alike."""

from __future__ import annotations

import json
from pathlib import Path

from portal.services.places import PROJECT
from tests.engine.spiff.diagrams import diagram, end, flow, par, path, start, user, xor

DIAGRAM = Path(__file__).with_name("process.bpmn")
KEY = "bench"
LARGE, WITH_FORM = "bench_large", "bench_form"
# A service task, a timer and a user task.
JOBS_DIAGRAM = Path(__file__).with_name("jobs.bpmn")
JOBS_KEY = "bench_jobs"
FIRST, SECOND = "Fill", "Confirm"
ELEMENTS = "start, 3 user tasks, exclusive gateway with a FEEL condition, end; 6 flows"
GROUP = "star_evaluator"
VARIABLES = {"enterprise_id": 12, "product_id": 34, "application_id": 56, "star": 3, "place": "古丈县默戎镇"}
ANSWERS = {"approved": True, "score": 87, "opinion": "材料齐全，规格与标准一致，建议通过。"}
REMARK = "现场与材料不一致，请补充近半年的记录。"
FORM_ANSWERS = {
    "approved": True,
    "k1_verdict": "met",
    "k2_verdict": "unclear",
    "k2_remark": REMARK,
    "k4_verdict": "unmet",
    "k4_remark": REMARK,
    "k5_verdict": "met",
    "summary": "其余各项符合。",
}
_FORM_ID = "bench_check"


def written(folder: Path) -> list[Path]:
    """All of them as files to deploy."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"large.bpmn": large(), "form.bpmn": with_form(), f"{_FORM_ID}.form.json": form()}
    for name, text in made.items():
        (folder / name).write_bytes(text)
    return [DIAGRAM, JOBS_DIAGRAM, *(folder / name for name in made)]


def with_form() -> bytes:
    """The small one, its first task with a form."""
    task = '<zeebe:userTask />\n        <zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
    drawn = DIAGRAM.read_text().replace('id="bench"', f'id="{WITH_FORM}"')
    assert task in drawn
    return drawn.replace(task, f'{task}\n        <zeebe:formDefinition formId="{_FORM_ID}" />', 1).encode()


def form() -> bytes:
    """That of the online check, which the scheme's own code knows nothing of under another name."""
    schema = json.loads((PROJECT / "bpmn" / "eval_online" / "online_check.form.json").read_bytes())
    approved = {"id": "Field_approved", "type": "checkbox", "key": "approved", "label": "通过"}
    return json.dumps(schema | {"id": _FORM_ID, "components": [*schema["components"], approved]}).encode()


def large() -> bytes:
    """80 elements: the small one's beginning, then 18 times two branches, exclusive and parallel in turn."""
    body = [start(), _task(FIRST), xor("Approved", default=f"Approved_{FIRST}"), path("S", FIRST, "Approved")]
    body += [flow("Approved", SECOND, "=approved"), flow("Approved", FIRST), _task(SECOND)]
    before = SECOND
    for number in range(18):
        split, one, two, join = f"X{number}", f"A{number}", f"B{number}", f"Y{number}"
        is_choice = number % 2 == 0
        body += [xor(split, default=f"{split}_{two}"), xor(join)] if is_choice else [par(split), par(join)]
        body += [_task(one), _task(two), flow(split, one, "=star > 2" if is_choice else "")]
        body += [path(split, two, join), path(one, join), flow(before, split)]
        before = join
    return diagram(*body, *map(_task, "CDF"), end(), path(before, *"CDF", "E"), key=LARGE, name="测速（大）")


def _task(node_id: str) -> str:
    return user(node_id, candidateGroups=GROUP)
