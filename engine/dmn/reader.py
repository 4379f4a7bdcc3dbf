"""Reading a .dmn file. What would be ignored is refused by name; all problems are told at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from lxml import etree

from engine import feel
from engine.bpmn import xml
from engine.dmn import cells
from engine.dmn.model import Aggregation, Decision, HitPolicy, Input, Literal, Output, Rule, Table
from engine.dmn.requirements import check_requirements, expressions
from engine.errors import DecisionError, ExpressionError

# What a drawing or a documentation adds; it does not change a result.
_DRAWING = frozenset(
    {
        "DMNDI",
        "allowedAnswers",
        "annotation",
        "annotationEntry",
        "association",
        "authorityRequirement",
        "decisionMaker",
        "decisionOwner",
        "description",
        "extensionElements",
        "group",
        "impactedPerformanceIndicator",
        "inputData",
        "itemDefinition",
        "knowledgeSource",
        "organizationUnit",
        "performanceIndicator",
        "question",
        "supportedObjective",
        "textAnnotation",
        "usingProcess",
        "usingTask",
    }
)


def parse_decisions(content: bytes) -> list[Decision]:
    """The decisions of a file, every expression checked; XmlRefused, or DecisionError with all problems."""
    root = xml.parse(content)
    if xml.local_name(root) != "definitions" or xml.namespace(root) not in xml.DMN_MODELS:
        raise DecisionError([_("不是 DMN 1.3 决策文件")])
    reader = _Reader(root)
    decisions = reader.decisions()
    problems = reader.problems + check_requirements(decisions)
    if not decisions and not problems:
        problems = [_("文件中没有决策")]
    if problems:
        raise DecisionError(problems)
    return decisions


class _Reader:
    """Walks the tree and collects problems instead of stopping at the first."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.problems: list[str] = []
        self.where = ""
        self.input_data = {element.get("id", ""): _aliases(element) for element in _children(root, "inputData")}

    def decisions(self) -> list[Decision]:
        self._only(self.root, "decision")
        elements = _children(self.root, "decision")
        aliases = {element.get("id", ""): _aliases(element) for element in elements}
        return [self._decision(element, aliases) for element in elements]

    def _decision(self, element: etree._Element, aliases: dict[str, tuple[str, ...]]) -> Decision:
        key, name = element.get("id", ""), element.get("name") or element.get("id", "")
        self.where = _("决策“%(name)s”") % {"name": name}
        if not key:
            self._problem(_("没有编号（id）"))
        self._only(element, "variable", "informationRequirement", "decisionTable", "literalExpression")
        requires = self._requires(element)
        known = {alias for required in requires for alias in aliases.get(required, ())}
        logic = self._logic(element)
        inputs = {name for names in self.input_data.values() for name in names}
        variables = self._check_expressions(logic, known | inputs) - known
        return Decision(key, name, logic, requires, _aliases(element), frozenset(variables), self._data(element))

    def _data(self, element: etree._Element) -> frozenset[str] | None:
        """The names of the input data that are drawn to a decision."""
        drawn = [
            target.get("href", "").removeprefix("#")
            for requirement in _children(element, "informationRequirement")
            for target in _children(requirement, "requiredInput")
        ]
        return frozenset(name for key in drawn for name in self.input_data.get(key, ())) if drawn else None

    def _requires(self, element: etree._Element) -> tuple[str, ...]:
        requires = []
        for requirement in _children(element, "informationRequirement"):
            self._only(requirement, "requiredDecision", "requiredInput")
            for target in _children(requirement, "requiredDecision"):
                href = target.get("href", "")
                if href.startswith("#"):
                    requires.append(href[1:])
                else:
                    self._problem(_("引用了文件之外的决策“%(href)s”") % {"href": href})
        return tuple(requires)

    def _logic(self, element: etree._Element) -> Table | Literal:
        tables, literals = _children(element, "decisionTable"), _children(element, "literalExpression")
        if len(tables) + len(literals) != 1:
            self._problem(_("应当有且只有一个决策表或表达式"))
        if tables:
            return self._table(tables[0])
        return Literal(self._text(literals[0]) if literals else "")

    def _table(self, element: etree._Element) -> Table:
        self._only(element, "input", "output", "rule")
        table = Table(
            inputs=tuple(self._input(column) for column in _children(element, "input")),
            outputs=tuple(
                self._output(column, number) for number, column in enumerate(_children(element, "output"), start=1)
            ),
            rules=tuple(self._rule(row, number) for number, row in enumerate(_children(element, "rule"), start=1)),
            hit_policy=self._hit_policy(element),
            aggregation=self._aggregation(element),
        )
        self._check_shape(table)
        return table

    def _input(self, element: etree._Element) -> Input:
        self._only(element, "inputExpression", "inputValues")
        expressions, listed = _children(element, "inputExpression"), _children(element, "inputValues")
        text = self._text(expressions[0]) if expressions else ""
        label = element.get("label") or text
        allowed = self._text(listed[0]) if listed else ""
        return Input(
            id=element.get("id", ""),
            label=label,
            expression=text,
            type=(expressions[0].get("typeRef") or "") if expressions else "",
            allowed=allowed,
            values=_constants(allowed),
        )

    def _output(self, element: etree._Element, number: int) -> Output:
        self._only(element, "outputValues")
        name = element.get("name", "")
        label = element.get("label") or name or _("第 %(number)s 列") % {"number": number}
        listed = _children(element, "outputValues")
        text = self._text(listed[0]) if listed else ""
        return Output(element.get("id", ""), name, label, self._values(text, label))

    def _values(self, text: str, label: str) -> tuple[object, ...]:
        if not text:
            return ()
        try:
            return tuple(feel.evaluate(f"[{text}]", {}))
        except ExpressionError as error:
            self._problem(_("输出“%(output)s”的可选值：%(error)s") % {"output": label, "error": error})
            return ()

    def _rule(self, element: etree._Element, number: int) -> Rule:
        self._only(element, "inputEntry", "outputEntry")
        notes = [*_children(element, "description"), *_children(element, "annotationEntry")]
        return Rule(
            number=number,
            id=element.get("id", ""),
            tests=tuple(self._text(cell) or "-" for cell in _children(element, "inputEntry")),
            entries=tuple(self._text(cell) or "null" for cell in _children(element, "outputEntry")),
            note=" ".join("".join(map(str, note.itertext())).strip() for note in notes).strip(),
        )

    def _hit_policy(self, element: etree._Element) -> HitPolicy:
        text = element.get("hitPolicy", HitPolicy.UNIQUE)
        try:
            return HitPolicy(text)
        except ValueError:
            self._problem(_("不认识命中策略“%(policy)s”") % {"policy": text})
            return HitPolicy.UNIQUE

    def _aggregation(self, element: etree._Element) -> Aggregation | None:
        text = element.get("aggregation")
        if text is None:
            return None
        if element.get("hitPolicy") != HitPolicy.COLLECT:
            self._problem(_("只有命中策略 COLLECT 可以汇总"))
        try:
            return Aggregation(text)
        except ValueError:
            self._problem(_("不认识汇总方式“%(aggregation)s”") % {"aggregation": text})
            return None

    def _check_entries(self, table: Table) -> None:
        """An output's list of values binds its cells; whether a computed one keeps to it shows when it runs."""
        for rule in table.rules:
            for output, entry in zip(table.outputs, rule.entries, strict=False):
                found = cells.constant(entry)
                if output.values and found is not None and found[1] not in output.values:
                    sentence = _("规则 %(rule)s 的结果“%(value)s”不在输出“%(output)s”的可选值中")
                    self._problem(sentence % {"rule": rule.number, "value": found[1], "output": output.label})

    def _check_shape(self, table: Table) -> None:
        self._check_entries(table)
        names = [output.name for output in table.outputs]
        if not names:
            self._problem(_("决策表没有输出列"))
        if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
            self._problem(_("有多个输出列时，每列都要有不同的名称"))
        if table.aggregation is not None and len(names) > 1:
            self._problem(_("汇总时只能有一个输出列"))
        if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(
            output.values for output in table.outputs
        ):
            self._problem(_("命中策略 %(policy)s 要求列出输出的可选值") % {"policy": table.hit_policy})
        for rule in table.rules:
            if len(rule.tests) != len(table.inputs) or len(rule.entries) != len(table.outputs):
                self._problem(_("规则 %(rule)s 的格数与列数不符") % {"rule": rule.number})

    def _check_expressions(self, logic: Table | Literal, known: Iterable[str]) -> set[str]:
        variables: set[str] = set()
        for place, kind, text in expressions(logic):
            try:
                variables |= feel.parse(text, kind=kind, names=frozenset(known)).variables
            except ExpressionError as error:
                self._problem(f"{place}：{error}" if place else str(error))
        return variables

    def _text(self, element: etree._Element) -> str:
        self._only(element, "text")
        language = element.get("expressionLanguage") or self.root.get("expressionLanguage") or "feel"
        if not language.rstrip("/").lower().endswith("feel"):
            self._problem(_("不支持表达式语言“%(language)s”，只支持 FEEL") % {"language": language})
        texts = _children(element, "text")
        return (texts[0].text or "").strip() if texts else ""

    def _only(self, element: etree._Element, *expected: str) -> None:
        for child in element:
            name = xml.local_name(child)
            of_dmn = xml.namespace(child) in xml.DMN_MODELS
            if name not in _DRAWING and not (of_dmn and name in expected):
                self._problem(_("不支持元素“%(element)s”") % {"element": name})

    def _problem(self, sentence: str) -> None:
        self.problems.append(f"{self.where}：{sentence}" if self.where else sentence)


def _constants(listed: str) -> tuple[object, ...]:
    """The values of a list; none where it holds ranges or other tests."""
    try:
        return tuple(feel.evaluate(f"[{listed}]", {}))
    except ExpressionError:
        return ()


def _aliases(decision: etree._Element) -> tuple[str, ...]:
    """The names under which decisions read a decision's result or an input: its id, name, and variable's name."""
    names = [
        decision.get("id"),
        decision.get("name"),
        *(child.get("name") for child in _children(decision, "variable")),
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if xml.local_name(child) == name and xml.namespace(child) in xml.DMN_MODELS]
