"""Cases that were stored in the first format go on where they stood.

`format_1.jsonl.gz` was written by the code that stored them: for each case its compiled definition, what was done with
it, and after each step its state, what waited, its variables.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from engine import spiff
from engine.errors import UnreadableDefinition
from engine.spiff import Case, Decided, Limits

LINES = gzip.decompress(Path(__file__).with_name("format_1.jsonl.gz").read_bytes()).decode().splitlines()
# What rounds give without a collection is seen at once now, not when the loop ends.
EARLIER = {"test_without_an_output_collection_the_changes_of_the_instances_come_out_without_the_loops_own_names"}
RECORDS = [json.loads(line) for line in LINES]


class Resumed:
    """A recorded case, loaded as it was stored after `step` moves."""

    def __init__(self, record: dict[str, Any], step: int) -> None:
        self.record, self.step = record, step
        self.specification = spiff.load_specs(record["compiled"])
        self.case = self.load(record["states"][step]["state"])

    def load(self, text: str) -> Case:
        decisions = self.record["decisions"]
        return Case.load(
            self.specification,
            text,
            decide=lambda key, _variables: Decided(decisions[key]),
            limits=Limits(),
            has_caller=self.record["begin"].get("has_caller", False),
        )

    def finish(self) -> None:
        """Make the moves that were made, and find after each of them what was found then."""
        self.compare()
        for name, arguments, more in self.record["moves"][self.step :]:
            getattr(self, name)(*arguments, **more)
            self.case.advance()
            self.step += 1
            self.compare()
            if not self.case.is_completed:
                self.case = self.load(self.case.dump())

    def compare(self) -> None:
        then = self.record["states"][self.step]
        assert sorted(wait.element_id for wait in self.case.waits()) == then["waiting"]
        assert self.case.is_completed == (then["state"] is None)
        if self.record["test"] not in EARLIER or self.case.is_completed:
            assert self.case.variables() == then["variables"]

    def task(self, element_id: str, number: int = 0) -> Any:
        return [wait for wait in self.case.waits() if wait.element_id == element_id][number].task_id

    def complete(self, element_id: str, number: int = 0, /, **result: Any) -> None:
        assert self.case.complete(self.task(element_id, number), result)

    def fire(self, element_id: str, /, **payload: Any) -> None:
        assert self.case.fire(self.task(element_id), payload)

    def fail(self, element_id: str, code: str, number: int = 0) -> None:
        self.case.raise_error(self.task(element_id, number), code, "说明")

    def retry(self, **variables: Any) -> None:
        if variables:
            self.case.set_variables(variables)
        for task_id in self.case.failed_tasks():
            assert self.case.retry(task_id)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["test"][:60])
def test_a_case_goes_on_from_every_state_that_was_stored(record):
    for step, then in enumerate(record["states"]):
        if then["state"] is not None:
            Resumed(record, step).finish()


@pytest.mark.parametrize("compiled", ['{"format": 99, "key": "p"}', '{"key": "p"}'])
def test_a_definition_that_cannot_be_read_says_so(compiled):
    with pytest.raises(UnreadableDefinition, match="无法读取"):
        spiff.load_specs(compiled)
