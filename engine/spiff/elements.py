"""The base of every element of ours in SpiffWorkflow's task tree.

How an element lives: `FUTURE` when its predecessor completed, `READY` when it may run, `STARTED` while it
waits for something from outside (a person, a job, an instant, a message), `COMPLETED` or `CANCELLED`. Stock
SpiffWorkflow predicts the whole future as tasks of the tree; here a task exists once it is reached, and leaves when
it is finished: the tree holds what is alive and nothing else (`workflow.forget_finished`).

Running has two halves, `enter` and `leave`. Both compute first and change the task last, so an expression
that fails leaves the task READY and untouched, and running it again is safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.choices import choose
from engine.spiff.expressions import assign, value
from engine.spiff.variables import CLOSED, INPUTS, LOCALS, is_round, visible, write

if TYPE_CHECKING:
    from engine.spiff.workflow import CaseWorkflow

# Keys of a task's internal data.
RESULT = "result"  # what came back from outside; its presence means "leave on the next run"
WRITTEN = "written"  # what of the result went into which scopes; only the choice of the way and the history are left
WAIT = "wait"  # what the element waits for, evaluated once on entering
OUTPUT = "output"  # the value an instance of a loop contributes
ENOUGH = "enough"  # the loop's completion condition held after this instance
FAILED = "failed"  # stopped by an error; an operator lets it try again
ITEM = "item"  # (index) of an instance in its loop
SKIPPED = "skipped"  # an operator goes on without it; the result is what was given instead
TAKEN = "taken"  # ids of the outgoing flows that the conditions chose


class Element(BpmnTaskSpec):
    """A node of the diagram, or a helper that the builder adds. `config` is plain JSON."""

    # What the element waits for after `enter`: user, service, call, timer … None: it never waits.
    waits: ClassVar[str | None] = None
    # An expression that says until when it waits asks the calendar.
    follows_calendar: bool = False
    # Of several outgoing conditions that hold, only the first one counts.
    takes_one: ClassVar[bool] = False
    # Stays while something that it led to is unfinished, because these call each other off.
    holds_together: ClassVar[bool] = False
    # An operator may go on without it. Not what a person decides, and not where the diagram chooses its way.
    may_be_skipped: ClassVar[bool] = False

    def __init__(self, wf_spec: Any, name: str, *, config: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.config: dict[str, Any] = dict(config or {})
        self.bpmn_id = self.config.get("id")
        self.bpmn_name = self.config.get("name")

    # SpiffWorkflow's hooks
    # -----------------------------------------------------------------------------------------
    def test(self) -> None:
        """The gate has checked the structure already."""

    def _predict(self, my_task: Task, *args: Any, **kwargs: Any) -> None:
        """No predictions: two parallel splits in a row would already square the tree."""

    def _update_hook(self, my_task: Task) -> bool:
        return True

    def _run(self, my_task: Task) -> bool | None:
        # Unlike stock SpiffWorkflow, an exception leaves the task READY, so that it can be tried again.
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        if RESULT not in my_task.internal_data and not self.enter(my_task):
            return None
        self.leave(my_task)
        return True

    def _on_complete(self, my_task: Task) -> None:
        self.after(my_task)
        # All tokens exist before the first one moves: an inclusive join looks around for them.
        for child in [my_task._add_child(spec, TaskState.FUTURE) for spec in self.next_specs(my_task)]:
            child.task_spec._update(child)
        my_task.workflow._task_completed_notify(my_task)

    # What kinds of elements refine
    # ----------------------------------------------------------------------------------
    def enter(self, my_task: Task) -> bool:
        """Begin. True: done at once, with what it produced in internal data `RESULT`; False: waits."""
        return True

    def leave(self, my_task: Task) -> None:
        """Write what the element produced to the variables of the case, and choose where it goes on."""
        if WRITTEN not in my_task.internal_data:
            result = my_task.internal_data.get(RESULT) or {}
            is_skipped = SKIPPED in my_task.internal_data
            given = result if is_skipped else self.produced(my_task, result)
            contribution = self._contribution(my_task, {**visible(my_task), **result, **given})
            written = write(my_task, given, own=not is_skipped and self.writes_to_own_scope(my_task))
            my_task.internal_data.update(contribution, **{RESULT: result, WRITTEN: written})
        # Apart from the writing: when no condition holds, an operator may correct the variables.
        choice = choose(self.config, visible(my_task), only_one=self.takes_one)
        if choice is not None:
            my_task.internal_data[TAKEN] = choice.taken
            self.top(my_task).note("gateway_taken", my_task, choice.explanation)
        for key in (RESULT, INPUTS, LOCALS, CLOSED, WAIT, SKIPPED):
            my_task.internal_data.pop(key, None)

    def after(self, my_task: Task) -> None:
        """Consequences of completion for the neighbourhood."""
        if is_round(my_task):
            my_task.parent.task_spec.collect(my_task.parent, my_task)
        elif isinstance(my_task.parent and my_task.parent.task_spec, BoundarySplit):
            self.after_activity(my_task)

    def after_activity(self, my_task: Task) -> None:
        """An activity is done: the events on its border wait no longer."""
        for sibling in my_task.parent.children:
            if sibling is not my_task and is_pending(sibling):
                sibling.cancel()

    def next_specs(self, my_task: Task) -> list[Element]:
        taken = my_task.internal_data.pop(TAKEN, None)
        if taken is None:
            return self.outputs
        return [self._wf_spec.task_specs[flow["target"]] for flow in self.config["flows"] if flow["id"] in taken]

    def holder(self, my_task: Task) -> UUID | None:
        """Of an event at a border or of an event sub-process: the token of whose border, or inside which, it waits."""
        return None

    # Helpers ----------------------------------------------------------------------------------------------
    # ----------
    def times(self, my_task: Task, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Of what it waits for, the instants, as of now."""
        raise NotImplementedError

    def map_inputs(self, my_task: Task) -> dict[str, Any] | None:
        """The local variables of the input mapping; None when the element has none."""
        mappings = self.config.get("inputs")
        return assign(mappings, visible(my_task)) if mappings else None

    def handed_over(self, my_task: Task) -> dict[str, Any]:
        """What a form or a handler sees: the mapped inputs, or all that an expression here would read."""
        inputs = my_task.internal_data.get(INPUTS)
        return visible(my_task) if inputs is None else dict(inputs)

    def writes_to_own_scope(self, my_task: Task) -> bool:
        """A result without output mapping may stay in the activity's own scope, and so may that of a round, whose
        scope has the output that the loop collects."""
        collects = is_round(my_task) and my_task.parent.task_spec.config["loop"]["output"]
        return bool(collects or not self.config.get("outputs"))

    def produced(self, my_task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
        mappings = self.config.get("outputs")
        if not mappings:
            return dict(result)
        known = {**visible(my_task), **result}
        return assign(mappings, known, target=known)

    def _contribution(self, my_task: Task, variables: Mapping[str, Any]) -> dict[str, Any]:
        if not is_round(my_task):
            return {}
        found: dict[str, Any] = my_task.parent.task_spec.contribution(my_task, variables)
        return found

    def top(self, my_task: Task) -> CaseWorkflow:
        return my_task.workflow.top_workflow


class Loop(Element):
    """What `Element` must know of a multi-instance body."""

    def collect(self, body: Task, instance: Task) -> None:
        raise NotImplementedError

    def contribution(self, instance: Task, variables: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


class BoundarySplit(Element):
    """Stands before an activity that has events on its border; its children are the activity and these
    events."""

    holds_together: ClassVar[bool] = True


class Helper(Element):
    """Start, and what else is not on the diagram."""


def is_pending(task: Task) -> bool:
    """Reached but neither finished nor fired: it can still be called off without undoing anything."""
    return not task.has_state(TaskState.FINISHED_MASK) and RESULT not in task.internal_data


class PassThrough(Element):
    """A manual task, an undefined task or a plain event: nothing to do for software."""

    may_be_skipped: ClassVar[bool] = True

    def enter(self, my_task: Task) -> bool:
        inputs = self.map_inputs(my_task)
        if inputs is not None:
            my_task.internal_data[INPUTS] = inputs
        return True


class ScriptTask(Element):
    """One FEEL expression and the variable that takes its value."""

    may_be_skipped: ClassVar[bool] = True

    def enter(self, my_task: Task) -> bool:
        inputs = self.map_inputs(my_task)
        result = value(self.config["expression"], {**visible(my_task), **(inputs or {})})
        _set(my_task, inputs, {self.config["result"]: result} if self.config.get("result") else {})
        return True


class BusinessRuleTask(Element):
    """A decision, in the version that was deployed with the diagram."""

    may_be_skipped: ClassVar[bool] = True

    def enter(self, my_task: Task) -> bool:
        inputs = self.map_inputs(my_task)
        outcome = self.top(my_task).decide(self.config["decision"], {**visible(my_task), **(inputs or {})})
        _set(my_task, inputs, {self.config["result"]: outcome.value} if self.config.get("result") else {})
        self.top(my_task).note("decision_evaluated", my_task, outcome.explanation)
        return True


def _set(my_task: Task, inputs: dict[str, Any] | None, result: dict[str, Any]) -> None:
    if inputs is not None:
        my_task.internal_data[INPUTS] = inputs
    my_task.internal_data[RESULT] = result
