"""Variables that are read before anything can have given them, in the order of the diagram.

Only where a process declares its inputs: elsewhere anything may have come at the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.bpmn import Diagram
from engine.bpmn.names import label, label_of_host
from engine.gate.context import Context
from engine.gate.findings import Finding, error, warning
from engine.gate.given import Given
from engine.gate.reading import Site, sites
from engine.gate.sources import Sources


def too_early(diagram: Diagram, known: Context, sources: Sources) -> Iterator[Finding]:
    if not sources.declares_inputs:
        return
    given = Given(diagram, sources)
    for site in sites(diagram, known, sources):
        if site.local is None:
            continue
        for name in sorted((site.reads & sources.names) - site.local):
            if not given.may(name, site.place):
                yield _never(site, name, sources)
            elif not given.always(name, site.place):
                yield _sometimes(site, name, sources)


def _never(site: Site, name: str, sources: Sources) -> Finding:
    sentence = _("%(element)s用到变量“%(name)s”，但走到这里之前没有任何步骤产生它：它由%(giver)s产生") % _subject(
        site, name, sources
    )
    hint = _("把产生它的步骤放到前面；启动时就有的变量请写入流程的扩展属性“inputs”")
    return error("variable-not-yet", sentence, element=site.element.nearest_id, hint=hint)


def _sometimes(site: Site, name: str, sources: Sources) -> Finding:
    sentence = _("%(element)s用到变量“%(name)s”，但有的路径走到这里时还没有它：它由%(giver)s产生") % _subject(
        site, name, sources
    )
    hint = _("没有它的案件会停在这里。请在之前的每条路径上给它一个值，没有时可以是 null")
    return warning("variable-not-always", sentence, element=site.element.nearest_id, hint=hint)


def _subject(site: Site, name: str, sources: Sources) -> dict[str, str]:
    giver = "、".join(label(node) for node in sources.givers(name)[:3])
    return {"element": label_of_host(site.element), "name": name, "giver": giver}
