"""Reading decision tables, and what all readers of a model share."""

from __future__ import annotations

from django.utils.translation import gettext as _
from lxml import etree

from engine import feel
from engine.bpmn import xml
from engine.dmn import cells
from engine.dmn.elements import children, first
from engine.dmn.model import Aggregation, HitPolicy, Input, Output, Rule, Table
from engine.errors import ExpressionError

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


class TableReader:
    def __init__(self, root: etree._Element, *, checked: bool) -> None:
        """`checked`: what cannot run is a problem; otherwise it is null when it runs."""
        self.root = root
        self.checked = checked
        self.problems: dict[str, list[str]] = {}
        self.where, self.key = "", ""

    def table(self, element: etree._Element) -> Table:
        self.only(element, "input", "output", "rule")
        table = Table(
            inputs=tuple(self._input(column) for column in children(element, "input")),
            outputs=tuple(
                self._output(column, number) for number, column in enumerate(children(element, "output"), start=1)
            ),
            rules=tuple(self._rule(row, number) for number, row in enumerate(children(element, "rule"), start=1)),
            hit_policy=self._hit_policy(element),
            aggregation=self._aggregation(element),
            type=element.get("typeRef", ""),
        )
        self._check_shape(table)
        return table

    def _input(self, element: etree._Element) -> Input:
        self.only(element, "inputExpression", "inputValues")
        expressions, listed = children(element, "inputExpression"), children(element, "inputValues")
        text = self.text(expressions[0]) if expressions else ""
        label = element.get("label") or text
        allowed = self.text(listed[0]) if listed else ""
        return Input(
            id=element.get("id", ""),
            label=label,
            expression=text,
            type=(expressions[0].get("typeRef") or "") if expressions else "",
            allowed=allowed,
            values=_constants(allowed),
        )

    def _output(self, element: etree._Element, number: int) -> Output:
        self.only(element, "outputValues", "defaultOutputEntry")
        name = element.get("name", "")
        label = element.get("label") or name or _("第 %(number)s 列") % {"number": number}
        listed = children(element, "outputValues")
        text = self.text(listed[0]) if listed else ""
        default = first(element, "defaultOutputEntry")
        return Output(
            element.get("id", ""),
            name,
            label,
            self._values(text, label),
            self.text(default) if default is not None else "",
            element.get("typeRef", ""),
        )

    def _values(self, text: str, label: str) -> tuple[object, ...]:
        if not text:
            return ()
        try:
            return tuple(feel.evaluate(f"[{text}]", {}))
        except ExpressionError as error:
            self.problem(_("输出“%(output)s”的可选值：%(error)s") % {"output": label, "error": error})
            return ()

    def _rule(self, element: etree._Element, number: int) -> Rule:
        self.only(element, "inputEntry", "outputEntry")
        notes = [*children(element, "description"), *children(element, "annotationEntry")]
        return Rule(
            number=number,
            id=element.get("id", ""),
            tests=tuple(self.text(cell) or "-" for cell in children(element, "inputEntry")),
            entries=tuple(self.text(cell) or "null" for cell in children(element, "outputEntry")),
            note=" ".join("".join(map(str, note.itertext())).strip() for note in notes).strip(),
        )

    def _hit_policy(self, element: etree._Element) -> HitPolicy:
        text = element.get("hitPolicy", HitPolicy.UNIQUE)
        try:
            return HitPolicy(text)
        except ValueError:
            self.problem(_("不认识命中策略“%(policy)s”") % {"policy": text})
            return HitPolicy.UNIQUE

    def _aggregation(self, element: etree._Element) -> Aggregation | None:
        text = element.get("aggregation")
        if text is None:
            return None
        if element.get("hitPolicy") != HitPolicy.COLLECT:
            self.problem(_("只有命中策略 COLLECT 可以汇总"))
        try:
            return Aggregation(text)
        except ValueError:
            self.problem(_("不认识汇总方式“%(aggregation)s”") % {"aggregation": text})
            return None

    def _check_entries(self, table: Table) -> None:
        """An output's list of values binds its cells; whether a computed one keeps to it shows when it runs."""
        for rule in table.rules:
            for output, entry in zip(table.outputs, rule.entries, strict=False):
                found = cells.constant(entry)
                if output.values and found is not None and found[1] not in output.values:
                    sentence = _("规则 %(rule)s 的结果“%(value)s”不在输出“%(output)s”的可选值中")
                    self.problem(sentence % {"rule": rule.number, "value": found[1], "output": output.label})

    def _check_shape(self, table: Table) -> None:
        self._check_entries(table)
        names = [output.name for output in table.outputs]
        if not names:
            self.problem(_("决策表没有输出列"))
        if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
            self.problem(_("有多个输出列时，每列都要有不同的名称"))
        if table.aggregation is not None and len(names) > 1:
            self.problem(_("汇总时只能有一个输出列"))
        if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(
            output.values for output in table.outputs
        ):
            self.problem(_("命中策略 %(policy)s 要求列出输出的可选值") % {"policy": table.hit_policy})
        for rule in table.rules:
            if len(rule.tests) != len(table.inputs) or len(rule.entries) != len(table.outputs):
                self.problem(_("规则 %(rule)s 的格数与列数不符") % {"rule": rule.number})

    def text(self, element: etree._Element) -> str:
        self.only(element, "text")
        language = element.get("expressionLanguage") or self.root.get("expressionLanguage") or "feel"
        if not language.rstrip("/").lower().endswith("feel"):
            self.problem(_("不支持表达式语言“%(language)s”，只支持 FEEL") % {"language": language})
        texts = children(element, "text")
        return (texts[0].text or "").strip() if texts else ""

    def only(self, element: etree._Element, *expected: str) -> None:
        for child in element:
            name = xml.local_name(child)
            of_dmn = xml.namespace(child) in xml.DMN_MODELS
            if name not in _DRAWING and not (of_dmn and name in expected):
                self.problem(_("不支持元素“%(element)s”") % {"element": name})

    def problem(self, sentence: str) -> None:
        known = self.problems.setdefault(self.key, [])
        known.append(f"{self.where}：{sentence}" if self.where else sentence)


def _constants(listed: str) -> tuple[object, ...]:
    """The values of a list; none where it holds ranges or other tests."""
    try:
        return tuple(feel.evaluate(f"[{listed}]", {}))
    except ExpressionError:
        return ()
