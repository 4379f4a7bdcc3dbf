"""Every diagram of the corpus runs through plain SpiffWorkflow too, with its own parser: where that is right,
ours offers the same tasks in the same order and ends with the same data; where it is wrong, ours is right."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, ScriptTask, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import read, xml
from tests.engine.spiff.differential import CORPUS, Entry, Offers, Spelling
from tests.engine.spiff.player import Player

# Tasks whose order of completion is compared; events and gateways are not seen by people.
WORK = ("userTask", "scriptTask", "manualTask")
PERFORMED = (ManualTask, ScriptTask, UserTask)
BPMN = f"{{{xml.BPMN}}}"
PAST = "2000-01-01T00:00:00+00:00"
# What a caught error leaves in the variables is a promise of ours (docs/architecture.md), not BPMN's.
OF_AN_ERROR = ("error_code", "error_message")


class Ours:
    """A case and the processes that it calls."""

    def __init__(self, files: Sequence[bytes], data: dict[str, Any]) -> None:
        self.files = files
        self.main = Player(files[0], data)
        nodes = [node for source in files for node in read(source).nodes]
        self.performed = {node.id for node in nodes if node.kind in WORK}
        self.looped = {node.id for node in nodes if node.loop is not None}
        self.called: dict[str, Player] = {}

    def offers(self) -> list[str]:
        self._call()
        return sorted(w.element_id for p in self._players() for w in p.case.waits() if w.kind == "user")

    def do(self, element: str, result: dict[str, Any]) -> None:
        player = next(p for p in self._players() if element in p.waiting)
        player.complete(element, **result) if player.wait(element).kind == "user" else player.fire(element)
        self._deliver(player)
        for call, child in list(self.called.items()):
            if child.ended:
                self.main.done += child.done
                self.main.complete(call, **self.called.pop(call).variables)

    def _deliver(self, player: Player) -> None:
        """What the case sent to itself, as the runtime does with a job for each wait."""
        sent, player.throws = player.throws, []
        for throw in sent:
            for wait in player.case.waits():
                if wait.task_id in throw.reached:
                    player.fire(wait.element_id)

    def _call(self) -> None:
        for wait in self.main.case.waits():
            if wait.kind == "call" and wait.element_id not in self.called:
                self.called[wait.element_id] = Player(self.files[1], wait.variables)

    def _players(self) -> list[Player]:
        return [*self.called.values(), self.main]

    @property
    def done(self) -> list[str]:
        """Without the ends of whole loops, which history has besides those of their instances."""
        found = [own_id for own_id in self.main.done if own_id in self.performed]
        for own_id in self.looped:
            del found[len(found) - 1 - found[::-1].index(own_id)]
        return found

    @property
    def ended(self) -> bool:
        return self.main.ended

    @property
    def data(self) -> dict[str, Any]:
        return self.main.variables


class Plain:
    """The same through SpiffWorkflow alone."""

    def __init__(self, files: Sequence[bytes], data: dict[str, Any]) -> None:
        self.done: list[str] = []
        self.messages: dict[str, str] = {}  # event → name of its message
        self.timers: set[str] = set()
        parser = BpmnParser()
        for number, source in enumerate(files):
            root = xml.parse(source)
            self._read_events(root)
            parser.add_bpmn_xml(root, filename=f"{number}.bpmn")
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.task_tree.data.update(data)
        self._advance()

    def _read_events(self, root: Any) -> None:
        for definition in root.iter(f"{BPMN}messageEventDefinition"):
            self.messages[definition.getparent().get("id")] = definition.get("messageRef").removeprefix("m_")
        self.timers |= {found.getparent().get("id") for found in root.iter(f"{BPMN}timerEventDefinition")}

    def offers(self) -> list[str]:
        return sorted(_id(task) for task in self._ready())

    def do(self, element: str, result: dict[str, Any]) -> None:
        task = next((task for task in self._ready() if _id(task) == element), None)
        if task is not None:
            task.data.update(result)
            task.run()
            self._note(task)
        else:
            self._fire(element)
        self._advance()

    def _fire(self, element: str) -> None:
        """Send the message of an event, or let the time of the timer that waits pass."""
        if element in self.messages:
            self.workflow.catch(BpmnEvent(MessageEventDefinition(self.messages[element]), {}))
        elif element in self.timers:
            for task in self.workflow.get_tasks(state=TaskState.WAITING):
                task.internal_data["event_value"] = PAST
        else:
            raise LookupError(f"{element} is not on offer")

    def _ready(self) -> list[Task]:
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]

    def _advance(self) -> None:
        self.workflow.refresh_timers()
        self.workflow.do_engine_steps(did_complete_task=self._note)

    def _note(self, task: Task) -> None:
        if isinstance(task.task_spec, PERFORMED):
            self.done.append(_id(task))

    @property
    def ended(self) -> bool:
        return bool(self.workflow.is_completed())

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.workflow.last_task.data)


def _id(task: Task) -> str:
    return str(task.task_spec.bpmn_id or task.task_spec.name.removesuffix(" [child]"))


@pytest.fixture(autouse=True)
def quiet():
    """Plain SpiffWorkflow writes to logs and warns about its own methods."""
    logging.getLogger("spiff").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def played(case: Ours | Plain, entry: Entry) -> Offers:
    offers = [case.offers()]
    for element, result in entry.moves:
        case.do(element, result)
        offers.append(case.offers())
    return offers


@pytest.mark.parametrize("name", [name for name, entry in CORPUS.items() if not entry.bent])
def test_both_offer_the_same_tasks_and_end_with_the_same_data(name: str):
    entry = CORPUS[name]
    ours = Ours(entry.write(Spelling(plain=False)), dict(entry.data))
    plain = Plain(entry.write(Spelling(plain=True)), dict(entry.data))
    assert played(ours, entry) == played(plain, entry)
    assert ours.done == plain.done
    assert (ours.ended, plain.ended) == (True, True)
    assert {name: value for name, value in ours.data.items() if name not in OF_AN_ERROR} == plain.data


@pytest.mark.parametrize("name", [name for name, entry in CORPUS.items() if entry.bent])
def test_ours_is_right_where_plain_spiffworkflow_bends_the_diagram(name: str):
    entry = CORPUS[name]
    assert entry.right is not None
    ours = Ours(entry.write(Spelling(plain=False)), dict(entry.data))
    assert played(ours, entry) == entry.right.offers
    assert ours.data == entry.right.data
    assert behaves_otherwise(entry), "plain SpiffWorkflow is right by now: compare with it"


def behaves_otherwise(entry: Entry) -> bool:
    assert entry.right is not None
    plain = Plain(entry.write(Spelling(plain=True)), dict(entry.data))
    try:
        return played(plain, entry) != entry.right.offers or plain.data != entry.right.data
    except LookupError:  # an element that should be on offer is not
        return True
