"""Decisions and what they require: other decisions, input data, functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engine.dmn import boxed, item_types, tables
from engine.dmn.model import Decision, InputData, Knowledge, Model, Service, Table
from engine.dmn.scopes import Place
from engine.errors import DecisionError
from engine.feel import programs
from engine.feel.compiler import Scope
from engine.feel.functions.invoking import UNFIT, conformed
from engine.feel.run import Run
from engine.feel.syntax.names import unusual
from engine.feel.values.callables import Function

# Input data by the model's namespace and name.
Given = Callable[[Model, InputData], Any]
Noticed = Callable[[Decision, tables.Taken], None]


class Graph:
    """One evaluation: every decision is taken once.

    `variables` are seen by every decision; `given` has the values of input data. `standard` as in Place: then a
    decision sees nothing but what it requires.
    """

    def __init__(
        self,
        *,
        variables: Mapping[str, Any] | None = None,
        given: Given | None = None,
        standard: bool = False,
        now: datetime | None = None,
        externals: Mapping[str, Callable[..., Any]] | None = None,
        noticed: Noticed | None = None,
    ) -> None:
        self.variables = variables or {}
        self.given = given
        self.standard = standard
        self.now = now
        self.externals = externals or {}
        self.noticed = noticed
        self.taken: dict[tuple[int, str], Any] = {}
        self.under_way: set[tuple[int, str]] = set()

    def decision(self, model: Model, key: str) -> Any:
        """The value of a decision."""
        mark = id(model), key
        if mark in self.taken:
            return self.taken[mark]
        decision = model.decisions.get(key)
        if decision is None or mark in self.under_way:
            return None
        self.under_way.add(mark)
        self.taken[mark] = self._taken(model, decision)
        self.under_way.discard(mark)
        return self.taken[mark]

    def _taken(self, model: Model, decision: Decision) -> Any:
        place = self.place(model, decision)
        logic = decision.logic
        if self.standard and model.problems.get(decision.id):
            return None
        if isinstance(logic, Table):
            found = tables.take(decision.name, logic, place)
            if self.noticed is not None:
                self.noticed(decision, found)
            value = found.result
        else:
            value = tables.locate(
                lambda: boxed.take(logic, place), lambda: _("决策“%(name)s”") % {"name": decision.name}
            )
            if self.noticed is not None:
                self.noticed(decision, tables.Taken([], [], value))
        sentence = _("决策“%(name)s”的结果不是“%(type)s”") % {"name": decision.name, "type": decision.type}
        return place.conform(value, decision.type, sentence)

    def place(self, model: Model, decision: Decision) -> Place:
        names: dict[str, Any] = {}
        for href in decision.requires:
            home, key = model.home(href)
            required = home.decisions.get(key)
            if required is not None:
                self._put(names, model, home, required.aliases or (required.name,), self.decision(home, key))
        for href in decision.drawn:
            home, key = model.home(href)
            data = home.inputs.get(key)
            if data is not None and self.given is not None:
                self._put(names, model, home, data.aliases or (data.name,), self.input(home, data))
        run = programs.begin(self.now)
        run.externals = self.externals
        run.has_home = not self.standard
        place = self._around(model, names, run)
        self._add_functions(model, decision.knowledge, names, place)
        return self._around(model, names, run, place.scope)

    def _around(self, model: Model, names: dict[str, Any], run: Run, scope: Scope | None = None) -> Place:
        mine, members = unusual(names)
        theirs, inner = unusual(self.variables)
        if scope is None:
            outer = Scope(programs.JsonNames(self.variables), run, types=model.types)
            scope = outer.inner(names)
        members = members | inner | model.members
        return Place(scope, mine | theirs, members, model, self.standard)

    def _put(self, names: dict[str, Any], model: Model, home: Model, aliases: Sequence[str], value: Any) -> None:
        """Under its name; what another model holds, under the name of the import."""
        if home is model:
            names.update(dict.fromkeys(aliases, value))
            return
        alias = next((alias for alias, imported in model.imports.items() if imported is home), "")
        names.setdefault(alias, {}).update(dict.fromkeys(aliases, value))

    def input(self, model: Model, data: InputData) -> Any:
        """The value of input data, as its type asks for it."""
        value = self.given(model, data) if self.given is not None else None
        if not data.type or value is None:
            return value
        found = conformed(value, item_types.named(data.type), model.types)
        if found is not UNFIT:
            return found
        if self.standard:
            return None
        raise DecisionError([_("输入“%(name)s”的值不是“%(type)s”") % {"name": data.name, "type": data.type}])

    def _add_functions(self, model: Model, hrefs: Sequence[str], names: dict[str, Any], place: Place) -> None:
        """The functions see each other's names: a scope that is filled while they are made."""
        for href in hrefs:
            home, key = model.home(href)
            if key in home.knowledge:
                self._put(names, model, home, (home.knowledge[key].name,), self.knowledge(home, key, place.scope.run))
            elif key in home.services:
                self._put(names, model, home, (home.services[key].name,), self.service(home, home.services[key]))

    def knowledge(self, model: Model, key: str, run: Run) -> Function | None:
        """A business knowledge model as a function. Made once: those that require each other see the same ones."""
        mark = id(model), f"function {key}"
        if mark in self.taken:
            found: Function | None = self.taken[mark]
            return found
        known: Knowledge = model.knowledge[key]
        names: dict[str, Any] = {}
        place = self._around(model, names, run)
        waiting: list[Function | None] = []

        def call(run: Run, arguments: Sequence[Any]) -> Any:
            body = waiting[0]
            return None if body is None else body.call(run, arguments)

        parameters = tuple((name, item_types.named(kind) if kind else None) for name, kind in known.function.parameters)
        shell = Function(parameters, call, _result(model, known.type), model.types)
        self.taken[mark] = None if known.function.body is None else shell
        names[known.name] = self.taken[mark]
        self._add_functions(model, known.requires, names, place)
        place = self._around(model, names, run, place.scope)
        waiting.append(boxed.function(known.function, place, known.function.type))
        found = self.taken[mark]
        return found if waiting[0] is not None else None

    def service(self, model: Model, service: Service) -> Function:
        """A decision service as a function; what it is given overrides what it would work out."""
        data = [home.inputs[key] for home, key in map(model.home, service.data) if key in home.inputs]
        given = [(home, key) for home, key in map(model.home, service.given) if key in home.decisions]
        parameters = [(one.name, item_types.named(one.type) if one.type else None) for one in data]
        for home, key in given:
            decision = home.decisions[key]
            parameters.append((decision.name, item_types.named(decision.type) if decision.type else None))

        def call(run: Run, arguments: Sequence[Any]) -> Any:
            run.enter()
            values = {one.name: value for one, value in zip(data, arguments, strict=False)}
            inner = Graph(
                variables=self.variables,
                given=lambda home, one: values.get(one.name),
                standard=self.standard,
                now=self.now,
                externals=self.externals,
            )
            for (home, key), value in zip(given, arguments[len(data) :], strict=True):
                inner.taken[id(home), key] = value
            found = [self._output(inner, model, href) for href in service.outputs]
            run.leave()
            return found[0][1] if len(found) == 1 else dict(found)

        return Function(tuple(parameters), call, _result(model, service.type), model.types)

    @staticmethod
    def _output(inner: Graph, model: Model, href: str) -> tuple[str, Any]:
        home, key = model.home(href)
        return home.decisions[key].name if key in home.decisions else key, inner.decision(home, key)


def _result(model: Model, type_name: str) -> Any:
    """The type of what a function gives, where it is declared with the type of the function."""
    if not type_name:
        return None
    found = model.types.get(type_name, item_types.named(type_name))
    return found.of[-1] if found.name == "function" and found.of else found
