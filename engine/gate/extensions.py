"""Extensions: the zeebe settings that are honoured, in their places; all others are refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.bpmn import Element, Node
from engine.bpmn.constructs import TABLE
from engine.bpmn.kinds import EVENTS
from engine.bpmn.names import kind_name, label_of_host
from engine.gate.dialect import EXTENSION_DEFAULTS, EXTENSIONS, INPUTLESS, SITES
from engine.gate.findings import Finding, error
from engine.gate.refusals import engine_of, hint_of


def zeebe(extension: Element) -> Iterator[Finding]:
    name = extension.kind
    row = TABLE.get(f"zeebe:{name}")
    subject = {"element": label_of_host(extension), "name": row.name if row else kind_name(name)}
    if name not in EXTENSIONS:
        parent = extension.parent
        if parent is not None and parent.is_zeebe and parent.kind not in EXTENSIONS:
            return  # told for what holds it
        yield error(
            "extension-unsupported",
            _("%(element)s：不支持“%(name)s”") % subject,
            element=extension.nearest_id,
            hint=str(row.note) if row else _("请删除这项设置"),
        )
        return
    hosts, attributes = EXTENSIONS[name]
    if _host(extension) not in hosts or _is_idle(extension):
        yield error(
            "extension-misplaced",
            _("%(element)s：“%(name)s”在这里不起作用") % subject,
            element=extension.nearest_id,
            hint=_("请删除这项设置"),
        )
        return
    for attribute, value in extension.attributes.items():
        if EXTENSION_DEFAULTS.get((name, attribute)) == value:
            continue
        if attribute not in attributes and value:
            yield error(
                "extension-unsupported",
                _("%(element)s：不支持“%(name)s”的设置“%(attribute)s”")
                % {**subject, "attribute": attribute.rpartition("}")[2]},
                element=extension.nearest_id,
                hint=hint_of(f"zeebe:{name}@{attribute}") or _("请删除这项设置"),
            )
    for attribute, value in extension.attributes.items():
        if SITES.get((name, attribute)) == "literal" and value.strip().startswith("="):
            yield error(
                "expression-not-allowed",
                _("%(element)s：“%(attribute)s”必须是固定的值，不能是表达式") % {**subject, "attribute": attribute},
                element=extension.nearest_id,
            )


def _host(extension: Element) -> str:
    """The zeebe element around it, or the BPMN element whose extension elements hold it."""
    parent = extension.parent
    if parent is not None and parent.is_bpmn and parent.kind == "extensionElements":
        parent = parent.parent
    return "" if parent is None or not parent.namespace else parent.kind


def _is_idle(extension: Element) -> bool:
    """A setting that its element knows but would not use."""
    name = extension.kind
    if name == "input":
        return _mapped(extension) in INPUTLESS
    holder = None if extension.parent is None else extension.parent.parent
    if name in ("taskDefinition", "taskHeaders") and isinstance(holder, Node) and holder.kind in EVENTS:
        return [definition.trigger for definition in holder.definitions] != ["message"]
    return False


def _mapped(extension: Element) -> str:
    """The BPMN element that an input or output of a mapping belongs to."""
    mapping = extension.parent
    return "" if mapping is None else _host(mapping)


def foreign(extension: Element) -> Finding:
    where = {"element": label_of_host(extension), "name": extension.kind}
    row = engine_of(extension.namespace)
    return error(
        "extension-unknown",
        _("%(element)s带有不支持的扩展“%(name)s”") % where,
        element=extension.nearest_id,
        hint=str(row.note) if row else _("请删除这项设置"),
    )
