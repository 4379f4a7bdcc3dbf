"""Where a form asks: one slot for every field, group and list, a row of a list at a time, in the form's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms import components as c
from forms import paths
from forms.coercion import Misfit, coerce


@dataclass
class Slot:
    """One place in the form: a field (in a row of a list, perhaps), or a group or list around others."""

    component: c.Component
    path: paths.Path
    parents: tuple[Slot, ...]
    value: Any = None
    error: str = ""
    hidden: bool = False
    locked: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.hidden or any(parent.hidden for parent in self.parents)

    @property
    def keeps_data(self) -> bool:
        """Whether it holds what the form was shown with, whatever was answered."""
        component = self.component
        return isinstance(component, c.Field) and (component.disabled or component.readonly is True or self.locked)


def slots_of(components: tuple[c.Component, ...], answers: Mapping[str, Any], variables: dict[str, Any]) -> list[Slot]:
    """All slots, with what was answered in them; the same is put into ``variables``, which expressions see."""
    placing = _Placing(answers, variables, [])
    placing.all_of(components, base=(), parents=())
    return placing.slots


@dataclass
class _Placing:
    answers: Mapping[str, Any]
    variables: dict[str, Any]
    slots: list[Slot]

    def all_of(self, components: tuple[c.Component, ...], *, base: paths.Path, parents: tuple[Slot, ...]) -> None:
        for component in components:
            if isinstance(component, c.DynamicList):
                self.rows(component, base=base, parents=parents)
            elif isinstance(component, c.Group):
                slot = self.slot(component, (*base, *component.path), parents)
                self.all_of(component.components, base=slot.path, parents=(*parents, slot))
            elif isinstance(component, c.Field):
                self.field(component, base=base, parents=parents)

    def rows(self, component: c.DynamicList, *, base: paths.Path, parents: tuple[Slot, ...]) -> None:
        slot = self.slot(component, (*base, *component.path), parents)
        rows = paths.get(self.answers, slot.path)
        if rows is None or rows == "":
            rows = []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            slot.error = _("“%(label)s”应为若干行内容")
            rows = []
        slot.value = len(rows)
        paths.put(self.variables, slot.path, [{} for _row in rows])
        for number in range(min(len(rows), component.max_items)):
            self.all_of(component.components, base=(*slot.path, number), parents=(*parents, slot))

    def field(self, component: c.Field, *, base: paths.Path, parents: tuple[Slot, ...]) -> None:
        slot = self.slot(component, (*base, *component.steps), parents)
        if slot.keeps_data or isinstance(component, c.Calculated):
            return
        try:
            slot.value = coerce(component, paths.get(self.answers, slot.path))
        except Misfit as misfit:
            slot.error = _("“%%(label)s”%(reason)s") % {"reason": misfit}
        paths.put(self.variables, slot.path, slot.value)

    def slot(self, component: c.Component, path: paths.Path, parents: tuple[Slot, ...]) -> Slot:
        self.slots.append(Slot(component, path, parents))
        return self.slots[-1]
