"""A running case moves to another version of its process: the same tokens, in the flows of the other diagram.

What waits keeps waiting for what it waited for: timers keep their instant, messages their key, called processes their
call. Border events and event sub-processes that only the new version has begin to wait; those that it lacks are called
off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import Obstacle
from engine.spiff.elements import RESULT, BoundarySplit, Element
from engine.spiff.events import BoundaryEvent, EventSubprocessStart, Repeating
from engine.spiff.gateways import ARRIVALS
from engine.spiff.scopes import EndJoin, ProcessSpec
from engine.spiff.serialization import Specification

Json = dict[str, Any]
Mappings = Mapping[str, str]
_SUFFIXES = (".boundary", ".instance")

_MISSING = _("新版本中没有对应的步骤")
_OTHER_KIND = _("新版本中对应的步骤类型不同")
_OTHER_LOOP = _("新版本中对应步骤的多实例设置不同")
_OTHER_EVENT = _("新版本中对应的事件类型不同")
_OTHER_PATH = _("已到达汇合点的分支在新版本中没有对应的连线")


def propose(old: Specification, new: Specification) -> dict[str, str]:
    """Element id → its id in the new version: the same id, else the only one of its kind and name, else the only one of
    its kind between the same neighbours. What has no counterpart is left out."""
    before, after = _elements(old), _elements(new)
    found = {own: own for own, element in before.items() if own in after and _is_kin(element, after[own])}
    for likeness in (_name, _neighbours):
        _pair(found, before, after, likeness)
    return found


def _pair(found: dict[str, str], before: Mapping[str, Element], after: Mapping[str, Element], likeness: Any) -> None:
    taken = set(found.values())
    ours = {own: likeness(element, found) for own, element in before.items() if own not in found}
    known = {own: own for own in after}
    theirs = {own: likeness(element, known) for own, element in after.items() if own not in taken}
    here, there = Counter(ours.values()), Counter(theirs.values())
    alone = {look: other for other, look in theirs.items() if look and there[look] == 1}
    found |= {own: alone[look] for own, look in ours.items() if look in alone and here[look] == 1}


def _name(element: Element, _known: Mappings) -> Any:
    return (type(element), element.bpmn_name) if element.bpmn_name else None


def _neighbours(element: Element, known: Mappings) -> Any:
    around = [known.get(_base(name)) for name in (*element._inputs, *element._outputs)]
    return (type(element), tuple(around)) if all(around) and around else None


def _is_kin(old: Element, new: Element) -> bool:
    return type(old) is type(new)


def _elements(specification: Specification) -> dict[str, Element]:
    """By id; a loop is its body."""
    found = (element for flow in specification.flows() for element in flow.task_specs.values())
    return {element.name: element for element in found if element.bpmn_id == element.name}


class Translation:
    """The stored state of a case in the words of another version; `obstacles` says what has none."""

    def __init__(self, old: Specification, new: Specification, mapping: Mappings) -> None:
        self.old, self.new, self.mapping = old, new, mapping
        self.carried = carried(old, new, mapping)
        self.obstacles: list[Obstacle] = []

    def of(self, state: Json) -> Json:
        tasks = {task["id"]: task for record in (state, *state["scopes"]) for task in record["tasks"]}
        main = self._flow(state, self.old.spec, self.new.spec)
        scopes = []
        for record in state["scopes"]:
            own = _base(tasks[record["task"]]["spec"])
            target = self.new.inner.get(self.mapping.get(own, own))
            if target is not None:  # else its owner is an obstacle already
                scopes.append({"task": record["task"], **self._flow(record, self.old.inner[own], target)})
        return {**state, **main, "scopes": scopes}

    def _flow(self, record: Json, old: ProcessSpec, new: ProcessSpec) -> Json:
        kept: dict[str, Json] = {}
        for task in record["tasks"]:
            translated = self._task(task, old, new, kept, record["root"])
            if translated is not None:
                kept[task["id"]] = translated
        return {**{key: record[key] for key in ("root", "completed", "success")}, "tasks": list(kept.values())}

    def _task(self, task: Json, old: ProcessSpec, new: ProcessSpec, kept: Mapping[str, Json], root: str) -> Json | None:
        element = old.task_specs[task["spec"]]
        target = new.task_specs.get(self._named(element, new))
        if _is_idle(element, task) and self.mapping.get(element.name, element.name) not in self.carried:
            return None
        if target is None and isinstance(element, BoundarySplit):
            return None  # its activity has no border any more
        reason = _why_not(element, target)
        if reason is not None or target is None:
            self._refuse(element, reason or _MISSING)
            return None
        parent = task.get("parent")
        moved = {**task, "spec": target.name}
        if parent:
            moved["parent"] = parent if parent in kept else root
        arrivals = task.get("internal", {}).get(ARRIVALS)
        if arrivals:
            moved["internal"] = {**task["internal"], ARRIVALS: self._arrivals(element, target, arrivals)}
        return moved

    def _named(self, element: Element, new: ProcessSpec) -> str:
        if isinstance(element, EndJoin):
            return str(new.end.name)
        own = _base(element.name)
        return self.mapping.get(own, own) + element.name[len(own) :]

    def _arrivals(self, join: Element, target: Element, arrivals: list[str]) -> list[str]:
        found = [self.mapping.get(_base(name), _base(name)) for name in arrivals]
        if Counter(found) - Counter({name: len(found) for name in target._inputs}):
            self._refuse(join, _OTHER_PATH)
        return found

    def _refuse(self, element: Element, reason: str | Promise) -> None:
        element_id = element.bpmn_id or _base(element.name)
        if all(told.element_id != element_id for told in self.obstacles):
            self.obstacles.append(Obstacle(element_id, element.bpmn_name or "", reason))


def _is_idle(element: Element, task: Json) -> bool:
    """A border event or the start of an event sub-process that has not fired."""
    return isinstance(element, Repeating) and RESULT not in task.get("internal", {})


def _why_not(old: Element, new: Element | None) -> str | Promise | None:
    if new is None:
        return _MISSING
    if bool(old.config.get("loop")) != bool(new.config.get("loop")):
        return _OTHER_LOOP
    if not _is_kin(old, new):
        return _OTHER_KIND
    if old.config.get("loop") and _shape(old.config["loop"]) != _shape(new.config["loop"]):
        return _OTHER_LOOP
    if (old.config.get("definition") or {}).get("kind") != (new.config.get("definition") or {}).get("kind"):
        return _OTHER_EVENT
    return None


def _shape(loop: Json) -> Json:
    return {key: loop[key] for key in ("sequential", "item", "output")}


def carried(old: Specification, new: Specification, mapping: Mappings) -> set[str]:
    """Ids in the new version of what the old one has too: the same kind at the same place."""
    before, after = _elements(old), _elements(new)
    pairs = [(element, after.get(mapping.get(own, own))) for own, element in before.items()]
    return {other.name for element, other in pairs if other is not None and _is_same(element, other, mapping)}


def _is_same(old: Element, new: Element, mapping: Mappings) -> bool:
    host = old.config.get("attached_to", "")
    return _why_not(old, new) is None and mapping.get(host, host) == new.config.get("attached_to", "")


def put_in_order(workflow: Any, known: set[str]) -> None:
    """After loading: every activity has the border of its version, every flow its event sub-processes. `known`: what
    was there before and either waits or has had its time."""
    for flow in (workflow, *workflow.subprocesses.values()):
        for task in list(flow.tasks.values()):
            if not task.has_state(TaskState.FINISHED_MASK):
                _border(task, known)
        _event_sub_processes(flow, known)


def _border(task: Task, known: set[str]) -> None:
    split = task.workflow.spec.task_specs.get(f"{task.task_spec.name}.boundary")
    is_held = isinstance(task.parent.task_spec, BoundarySplit)
    if split is None or isinstance(task.task_spec, BoundaryEvent):
        return
    if not is_held:
        _hang(task, task.workflow.task_tree._add_child(split, TaskState.COMPLETED))
    for event in split.outputs:
        if isinstance(event, BoundaryEvent) and event.name not in known:
            _begin(task.parent, event)


def _event_sub_processes(flow: Any, known: set[str]) -> None:
    for start in flow.spec.start.outputs:
        if isinstance(start, EventSubprocessStart) and start.name not in known:
            _begin(flow.task_tree, start)


def _begin(parent: Task, spec: Element) -> None:
    spec._update(parent._add_child(spec, TaskState.FUTURE))


def _hang(task: Task, parent: Task) -> None:
    task.parent._children.remove(task.id)
    task.parent = parent
    parent._children.append(task.id)
    # Parents are stored before their children.
    others = {own: other for own, other in task.workflow.tasks.items() if other is not parent}
    task.workflow.tasks.clear()
    for own, other in others.items():
        if other is task:
            task.workflow.tasks[parent.id] = parent
        task.workflow.tasks[own] = other


def _base(name: str) -> str:
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name
