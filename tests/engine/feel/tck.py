"""Running the public DMN Technology Compatibility Kit against our evaluator.

`python -m tests.engine.feel.tck DIRECTORY [PART OF A NAME]` prints what fails and how many there are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn.graph import Graph
from engine.dmn.model import InputData, Model
from engine.dmn.reader import open_model
from engine.errors import EngineError
from engine.feel import comparison, programs
from engine.feel.functions.invoking import call_function
from engine.feel.run import Fault
from engine.feel.values import dates, durations, numbers
from tests.engine.feel import java

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# How near a number must come that was worked out with 34 digits to one that is given with fewer.
_NEAR = Decimal("1e-8")


@dataclass(frozen=True)
class Question:
    """One expected result of one case."""

    suite: str
    case: str
    node: str
    expected: Any
    found: Any

    @property
    def is_right(self) -> bool:
        return same(self.expected, self.found)

    def __str__(self) -> str:
        return f"{self.suite} {self.case} {self.node}: expected {self.expected!r}, found {self.found!r}"


def questions(folder: Path) -> Iterator[Question]:
    """Every expected result below a folder, with what we give."""
    for tests in sorted(folder.rglob("*-test-*.xml")):
        root = etree.parse(str(tests)).getroot()
        model = _model(tests.parent, _text(root, "modelName"))
        for case in _children(root, "testCase"):
            yield from _case(tests.parent.name, model, case)


def outcomes(folder: Path) -> dict[tuple[str, str], bool]:
    """Which cases give all that they expect, by suite and case."""
    found: dict[tuple[str, str], bool] = {}
    for question in questions(folder):
        case = question.suite, question.case
        found[case] = found.get(case, True) and question.is_right
    return found


def _case(suite: str, model: Model, case: etree._Element) -> Iterator[Question]:
    given = {(node.get("namespace", ""), node.get("name", "")): value_of(node) for node in _children(case, "inputNode")}
    graph = Graph(given=_giver(model, given), standard=True, externals=java.FUNCTIONS)
    for node in _children(case, "resultNode"):
        expected = _children(node, "expected")
        found = _found(model, case, node.get("name", ""), graph, given)
        yield Question(
            suite, case.get("id", ""), node.get("name", ""), value_of(expected[0]) if expected else None, found
        )


def _giver(main: Model, given: dict[tuple[str, str], Any]) -> Callable[[Model, InputData], Any]:
    def give(model: Model, data: InputData) -> Any:
        if (model.namespace, data.name) in given:
            return given[model.namespace, data.name]
        return given.get(("", data.name))

    return give


def _found(model: Model, case: etree._Element, name: str, graph: Graph, given: dict[tuple[str, str], Any]) -> Any:
    kind = case.get("type", "decision")
    try:
        if kind == "decisionService":
            return _of_service(model, case.get("invocableName", ""), name, graph, given)
        if kind == "bkm":
            return _of_function(model, case.get("invocableName", ""), graph, given)
        decision = next((one for one in model.decisions.values() if one.name == name), None)
        return None if decision is None else graph.decision(model, decision.id)
    except EngineError as error:
        return error
    except Exception as error:
        return f"CRASH {error!r}"


def _of_service(model: Model, service_name: str, name: str, graph: Graph, given: dict[tuple[str, str], Any]) -> Any:
    service = next(one for one in model.services.values() if one.name == service_name)
    function = graph.service(model, service)
    values = {node: value for (_namespace, node), value in given.items()}
    arguments = [values.get(parameter) for parameter, _type in function.parameters]
    try:
        found = call_function(function, programs.begin(), arguments, ())
    except Fault:
        return None
    return found[name] if len(service.outputs) > 1 and isinstance(found, dict) and name in found else found


def _of_function(model: Model, name: str, graph: Graph, given: dict[tuple[str, str], Any]) -> Any:
    known = next(one for one in model.knowledge.values() if one.name == name)
    run = programs.begin()
    run.externals = java.FUNCTIONS
    function = graph.knowledge(model, known.id, run)
    values = {node: value for (_namespace, node), value in given.items()}
    if function is None:
        return None
    try:
        return call_function(function, run, [values.get(name) for name, _type in function.parameters], ())
    except Fault:
        return None


@cache
def _model(folder: Path, name: str) -> Model:
    others: dict[str, Model] = {}
    waiting = [path for path in sorted(folder.glob("*.dmn")) if path.name != name]
    for _round in range(len(waiting) + 1):
        for path in list(waiting):
            root = etree.parse(str(path)).getroot()
            if all(element.get("namespace") in others for element in _children(root, "import")):
                model = open_model(path.read_bytes(), others)
                others[model.namespace] = model
                waiting.remove(path)
    return open_model((folder / name).read_bytes(), others)


def value_of(element: etree._Element) -> Any:
    """The value that a node of a test writes."""
    components = _children(element, "component")
    if components:
        return {component.get("name", ""): value_of(component) for component in components}
    lists = _children(element, "list")
    if lists:
        if lists[0].get(f"{_XSI}nil") == "true":
            return None
        return [value_of(item) for item in _children(lists[0], "item")]
    values = _children(element, "value")
    if not values or values[0].get(f"{_XSI}nil") == "true":
        return None
    kind = values[0].get(f"{_XSI}type", "xsd:string").rpartition(":")[2]
    text = values[0].text or ""
    return text if kind == "string" else _READERS[kind](text.strip())


_READERS: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "float": Decimal,
    "boolean": lambda text: text == "true",
    "date": dates.read_date,
    "time": dates.read_time,
    "dateTime": dates.read_datetime,
    "duration": durations.read,
    "anySimpleType": str,
}


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return _near(expected, found)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(same(expected[key], found[key]) for key in expected)
    if isinstance(found, EngineError):
        return False
    return expected == found or comparison.equal(expected, found) is True


def _near(expected: Decimal, found: Decimal) -> bool:
    exponent = expected.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > -7:
        return expected == found
    return abs(numbers.WIDE.subtract(expected, found)) <= _NEAR * max(Decimal(1), abs(expected))


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name]


def _text(element: etree._Element, name: str) -> str:
    found = _children(element, name)
    return (found[0].text or "").strip() if found else ""


def main(folder: str, part: str = "") -> None:
    import django

    django.setup()
    right = total = 0
    for suite in sorted(path for path in Path(folder).rglob("*") if path.is_dir() and part in str(path)):
        if not list(suite.glob("*-test-*.xml")):
            continue
        for question in questions(suite):
            total += 1
            right += question.is_right
            if not question.is_right:
                sys.stdout.write(f"{question}\n")
    sys.stdout.write(f"{right} of {total}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
