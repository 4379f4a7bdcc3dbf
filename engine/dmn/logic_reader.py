"""Reading the logic of a decision. What would be ignored is refused by name."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from lxml import etree

from engine.bpmn import xml
from engine.dmn.elements import children, first
from engine.dmn.model import (
    Conditional,
    Context,
    Entry,
    Filter,
    For,
    Function,
    Invocation,
    ListOf,
    Literal,
    Logic,
    Quantified,
    Relation,
)
from engine.dmn.table_reader import TableReader

NOTHING = Literal("null")


class LogicReader(TableReader):
    """Walks the tree and collects problems instead of stopping at the first."""

    def logic(self, element: etree._Element) -> Logic:
        """The one form of logic below an element."""
        found = [child for child in element if xml.local_name(child) in self._forms() and self._of_dmn(child)]
        if len(found) != 1:
            self.problem(_("应当有且只有一个决策表或表达式"))
            return NOTHING
        return self._forms()[xml.local_name(found[0])](found[0])

    @property
    def form_names(self) -> tuple[str, ...]:
        return tuple(self._forms())

    def _forms(self) -> dict[str, Callable[[etree._Element], Logic]]:
        return {
            "decisionTable": self.table,
            "literalExpression": self._literal,
            "context": self._context,
            "invocation": self._invocation,
            "list": self._list,
            "relation": self._relation,
            "functionDefinition": self.function,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
        }

    @staticmethod
    def _of_dmn(element: etree._Element) -> bool:
        return xml.namespace(element) in xml.DMN_MODELS

    def _inside(self, element: etree._Element, name: str) -> Logic:
        """The logic in a part of a form."""
        part = first(element, name)
        return NOTHING if part is None else self.logic(part)

    def _literal(self, element: etree._Element) -> Logic:
        return Literal(self.text(element), element.get("typeRef", ""))

    def _context(self, element: etree._Element) -> Logic:
        self.only(element, "contextEntry")
        entries: list[Entry] = []
        result: Logic | None = None
        for each in children(element, "contextEntry"):
            variable = first(each, "variable")
            if variable is None:
                result = self.logic(each)
            else:
                entries.append(Entry(variable.get("name", ""), self.logic(each), variable.get("typeRef", "")))
        return Context(tuple(entries), result, element.get("typeRef", ""))

    def _invocation(self, element: etree._Element) -> Logic:
        self.only(element, "literalExpression", "binding")
        target = first(element, "literalExpression")
        bindings = []
        for binding in children(element, "binding"):
            parameter = first(binding, "parameter")
            name = "" if parameter is None else parameter.get("name", "")
            kind = "" if parameter is None else parameter.get("typeRef", "")
            filled = any(xml.local_name(child) in self._forms() for child in binding)
            bindings.append(Entry(name, self.logic(binding) if filled else NOTHING, kind))
        function = self.text(target) if target is not None else ""
        return Invocation(function, tuple(bindings), element.get("typeRef", ""))

    def _list(self, element: etree._Element) -> Logic:
        forms = self._forms()
        items = [
            forms[xml.local_name(child)](child)
            for child in element
            if xml.local_name(child) in forms and self._of_dmn(child)
        ]
        return ListOf(tuple(items), element.get("typeRef", ""))

    def _relation(self, element: etree._Element) -> Logic:
        self.only(element, "column", "row")
        columns = tuple(column.get("name", "") for column in children(element, "column"))
        rows = []
        for row in children(element, "row"):
            found = self._list(row)
            rows.append(found.items if isinstance(found, ListOf) else ())
        if any(len(row) != len(columns) for row in rows):
            self.problem(_("每行的格数与列数不符"))
        return Relation(columns, tuple(rows), element.get("typeRef", ""))

    def function(self, element: etree._Element) -> Function:
        self.only(element, "formalParameter", *self._forms())
        parameters = tuple(
            (parameter.get("name", ""), parameter.get("typeRef", ""))
            for parameter in children(element, "formalParameter")
        )
        kind = element.get("kind", "FEEL")
        filled = any(xml.local_name(child) in self._forms() for child in element)
        body = self.logic(element) if filled else None
        return Function(parameters, body, kind, element.get("typeRef", ""))

    def _conditional(self, element: etree._Element) -> Logic:
        self.only(element, "if", "then", "else")
        parts = [self._inside(element, name) for name in ("if", "then", "else")]
        return Conditional(parts[0], parts[1], parts[2], element.get("typeRef", ""))

    def _filter(self, element: etree._Element) -> Logic:
        self.only(element, "in", "match")
        return Filter(self._inside(element, "in"), self._inside(element, "match"), element.get("typeRef", ""))

    def _for(self, element: etree._Element) -> Logic:
        self.only(element, "in", "return")
        variable = element.get("iteratorVariable", "")
        return For(variable, self._inside(element, "in"), self._inside(element, "return"), element.get("typeRef", ""))

    def _quantified(self, element: etree._Element) -> Logic:
        self.only(element, "in", "satisfies")
        return Quantified(
            xml.local_name(element) == "every",
            element.get("iteratorVariable", ""),
            self._inside(element, "in"),
            self._inside(element, "satisfies"),
            element.get("typeRef", ""),
        )
