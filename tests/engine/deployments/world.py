"""Files to deploy: a review by a person with a form, decided by a table."""

from __future__ import annotations

import json

from tests.engine.gate.world import DMN, chain, diagram, extended


def form(key: str = "review_form", label: str = "意见") -> bytes:
    field = {"type": "textfield", "id": "Field_opinion", "key": "opinion", "label": label}
    schema = {"type": "default", "id": key, "schemaVersion": 17, "components": [field]}
    return json.dumps(schema, ensure_ascii=False).encode()


def table(cell: str = "&gt; 5") -> bytes:
    return DMN.format(cell=cell).encode()


def review(*, key: str = "review", name: str = "审核", group: str = "star_evaluator", more: str = "") -> bytes:
    """begin → decide (table `star`) → step (form `review_form`, offered to `group`) → done."""
    decide = '<zeebe:calledDecision decisionId="star" resultVariable="star" />'
    step = (
        f'<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="{group}" />'
        f'<zeebe:formDefinition formId="review_form" />{more}'
    )
    return diagram(
        f'<bpmn:businessRuleTask id="decide">{extended(decide)}</bpmn:businessRuleTask>',
        f'<bpmn:userTask id="step" name="{name}">{extended(step)}</bpmn:userTask>',
        chain("decide", "step"),
        key=key,
    )


def whole(**changes: bytes) -> dict[str, bytes]:
    """Process, table and form; `process`, `table` or `form` may be given anew."""
    return {
        "review/review.bpmn": changes.get("process", review()),
        "review/star.dmn": changes.get("table", table()),
        "review/review.form.json": changes.get("form", form()),
    }
