"""Only what the dialect lists: everything else is refused by name, nothing is ignored in silence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from engine.gate.diagram import (
    Diagram,
    Element,
    executable_parts,
    id_of,
    is_bpmn,
    is_zeebe,
    label,
    local,
    namespace,
)
from engine.gate.dialect import (
    ALL_EVENT_DEFINITIONS,
    DEFAULTS,
    DRAWN_DATA,
    ELEMENTS,
    EVENT_DEFINITIONS,
    EXPRESSION_LANGUAGES,
    EXPRESSIONS,
    EXTENSION_DEFAULTS,
    EXTENSIONS,
    INPUTLESS,
    SITES,
    UNSUPPORTED,
    allowed_attributes,
)
from engine.gate.findings import Finding, error, info
from engine.gate.xml import ZEEBE

# Namespaces whose attributes change how an engine runs a diagram; others hold tools' own notes.
_OTHER_ENGINES = (
    "camunda.org/schema/1.0/bpmn",
    "activiti.org",
    "flowable.org",
    "spiffworkflow.org",
    "jboss.org",
)


def elements(diagram: Diagram) -> Iterator[Finding]:
    """Every element and attribute is one of the dialect's."""
    for element in executable_parts(diagram.root):
        if is_bpmn(element):
            yield from _bpmn(diagram, element)
        elif is_zeebe(element):
            yield from _zeebe(element)
        else:
            yield error(
                "extension-unknown",
                _("%(element)s带有不支持的扩展“%(name)s”")
                % {"element": label_of_host(element), "name": local(element)},
                element=id_of(element),
            )


def drawn_data(diagram: Diagram) -> Iterator[Finding]:
    """Data objects and message flows are drawn for people; a note says that they do nothing."""
    top = diagram.root.iter("*")
    found = sorted(
        {
            local(e)
            for e in top
            if is_bpmn(e) and local(e) in DRAWN_DATA & {"dataObjectReference", "dataStoreReference", "messageFlow"}
        }
    )
    if found:
        yield info("documentation-only", _("图中的数据对象、数据存储和消息流只作说明，不影响运行"))


def label_of_host(element: Element) -> str:
    """The nearest element around an extension that people see in the diagram."""
    host = element.getparent()
    while host is not None and not (is_bpmn(host) and host.get("id")):
        host = host.getparent()
    return label(host if host is not None else element)


def _bpmn(diagram: Diagram, element: Element) -> Iterator[Finding]:
    kind = local(element)
    if kind not in ELEMENTS:
        name = UNSUPPORTED.get(kind, kind)
        # Several parts of one element may be refused, so the sentence names the nearest thing that has an id.
        subject = label(element) if element.get("id") else label_of_host(element)
        yield error(
            "element-unsupported",
            _("%(element)s：不支持“%(kind)s”") % {"element": subject, "kind": name},
            element=id_of(element),
            hint=_("请改用支持的元素"),
        )
        return
    yield from _attributes(element)
    if kind in EXPRESSIONS:
        yield from _language(element)
    if kind in EVENT_DEFINITIONS:
        yield from _trigger(diagram, element)
    if kind in ALL_EVENT_DEFINITIONS:
        parent = element.getparent()
        if parent is None or local(parent) not in EVENT_DEFINITIONS:
            yield error(
                "event-definition-misplaced",
                _("%(element)s上不能有事件定义“%(kind)s”") % {"element": label_of_host(element), "kind": kind},
                element=id_of(element),
            )


def _attributes(element: Element) -> Iterator[Finding]:
    kind = local(element)
    for name, value in element.attrib.items():
        qualified = etree.QName(str(name))
        if qualified.namespace is None:
            plain = qualified.localname
            if plain in allowed_attributes(kind) or value in DEFAULTS.get(plain, ()):
                continue
            if kind == "definitions" and plain in ("expressionLanguage", "typeLanguage"):
                yield from _default_language(element, plain, str(value))
                continue
            if kind in EXPRESSIONS and plain in ("language", "evaluatesToTypeRef"):
                continue
            yield _attribute_unsupported(element, plain)
        elif qualified.namespace == ZEEBE and qualified.localname.startswith("modelerTemplate"):
            yield error(
                "element-unsupported",
                _("%(element)s：不支持“%(kind)s”")
                % {"element": label(element), "kind": UNSUPPORTED["modelerTemplate"]},
                element=id_of(element),
                hint=_("在属性面板中取消模板"),
            )
        elif qualified.namespace == ZEEBE or any(mark in qualified.namespace for mark in _OTHER_ENGINES):
            yield _attribute_unsupported(element, qualified.localname)


def _attribute_unsupported(element: Element, name: str) -> Finding:
    return error(
        "attribute-unsupported",
        _("%(element)s：不支持属性“%(name)s”的这个值")
        % {"element": label(element) if element.get("id") else label_of_host(element), "name": name},
        element=id_of(element),
    )


def _language(expression: Element) -> Iterator[Finding]:
    language = expression.get("language")
    if language and language not in EXPRESSION_LANGUAGES:
        yield error(
            "expression-language",
            _("%(element)s使用的表达式语言“%(language)s”不受支持")
            % {"element": label_of_host(expression), "language": language[:60]},
            element=id_of(expression),
            hint=_("表达式一律用 FEEL，以“=”开头"),
        )


def _default_language(definitions: Element, attribute: str, language: str) -> Iterator[Finding]:
    # Tools write XPath, BPMN's own default, without meaning it; what counts is each expression's language.
    if attribute == "typeLanguage" or "XPath" in language or language in EXPRESSION_LANGUAGES:
        return
    yield error(
        "expression-language",
        _("文件使用的表达式语言“%(language)s”不受支持") % {"language": language[:60]},
        element=id_of(definitions),
        hint=_("表达式一律用 FEEL，以“=”开头"),
    )


def _trigger(diagram: Diagram, event: Element) -> Iterator[Finding]:
    kind, definitions = local(event), diagram.event_definitions(event)
    if len(definitions) > 1:
        yield error(
            "several-event-definitions",
            _("%(element)s有多个事件定义，只支持一个") % {"element": label(event)},
            element=id_of(event),
        )
        return
    trigger = local(definitions[0]) if definitions else ""
    if trigger in EVENT_DEFINITIONS[kind] or trigger in UNSUPPORTED:
        return
    if not trigger:
        yield error(
            "event-definition-missing",
            _("%(element)s没有说明等待什么") % {"element": label(event)},
            element=id_of(event),
            hint=_("选择消息、定时器或信号等事件类型"),
        )
    else:
        yield error(
            "event-definition-unsupported",
            _("%(element)s不支持事件定义“%(kind)s”") % {"element": label(event), "kind": trigger},
            element=id_of(event),
        )


def _zeebe(extension: Element) -> Iterator[Finding]:
    name = local(extension)
    subject = {"element": label_of_host(extension), "name": UNSUPPORTED.get(name, name)}
    if name not in EXTENSIONS:
        yield error(
            "extension-unsupported",
            _("%(element)s：不支持“%(name)s”") % subject,
            element=id_of(extension),
            hint=_("请删除这项设置"),
        )
        return
    hosts, attributes = EXTENSIONS[name]
    if _host(extension) not in hosts or (name == "input" and _mapped(extension) in INPUTLESS):
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


def _mapped(extension: Element) -> str:
    """The BPMN element that an input or output of a mapping belongs to."""
    mapping = extension.getparent()
    return "" if mapping is None else _host(mapping)
