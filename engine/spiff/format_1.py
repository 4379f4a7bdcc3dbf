"""What the first release stored.

States: the tree of all that had happened, each task with what it changed against its parent. Their upgrade keeps what
is alive. The case gets the variables that its page showed: every change of its tasks, the latest last.

Definitions: elements with the names of the classes that they had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.gateways import ARRIVALS, Join
from engine.spiff.multi_instance import COUNTER, DONE, ITEMS
from engine.spiff.scopes import EndJoin
from engine.spiff.variables import CLOSED, INPUTS, LOCALS, Data, same

FORMAT = 1
_KINDS = {
    "BoundarySplit": "border",
    "BoundaryEvent": "boundary-event",
    "BusinessRuleTask": "business-rule-task",
    "CallActivity": "call-activity",
    "CatchEvent": "catch-event",
    "EndJoin": "end",
    "EndEvent": "end-event",
    "EventBasedGateway": "event-based-gateway",
    "EventSubprocessStart": "event-sub-process-start",
    "ExclusiveGateway": "exclusive-gateway",
    "Helper": "helper",
    "InclusiveGateway": "inclusive-gateway",
    "MultiInstance": "multi-instance",
    "ParallelGateway": "parallel-gateway",
    "PassThrough": "pass-through",
    "ReceiveTask": "receive-task",
    "ScriptTask": "script-task",
    "ServiceTask": "service-task",
    "StartEvent": "start-event",
    "SubProcess": "sub-process",
    "ThrowEvent": "throw-event",
    "UserTask": "user-task",
}
_ARRIVED, _CONSUMED, _OUTPUTS, _MERGED = "arrived", "consumed", "outputs", "merged"
Json = dict[str, Any]


def upgrade_definition(document: Json) -> Json:
    flows = {name: _flow(record) for name, record in document["specs"].items()}
    return {"format": FORMAT + 1, "key": document["key"], "flows": flows}


def _flow(record: Json) -> Json:
    elements = [
        {
            "kind": _KINDS[element["typename"]],
            "id": element["name"],
            "from": element["inputs"],
            "to": element["outputs"],
            "lane": element["lane"],
            "config": element["config"],
        }
        for element in record["task_specs"].values()
    ]
    return {"name": record["description"], "elements": elements}


def upgrade_state(state: Json, workflow: Any) -> Json:
    """The same state in the next format. `workflow` knows the specifications."""
    flows = {record["task"]: record for record in state["scopes"]}
    owners = {task["id"]: task for record in (state, *flows.values()) for task in record["tasks"]}
    upgraded = _Upgrade(workflow, flows)
    variables = upgraded.variables(state, workflow.spec)
    scopes = []
    for owner, record in flows.items():
        spec = workflow.subprocess_specs[upgraded.spec_of(owners[owner])]
        scopes.append({"task": owner, **_alive(record, spec)})
    return {"version": FORMAT + 1, "variables": variables, **_alive(state, workflow.spec), "scopes": scopes}


class _Upgrade:
    """Reads the variables of a flow together and gives rounds and activities the scopes that they have now."""

    def __init__(self, workflow: Any, flows: Mapping[str, Json]) -> None:
        self.workflow = workflow
        self.flows = flows
        self._elements: dict[str, Any] = {}

    def spec_of(self, task: Json) -> str:
        return str(self._elements[task["id"]].spec)

    def variables(self, flow: Json, spec: Any) -> Data:
        """What the scope around a flow has after all that happened in it."""
        tasks = {task["id"]: task for task in flow["tasks"]}
        self._elements |= {task["id"]: spec.task_specs[task["spec"]] for task in flow["tasks"]}
        known = _copies(flow["tasks"])
        view = dict(known[flow["root"]])
        for task in sorted(flow["tasks"], key=lambda record: record["at"]):
            parent = tasks.get(task.get("parent", ""))
            if parent is None or not task["state"] & (TaskState.READY | TaskState.STARTED | TaskState.COMPLETED):
                continue
            is_round = self._is_loop(parent) and task.get("triggered")
            inside = self._inside(task)
            if is_round and not _is_finished(task):
                self._open_round(task, parent, inside)
            elif is_round:
                continue
            else:
                view |= _changes(known[parent["id"]], known[task["id"]]) | self._outward(task, inside)
            self._open_loop(task, view)
        return view

    def _is_loop(self, task: Json) -> bool:
        return bool(self._elements[task["id"]].config.get("loop"))

    def _inside(self, task: Json) -> Data:
        """The changes inside a running sub-process."""
        flow = self.flows.get(task["id"])
        if flow is None or task["state"] != TaskState.STARTED:
            return {}
        spec = self.workflow.subprocess_specs[self.spec_of(task)]
        before = next(record["data"] for record in flow["tasks"] if record["id"] == flow["root"])
        return _changes(before, self.variables(flow, spec))

    def _outward(self, task: Json, inside: Data) -> Data:
        """What of it the flow around sees; with an output mapping all of it stays with the sub-process."""
        inputs = task.get("internal", {}).get(INPUTS, {})
        inputs |= {name: value for name, value in inside.items() if name in inputs}
        rest = {name: value for name, value in inside.items() if name not in inputs}
        if not self._elements[task["id"]].config.get("outputs") or task["id"] not in self.flows:
            return rest
        task.setdefault("internal", {}).update({LOCALS: rest, CLOSED: True})
        return {}

    def _open_round(self, task: Json, body: Json, inside: Data) -> None:
        loop, index = self._elements[body["id"]].config["loop"], task["internal"]["item"]
        item = {loop["item"]: body["internal"][ITEMS][index]} if loop["item"] else {}
        task["internal"] |= {LOCALS: inside | {COUNTER: index + 1} | item}
        if loop["output"]:
            task["internal"][CLOSED] = True

    def _open_loop(self, task: Json, view: Data) -> None:
        internal = task.get("internal", {})
        if not self._is_loop(task) or ITEMS not in internal:
            return
        loop, outputs = self._elements[task["id"]].config["loop"], internal.pop(_OUTPUTS)
        view |= internal.pop(_MERGED)
        if loop["output"]:
            internal[LOCALS] = {loop["output"]: outputs}
        internal.setdefault(DONE, 0)


def _copies(tasks: list[Json]) -> dict[str, Data]:
    """The variables that each task saw. Parents come before their children."""
    known: dict[str, Data] = {}
    for task in tasks:
        inherited = known.get(task.get("parent", ""), {})
        gone = task.get("gone", ())
        known[task["id"]] = {name: value for name, value in inherited.items() if name not in gone} | task["data"]
    return known


def _changes(before: Data, after: Data) -> Data:
    return {name: value for name, value in after.items() if name not in before or not same(before[name], value)}


def _alive(flow: Json, spec: Any) -> Json:
    """The flow without what is finished; what waits at a join is one token."""
    elements = {task["id"]: spec.task_specs[task["spec"]] for task in flow["tasks"]}
    tasks = {task["id"]: task for task in flow["tasks"]}
    arrivals = _arrivals(tasks, elements)
    kept = [task for task in flow["tasks"] if task["id"] == flow["root"] or _is_needed(task, tasks, elements, arrivals)]
    ids = {task["id"] for task in kept}
    return {
        "root": flow["root"],
        "completed": flow["completed"],
        "success": flow["success"],
        "tasks": [_task(task, flow["root"], ids, arrivals) for task in kept],
    }


def _arrivals(tasks: Mapping[str, Json], elements: Mapping[str, Any]) -> dict[str, list[str]]:
    """The id of the token that waits at each join → the flows on which tokens have arrived there."""
    found: dict[str, list[str]] = {}
    holders: dict[str, str] = {}
    for task in sorted(tasks.values(), key=lambda record: record["state"] == TaskState.WAITING, reverse=True):
        element, internal = elements[task["id"]], task.get("internal", {})
        if isinstance(element, EndJoin) and task["state"] == TaskState.WAITING:
            found.setdefault(holders.setdefault(element.name, task["id"]), [])
        if isinstance(element, Join) and internal.get(_ARRIVED) and not internal.get(_CONSUMED):
            holder = holders.setdefault(element.name, task["id"])
            found.setdefault(holder, []).append(tasks[task["parent"]]["spec"])
    return found


def _is_needed(
    task: Json, tasks: Mapping[str, Json], elements: Mapping[str, Any], arrivals: Mapping[str, list[str]]
) -> bool:
    element = elements[task["id"]]
    if isinstance(element, (Join, EndJoin)) and task["state"] == TaskState.WAITING:
        return task["id"] in arrivals
    if not _is_finished(task):
        return True
    return element.holds_together and any(not _is_finished(child) for child in _children(task, tasks))


def _children(task: Json, tasks: Mapping[str, Json]) -> Iterator[Json]:
    return (child for child in tasks.values() if child.get("parent") == task["id"])


def _is_finished(task: Json) -> bool:
    return bool(task["state"] & TaskState.FINISHED_MASK)


def _task(task: Json, root: str, kept: set[str], arrivals: Mapping[str, list[str]]) -> Json:
    internal = {key: found for key, found in task.get("internal", {}).items() if key not in (_ARRIVED, _CONSUMED)}
    if "written" in internal:
        internal["written"] = []
    if arrivals.get(task["id"]):
        internal[ARRIVALS] = arrivals[task["id"]]
    record: Json = {"id": task["id"], "spec": task["spec"], "state": task["state"]}
    parent = task.get("parent")
    optional = {
        "parent": parent if parent in kept else root if parent else None,
        "internal": internal,
        "triggered": task.get("triggered"),
    }
    return record | {name: found for name, found in optional.items() if found}
