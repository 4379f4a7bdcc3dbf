"""The managers' pages."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import PROCESS, batch, event, instance, key, review, stuck
from tests.portal.matrix.visitors import MANAGERS

COCKPIT: dict[str, Address] = {
    "cockpit:processes": get(MANAGERS),
    "cockpit:process": get(MANAGERS, key(PROCESS)),
    "cockpit:version_diagram": get(MANAGERS, lambda w: [PROCESS, 1]),
    "cockpit:process_state": get(MANAGERS, key(PROCESS)),
    "cockpit:decision": get(MANAGERS, key("registration_format")),
    "cockpit:decision_source": get(MANAGERS, key("registration_format")),
    "cockpit:instances": get(MANAGERS),
    "cockpit:instance": get(MANAGERS, instance),
    "cockpit:past": get(MANAGERS, event),
    "cockpit:cancel": Address({"POST": MANAGERS}, instance, lambda w: {"reason": "重复"}),
    "cockpit:correct": Address(
        {"POST": MANAGERS},
        stuck,
        lambda w: {"name": "amount", "kind": "number", "value": "2", "reason": "x"},
    ),
    "cockpit:suspend_process": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, key(PROCESS), lambda w: {"reason": "年度调整"}
    ),
    "cockpit:resume_process": Address({"GET": MANAGERS, "POST": MANAGERS}, key(PROCESS), lambda w: {"reason": "完成"}),
    "cockpit:suspend": Address({"GET": MANAGERS, "POST": MANAGERS}, instance, lambda w: {"reason": "核实"}),
    "cockpit:resume": Address({"GET": MANAGERS, "POST": MANAGERS}, instance, lambda w: {"reason": "核实完毕"}),
    "cockpit:batches": get(MANAGERS),
    "cockpit:new_batch": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        body=lambda w: {"operation": "suspend", "reason": "核实"},
        query=lambda w: f"pk={w.stuck.pk}",
    ),
    "cockpit:batch": get(MANAGERS, batch),
    "cockpit:stop_batch": Address({"POST": MANAGERS}, batch),
    "cockpit:undo_batch": Address({"POST": MANAGERS}, batch, lambda w: {"reason": "有误"}),
    "cockpit:move": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        stuck,
        lambda w: {"token": w.incident.task_id, "to": "A", "reason": "x"},
    ),
    "cockpit:migrate": Address({"GET": MANAGERS, "POST": MANAGERS}, stuck, lambda w: {"version": 1, "reason": "x"}),
    "cockpit:task": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, review, lambda w: {"action": "reschedule", "reason": "顺延"}
    ),
    "cockpit:incidents": get(MANAGERS),
    "cockpit:retry": Address({"POST": MANAGERS}, lambda w: [w.incident.pk]),
    "cockpit:skip": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], lambda w: {"reason": "x"}),
    "cockpit:delivery": get(MANAGERS, lambda w: ["form", w.delivery.key]),
    "cockpit:delivery_file": get(MANAGERS, lambda w: ["form", w.delivery.key]),
}
