"""Only what the dialect lists: everything else is refused by name, nothing is ignored in silence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, Node
from engine.bpmn.constructs import Position, event_key, refusal
from engine.bpmn.kinds import ACTIVITIES, DRAWN_DATA
from engine.bpmn.names import attribute_name, kind_name, label, label_of_host
from engine.bpmn.xml import ZEEBE
from engine.gate import extensions
from engine.gate.dialect import (
    ALL_EVENT_DEFINITIONS,
    DEFAULTS,
    ELEMENTS,
    EVENT_DEFINITIONS,
    EXPRESSION_LANGUAGES,
    EXPRESSIONS,
    allowed_attributes,
)
from engine.gate.findings import Finding, error, info
from engine.gate.refusals import engine_of, hint_of, words

# Of what is drawn for people, that which they may take for more.
_EXPECTED = DRAWN_DATA & {"dataObjectReference", "dataStoreReference", "messageFlow"}
# Camunda Modeler's note on where a diagram is kept, in the namespace of an engine's settings.
_MODELERS_OWN = "diagramRelationId"


def elements(diagram: Diagram) -> Iterator[Finding]:
    """Every element and attribute is one of the dialect's."""
    yield from _parts(diagram.root)


def _parts(element: Element) -> Iterator[Finding]:
    """`element` and all below it; what lies in something refused needs no word of its own."""
    if element.is_bpmn:
        yield from _bpmn(element)
        if element.kind not in ELEMENTS:
            return
    elif element.is_zeebe:
        yield from extensions.zeebe(element)
    else:
        yield extensions.foreign(element)
        return
    for child in element.executable_children:
        yield from _parts(child)


def drawn_data(diagram: Diagram) -> Iterator[Finding]:
    """Data objects and message flows are drawn for people; a note says that they do nothing."""
    if any(element.is_bpmn and element.kind in _EXPECTED for element in diagram.root.all_below()):
        yield info("documentation-only", _("图中的数据对象、数据存储和消息流只作说明，不影响运行"))


def _bpmn(element: Element) -> Iterator[Finding]:
    kind, parent = element.kind, element.parent
    holder = "" if parent is None else parent.kind
    if kind.endswith("EventDefinition") and holder in EVENT_DEFINITIONS:
        yield from _attributes(element) if kind in ELEMENTS else ()  # the event tells about the rest
        return
    if kind not in ELEMENTS:
        row = refusal(f"{holder}>{kind}", kind, *(["globalUserTask"] if kind.startswith("global") else []))
        yield error("element-unsupported", **words(element, row, kind_name(kind)))
        return
    yield from _attributes(element)
    if kind in EXPRESSIONS:
        yield from _language(element)
    if isinstance(element, Node) and kind in EVENT_DEFINITIONS:
        yield from _trigger(element)
    if kind in ALL_EVENT_DEFINITIONS:
        yield error(
            "event-definition-misplaced",
            _("%(element)s上不能有“%(kind)s”") % {"element": label_of_host(element), "kind": kind_name(kind)},
            element=element.nearest_id,
            hint=_("请删除这项设置"),
        )
    if kind == "multiInstanceLoopCharacteristics" and isinstance(parent, Node) and parent.is_event_subprocess:
        yield error("element-unsupported", **words(element, refusal("eventSubProcess/multiInstance"), kind_name(kind)))


def _attributes(element: Element) -> Iterator[Finding]:
    kind = element.kind
    for qualified, value in element.attributes.items():
        space, _, plain = qualified.removeprefix("{").rpartition("}")
        if not space:
            if plain in allowed_attributes(kind) or value in DEFAULTS.get(plain, ()):
                continue
            if kind == "definitions" and plain in ("expressionLanguage", "typeLanguage"):
                yield from _default_language(element, plain, value)
                continue
            if kind in EXPRESSIONS and plain in ("language", "evaluatesToTypeRef"):
                continue
            yield _attribute_unsupported(element, plain, value)
        elif space == ZEEBE and plain.startswith("modelerTemplate"):
            yield error("element-unsupported", **words(element, refusal("zeebe:modelerTemplate"), plain))
        elif plain == _MODELERS_OWN:
            continue
        elif space == ZEEBE or engine_of(space):
            yield error("attribute-unsupported", **words(element, engine_of(space), plain))


def _attribute_unsupported(element: Element, name: str, value: str) -> Finding:
    kind = element.kind
    family = "task" if kind in ACTIVITIES else "event" if kind in EVENT_DEFINITIONS else kind
    row = refusal(*(key for host in (kind, family) for key in (f"{host}@{name}={value}", f"{host}@{name}")))
    return error("attribute-unsupported", **words(element, row, attribute_name(name)))


def _language(expression: Element) -> Iterator[Finding]:
    language = expression.get("language")
    if language and language not in EXPRESSION_LANGUAGES:
        yield error(
            "expression-language",
            _("%(element)s使用的表达式语言“%(language)s”不受支持")
            % {"element": label_of_host(expression), "language": language[:60]},
            element=expression.nearest_id,
            hint=_("表达式一律用 FEEL，以“=”开头"),
        )


def _default_language(definitions: Element, attribute: str, language: str) -> Iterator[Finding]:
    # Tools write XPath, BPMN's own default, without meaning it; what counts is each expression's language.
    if attribute == "typeLanguage" or "XPath" in language or language in EXPRESSION_LANGUAGES:
        return
    yield error(
        "expression-language",
        _("文件使用的表达式语言“%(language)s”不受支持") % {"language": language[:60]},
        element=definitions.nearest_id,
        hint=_("表达式一律用 FEEL，以“=”开头"),
    )


def _trigger(event: Node) -> Iterator[Finding]:
    kind, definitions = event.kind, event.definitions
    if len(definitions) > 1:
        yield error(
            "several-event-definitions",
            _("%(element)s有多个事件定义，只支持一个") % {"element": label(event)},
            element=event.nearest_id,
            hint=hint_of("event>several definitions"),
        )
        return
    trigger = definitions[0].kind if definitions else ""
    if trigger in EVENT_DEFINITIONS[kind]:
        return
    row = refusal(*(event_key(position, trigger) for position in Position if position.value.endswith(kind)))
    if not trigger:
        yield error(
            "event-definition-missing",
            _("%(element)s没有说明等待什么") % {"element": label(event)},
            element=event.nearest_id,
            hint=str(row.note) if row else "",
        )
    else:
        known = trigger in ALL_EVENT_DEFINITIONS
        yield error(
            "event-definition-unsupported" if known else "element-unsupported",
            **words(event, row, kind_name(trigger)),
        )
