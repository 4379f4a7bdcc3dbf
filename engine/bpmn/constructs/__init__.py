"""The one table of BPMN constructs: what runs, what is only drawn, what is refused and why.

From it come the gate's decision (`engine.gate.dialect`, `engine.gate.supported`), the sentence that a refusal
gives, `docs/bpmn-coverage.md` (`manage.py bpmn_coverage`) and the list of element types that an editor need
not offer. Each row has a test that runs it or is refused (`tests/engine/gate/test_constructs.py`).
"""

from __future__ import annotations

from engine.bpmn.constructs.activities import ACTIVITIES
from engine.bpmn.constructs.construct import Construct, Group, Verdict
from engine.bpmn.constructs.data import DATA
from engine.bpmn.constructs.events import EVENTS, TRIGGERS, Position, event_key
from engine.bpmn.constructs.extensions import EXTENSIONS
from engine.bpmn.constructs.flows import FLOWS
from engine.bpmn.constructs.other import OTHER
from engine.bpmn.constructs.scopes import SCOPES

_ROWS = (*SCOPES, *ACTIVITIES, *FLOWS, *EVENTS, *DATA, *EXTENSIONS, *OTHER)
TABLE: dict[str, Construct] = {row.key: row for row in _ROWS}
if len(TABLE) != len(_ROWS):
    raise ValueError("two rows of one key")


def triggers(event: str) -> frozenset[str]:
    """Tags of the definitions with which `event` runs at one place or another; an empty string is the plain
    event."""
    found = [
        trigger
        for position in Position
        if position.value.rpartition("/")[2] == event
        for trigger in TRIGGERS
        if (row := TABLE.get(event_key(position, trigger))) is not None and not row.is_refused
    ]
    return frozenset(found)


def refusal(*keys: str) -> Construct | None:
    """The first of these rows that is refused."""
    return next((row for key in keys if (row := TABLE.get(key)) is not None and row.is_refused), None)


__all__ = ["TABLE", "TRIGGERS", "Construct", "Group", "Position", "Verdict", "event_key", "refusal", "triggers"]
