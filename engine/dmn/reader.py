"""Reading a .dmn file; all problems are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from lxml import etree

from engine.bpmn import xml
from engine.dmn import item_types
from engine.dmn.elements import children, first, references
from engine.dmn.logic_reader import NOTHING, LogicReader
from engine.dmn.model import Decision, Function, InputData, Knowledge, Logic, Model, Service
from engine.dmn.reading import reads_of
from engine.dmn.requirements import check_requirements
from engine.errors import DecisionError

_PARTS = ("decision", "businessKnowledgeModel", "decisionService")


def parse_decisions(content: bytes) -> list[Decision]:
    """The decisions of a file, every expression checked; XmlRefused, or DecisionError with all problems."""
    model = open_model(content, checked=True)
    decisions = list(model.decisions.values())
    problems = [problem for problems in model.problems.values() for problem in problems]
    problems += check_requirements(decisions)
    if not decisions and not problems:
        problems = [_("文件中没有决策")]
    if problems:
        raise DecisionError(problems)
    return decisions


def open_model(content: bytes, others: Mapping[str, Model] | None = None, *, checked: bool = False) -> Model:
    """A file as it is, with its problems by decision; `others` are models that it may import, by namespace.

    `checked`: every expression is parsed now.
    """
    root = xml.parse(content)
    if xml.local_name(root) != "definitions" or xml.namespace(root) not in xml.DMN_MODELS:
        raise DecisionError([_("不是 DMN 1.3 决策文件")])
    return _Reader(root, checked=checked).model(others or {})


class _Reader(LogicReader):
    def model(self, others: Mapping[str, Model]) -> Model:
        root = self.root
        self.only(root, *_PARTS, "import")
        model = Model(root.get("namespace", ""), root.get("name", ""), types=item_types.read(root))
        model.members = item_types.members(root)
        self._imports(model, others)
        for element in children(root, "inputData"):
            data = _input_data(element)
            model.inputs[data.id] = data
        for element in children(root, "businessKnowledgeModel"):
            known = self._knowledge(element)
            model.knowledge[known.id] = known
        for element in children(root, "decisionService"):
            service = _service(element)
            model.services[service.id] = service
        self._decisions(model)
        model.problems = self.problems
        return model

    def _imports(self, model: Model, others: Mapping[str, Model]) -> None:
        for element in children(self.root, "import"):
            name, imported = element.get("name", ""), others.get(element.get("namespace", ""))
            if imported is None:
                self.problem(_("引用了文件之外的模型“%(name)s”") % {"name": name})
                continue
            model.imports[name] = imported
            model.types.update(item_types.known(imported.types, name))
            model.members |= imported.members

    def _decisions(self, model: Model) -> None:
        elements = children(self.root, "decision")
        aliases = {element.get("id", ""): _aliases(element) for element in elements}
        for element in elements:
            decision = self._decision(element, aliases, model)
            if decision.id in model.decisions:
                self.problem(_("编号“%(key)s”用了不止一次") % {"key": decision.id})
            model.decisions[decision.id] = decision

    def _decision(self, element: etree._Element, aliases: dict[str, tuple[str, ...]], model: Model) -> Decision:
        name = element.get("name") or element.get("id", "")
        key = element.get("id", "" if self.checked else name)
        self.where, self.key = _("决策“%(name)s”") % {"name": name}, key
        if not key:
            self.problem(_("没有编号（id）"))
        self.only(element, "variable", "informationRequirement", "knowledgeRequirement", *self.form_names)
        requires, drawn = self._requires(element, model)
        logic = self._own_logic(element)
        knowledge = self._functions(element, model)
        known = {alias for required in requires for alias in aliases.get(required, ())} | set(model.imports)
        functions = {one.name for one in model.knowledge.values()} | {one.name for one in model.services.values()}
        inputs = {name for data in model.inputs.values() for name in data.aliases}
        variables = self._check_expressions(logic, known | inputs | functions, model) - known - functions
        self.where, self.key = "", ""
        return Decision(
            key,
            name,
            logic,
            requires,
            _aliases(element),
            frozenset(variables),
            self._data(drawn, model),
            knowledge,
            drawn,
            _type_of(element),
            model,
        )

    def _own_logic(self, element: etree._Element) -> Logic:
        if not self.checked and not any(xml.local_name(child) in self.form_names for child in element):
            return NOTHING
        return self.logic(element)

    @staticmethod
    def _data(drawn: tuple[str, ...], model: Model) -> frozenset[str] | None:
        """The names of the input data that are drawn to a decision."""
        found = [model.inputs[key] for key in (href.removeprefix("#") for href in drawn) if key in model.inputs]
        return frozenset(name for data in found for name in data.aliases) if drawn else None

    def _requires(self, element: etree._Element, model: Model) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The decisions and the input data that one requires; those of this file without `#`."""
        requires: list[str] = []
        drawn: list[str] = []
        for requirement in children(element, "informationRequirement"):
            self.only(requirement, "requiredDecision", "requiredInput")
            for href in references(requirement, "requiredDecision"):
                home, key = model.home(href)
                if home is not model:
                    requires.append(href)
                elif href == f"#{key}" or href == f"{model.namespace}#{key}":
                    requires.append(key)
                else:
                    self.problem(_("引用了文件之外的决策“%(href)s”") % {"href": href})
            for href in references(requirement, "requiredInput"):
                drawn.append(href.removeprefix(model.namespace) if model.namespace else href)
        return tuple(requires), tuple(drawn)

    def _functions(self, element: etree._Element, model: Model) -> tuple[str, ...]:
        hrefs = []
        for requirement in children(element, "knowledgeRequirement"):
            self.only(requirement, "requiredKnowledge")
            hrefs += references(requirement, "requiredKnowledge")
        for href in hrefs:
            home, key = model.home(href)
            if key not in home.knowledge and key not in home.services and self.checked:
                self.problem(_("引用了不存在的函数“%(href)s”") % {"href": href})
        return tuple(hrefs)

    def _knowledge(self, element: etree._Element) -> Knowledge:
        key, name = element.get("id", ""), element.get("name") or element.get("id", "")
        self.where, self.key = _("函数“%(name)s”") % {"name": name}, ""
        self.only(element, "variable", "encapsulatedLogic", "knowledgeRequirement")
        inner = first(element, "encapsulatedLogic")
        function = Function((), None) if inner is None else self.function(inner)
        if self.checked and function.kind != "FEEL":
            self.problem(_("不支持外部函数"))
        requires: list[str] = []
        for requirement in children(element, "knowledgeRequirement"):
            requires += references(requirement, "requiredKnowledge")
        self.where = ""
        return Knowledge(key, name, function, tuple(requires), _type_of(element))

    def _check_expressions(self, logic: Logic, known: Iterable[str], model: Model) -> set[str]:
        """The variables that it reads."""
        if not self.checked:
            return set()
        reads = reads_of(logic, frozenset(known), model.members)
        for problem in reads.problems:
            self.problem(problem)
        return reads.variables


def _input_data(element: etree._Element) -> InputData:
    aliases = _aliases(element)
    return InputData(element.get("id", ""), element.get("name", ""), aliases, _type_of(element))


def _service(element: etree._Element) -> Service:
    return Service(
        element.get("id", ""),
        element.get("name", ""),
        tuple(references(element, "outputDecision")),
        tuple(references(element, "inputDecision")),
        tuple(references(element, "inputData")),
        _type_of(element),
    )


def _type_of(element: etree._Element) -> str:
    variable = first(element, "variable")
    return "" if variable is None else variable.get("typeRef", "")


def _aliases(element: etree._Element) -> tuple[str, ...]:
    """The names under which decisions read a decision's result or an input: its id, name, and variable's name."""
    names = [
        element.get("id"),
        element.get("name"),
        *(child.get("name") for child in children(element, "variable")),
    ]
    return tuple(dict.fromkeys(name for name in names if name))
