"""The API."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import PROCESS, batch, event, instance, key, review, reviewed, stuck
from tests.portal.matrix.visitors import EVERYBODY, MANAGERS, SIGNED_IN, who

PROGRAMS: dict[str, Address] = {
    "api:token": Address(
        {"POST": EVERYBODY}, is_json=True, body=lambda w: {"username": "rr", "password": "correct horse"}
    ),
    "api:deployments": Address({"POST": who("superuser")}),
    "api:check": Address({"POST": MANAGERS}),
    "api:definitions": get(MANAGERS),
    "api:start": Address(
        {"POST": who("superuser")}, key("stuck"), lambda w: {"variables": {"amount": 3}}, is_json=True
    ),
    "api:simulate": Address({"POST": MANAGERS}, key("stuck"), lambda w: {"variables": {"amount": 3}}, is_json=True),
    "api:instance": get(MANAGERS | {"compliance"}, instance),
    "api:history": get(MANAGERS | {"compliance"}, instance),
    "api:past": get(MANAGERS | {"compliance"}, event),
    "api:cancel": Address({"POST": MANAGERS}, instance, lambda w: {"reason": "重复"}, is_json=True),
    "api:suspend_definition": Address({"POST": MANAGERS}, key(PROCESS), lambda w: {"reason": "年度调整"}, is_json=True),
    "api:resume_definition": Address({"POST": MANAGERS}, key(PROCESS), lambda w: {"reason": "完成"}, is_json=True),
    "api:suspend": Address({"POST": MANAGERS}, instance, lambda w: {"reason": "核实"}, is_json=True),
    "api:resume": Address({"POST": MANAGERS}, instance, lambda w: {"reason": "核实完毕"}, is_json=True),
    "api:instances": get(SIGNED_IN),
    "api:incidents": get(MANAGERS),
    "api:retry": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], is_json=True),
    "api:skip": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], lambda w: {"reason": "x"}, is_json=True),
    "api:batches": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        body=lambda w: {"operation": "suspend", "instances": [str(w.stuck.pk)], "reason": "核实"},
        is_json=True,
    ),
    "api:batch": get(MANAGERS, batch),
    "api:batch_items": get(MANAGERS, batch),
    "api:stop_batch": Address({"POST": MANAGERS}, batch, is_json=True),
    "api:undo_batch": Address({"POST": MANAGERS}, batch, lambda w: {"reason": "有误"}, is_json=True),
    "api:variables": Address(
        {"POST": MANAGERS}, stuck, lambda w: {"variables": {"amount": 2}, "reason": "x"}, is_json=True
    ),
    "api:move": Address({"POST": MANAGERS}, stuck, lambda w: {"element": "G", "to": "A", "reason": "x"}, is_json=True),
    "api:migrate": Address({"POST": MANAGERS}, stuck, lambda w: {"version": 1, "reason": "x"}, is_json=True),
    "api:tasks": get(SIGNED_IN),
    "api:task": get(MANAGERS | {"reviewer"}, review),
    "api:claim": Address({"POST": who("reviewer")}, review, is_json=True),
    "api:unclaim": Address({"POST": MANAGERS}, review, is_json=True, body=lambda w: {"reason": "x"}),
    "api:assign": Address({"POST": MANAGERS}, review, lambda w: {"assignee": "rr", "reason": "x"}, is_json=True),
    "api:reschedule": Address(
        {"POST": MANAGERS}, review, lambda w: {"due_at": "2026-04-01T10:00:00+08:00", "reason": "x"}, is_json=True
    ),
    "api:complete": Address({"POST": who("reviewer")}, review, reviewed, is_json=True),
    "api:messages": Address(
        {"POST": MANAGERS}, body=lambda w: {"name": "withdraw", "correlation_key": w.applied.number}, is_json=True
    ),
    "api:evaluate": Address({"POST": MANAGERS}, key("registration_format"), lambda w: {"variables": {}}, is_json=True),
    "api_schema": get(EVERYBODY),
    "api_docs": get(EVERYBODY),
}
