"""What really is in a built specification, for the gate's coverage check. Read from the specification alone."""

from __future__ import annotations

from collections.abc import Iterable

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec as TaskSpec

from engine.spiff.elements import BoundarySplit
from engine.spiff.scopes import ProcessSpec


def inventory(specs: Iterable[ProcessSpec]) -> dict[str, set[str]]:
    """Element id → ids of the elements to which it leads: along a flow or a link, to the events on its border, and
    from the start of an event sub-process to the sub-process that it begins."""
    found: dict[str, set[str]] = {}
    for spec in specs:
        for element in spec.task_specs.values():
            own_id = _drawn(element)
            if own_id is not None:
                found.setdefault(own_id, set()).update(_targets(spec, element))
    return found


def _targets(spec: ProcessSpec, element: TaskSpec) -> Iterable[str]:
    for name in element._outputs:
        target = _drawn(spec.task_specs[name])
        # What splits to an activity's border leads to the activity itself, which is no way that is drawn.
        if target is not None and not (isinstance(element, BoundarySplit) and name == target == _drawn(element)):
            yield target


def _drawn(element: TaskSpec) -> str | None:
    """The id of what a task specification stands for; of what splits to an activity's border that of the activity."""
    return element.config["activity"] if isinstance(element, BoundarySplit) else element.bpmn_id
