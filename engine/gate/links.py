"""Link events: a throwing link continues at the catching link of the same name in the same scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, Node, links_by_name
from engine.bpmn.names import label
from engine.gate.findings import Finding, error


def links(diagram: Diagram) -> Iterator[Finding]:
    """Each link has a name, a throw has exactly one catch, and neither has a flow on its far side."""
    for (_scope, name), (throws, catches) in links_by_name(diagram.nodes).items():
        for event in [*throws, *catches]:
            if not name:
                yield _refused("link-name-missing", _("链接事件%(element)s没有名称") % {"element": label(event)}, event)
        if not name:
            continue
        yield from _pairing(name, throws, catches)
        for event in throws:
            if diagram.outgoing[event.id]:
                yield _refused(
                    "link-throw-with-flow",
                    _("链接抛出事件%(element)s不能有离开的连线") % {"element": label(event)},
                    event,
                    _("它从同名的链接捕获事件继续，请删除这条连线"),
                )
        for event in catches:
            if diagram.incoming[event.id]:
                yield _refused(
                    "link-catch-with-flow",
                    _("链接捕获事件%(element)s不能有进入的连线") % {"element": label(event)},
                    event,
                    _("它只从同名的链接抛出事件进入，请删除这条连线"),
                )


def _pairing(name: str, throws: Sequence[Node], catches: Sequence[Node]) -> Iterator[Finding]:
    hint = _("同一层中，每个链接名称须有且只有一个捕获事件，至少有一个抛出事件")
    if not catches:
        for throw in throws:
            text = _("链接抛出事件%(element)s没有同名“%(name)s”的捕获事件") % {"element": label(throw), "name": name}
            yield _refused("link-without-catch", text, throw, hint)
    if not throws:
        for catch in catches:
            text = _("链接捕获事件%(element)s没有同名“%(name)s”的抛出事件") % {"element": label(catch), "name": name}
            yield _refused("link-without-throw", text, catch, hint)
    for catch in catches[1:]:
        text = _("链接名称“%(name)s”有多个捕获事件，多出%(element)s") % {"element": label(catch), "name": name}
        yield _refused("link-ambiguous", text, catch, hint)


def _refused(rule: str, message: str, element: Element, hint: str = "") -> Finding:
    return error(rule, message, element=element.nearest_id, hint=hint)
