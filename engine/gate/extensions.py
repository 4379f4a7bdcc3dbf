"""Extensions: the zeebe settings that are honoured, in their places; all others are refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from engine.gate.constructs import TABLE
from engine.gate.diagram import Diagram, Element, id_of, is_bpmn, is_zeebe, local, namespace
from engine.gate.dialect import EVENT_DEFINITIONS, EXTENSION_DEFAULTS, EXTENSIONS, INPUTLESS, SITES
from engine.gate.findings import Finding, error
from engine.gate.names import kind_name
from engine.gate.refusals import engine_of, hint_of, label_of_host


def zeebe(diagram: Diagram, extension: Element) -> Iterator[Finding]:
    name = local(extension)
    row = TABLE.get(f"zeebe:{name}")
    subject = {"element": label_of_host(extension), "name": row.name if row else kind_name(name)}
    if name not in EXTENSIONS:
        parent = extension.getparent()
        if parent is not None and is_zeebe(parent) and local(parent) not in EXTENSIONS:
            return  # told for what holds it
        yield error(
            "extension-unsupported",
            _("%(element)s：不支持“%(name)s”") % subject,
            element=id_of(extension),
            hint=str(row.note) if row else _("请删除这项设置"),
        )
        return
    hosts, attributes = EXTENSIONS[name]
    if _host(extension) not in hosts or _is_idle(diagram, extension):
        yield error(
            "extension-misplaced",
            _("%(element)s：“%(name)s”在这里不起作用") % subject,
            element=id_of(extension),
            hint=_("请删除这项设置"),
        )
        return
    for attribute in extension.attrib:
        if EXTENSION_DEFAULTS.get((name, str(attribute))) == extension.get(attribute):
            continue
        if str(attribute) not in attributes and extension.get(attribute):
            yield error(
                "extension-unsupported",
                _("%(element)s：不支持“%(name)s”的设置“%(attribute)s”")
                % {**subject, "attribute": etree.QName(str(attribute)).localname},
                element=id_of(extension),
                hint=hint_of(f"zeebe:{name}@{attribute}") or _("请删除这项设置"),
            )
    for attribute, value in extension.attrib.items():
        if SITES.get((name, str(attribute))) == "literal" and str(value).strip().startswith("="):
            yield error(
                "expression-not-allowed",
                _("%(element)s：“%(attribute)s”必须是固定的值，不能是表达式") % {**subject, "attribute": attribute},
                element=id_of(extension),
            )


def _host(extension: Element) -> str:
    """The zeebe element around it, or the BPMN element whose extension elements hold it."""
    parent = extension.getparent()
    if parent is not None and is_bpmn(parent) and local(parent) == "extensionElements":
        parent = parent.getparent()
    return "" if parent is None or not namespace(parent) else local(parent)


def _is_idle(diagram: Diagram, extension: Element) -> bool:
    """A setting that its element knows but would not use."""
    name, event = local(extension), _element_around(extension)
    if name == "input":
        return _mapped(extension) in INPUTLESS
    if name in ("taskDefinition", "taskHeaders") and event is not None and local(event) in EVENT_DEFINITIONS:
        return [local(definition) for definition in diagram.event_definitions(event)] != ["messageEventDefinition"]
    return False


def _element_around(extension: Element) -> Element | None:
    parent = extension.getparent()
    return None if parent is None else parent.getparent()


def _mapped(extension: Element) -> str:
    """The BPMN element that an input or output of a mapping belongs to."""
    mapping = extension.getparent()
    return "" if mapping is None else _host(mapping)


def foreign(extension: Element) -> Finding:
    where = {"element": label_of_host(extension), "name": local(extension)}
    row = engine_of(namespace(extension))
    return error(
        "extension-unknown",
        _("%(element)s带有不支持的扩展“%(name)s”") % where,
        element=id_of(extension),
        hint=str(row.note) if row else _("请删除这项设置"),
    )
