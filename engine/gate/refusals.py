"""How the gate says that something is not supported: with the row of the table that tells why."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from engine.bpmn import Element
from engine.bpmn.constructs import Construct, refusal
from engine.bpmn.names import label, label_of_host

# Namespaces whose settings change how an engine runs a diagram, with their row of the table; others hold
# tools' own notes.
_OTHER_ENGINES: Final = {
    "camunda.org/schema/1.0/bpmn": "camunda:*",
    "activiti.org": "activiti:*",
    "flowable.org": "flowable:*",
    "spiffworkflow.org": "spiffworkflow:*",
    "jboss.org": "jboss:*",
}


def words(element: Element, row: Construct | None, otherwise: str) -> dict[str, str]:
    """Message, element and hint of a finding. Several parts of one element may be refused, so the sentence
    names the nearest thing that has an id."""
    subject = label(element) if element.id else label_of_host(element)
    return {
        "message": _("%(element)s：不支持“%(kind)s”") % {"element": subject, "kind": row.name if row else otherwise},
        "element": element.nearest_id,
        "hint": str(row.note) if row else _("请改用支持的元素"),
    }


def engine_of(namespace: str) -> Construct | None:
    """The row of the other engine whose settings have this namespace."""
    return refusal(*(key for mark, key in _OTHER_ENGINES.items() if mark in namespace))


def hint_of(key: str) -> str:
    row = refusal(key)
    return str(row.note) if row else ""
