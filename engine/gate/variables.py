"""Every variable that an expression reads can be there: a typo is found before it runs.

Anybody may pass any variable at the start, and a handler or form without a declaration may give any, so a name
is certainly unknown only where the process declares its inputs and everything in it that produces variables says
which: handlers and task forms in the registry, messages and signals by the property `inputs` of the event that
catches them, as the process does (names separated by commas), others by an output mapping. Otherwise a name is
doubted where it looks like a slip of the pen for one that is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from engine.bpmn import Diagram
from engine.bpmn.names import label_of_host
from engine.gate.context import Context
from engine.gate.findings import Finding, error, warning
from engine.gate.reading import Site, sites
from engine.gate.sources import Sources

_LIKENESS = 0.8
_SHORTEST = 4  # characters; of shorter names too many are alike


def variables(diagram: Diagram, known: Context, sources: Sources) -> Iterator[Finding]:
    """Names that expressions and decisions of the process read and nothing in it gives."""
    reads = [(site, name) for site in sites(diagram, known, sources) for name in sorted(site.reads)]
    counts = Counter(name for _site, name in reads)
    for site, name in reads:
        if site.local is None or name in site.local or name in sources.names:
            continue
        often = {other for other, count in counts.items() if count > 1 and count > counts[name]}
        near = _nearest(name, sources.names | site.local) or _nearest(name, often - {name})
        if sources.declares_inputs and not sources.is_open:
            yield error("variable-unknown", _sentence(site, name), element=site.element.nearest_id, hint=_hint(near))
        elif near or sources.declares_inputs:
            yield warning("variable-unknown", _sentence(site, name), element=site.element.nearest_id, hint=_hint(near))


def _sentence(site: Site, name: str) -> str:
    subject = {"element": label_of_host(site.element), "name": name, "decision": site.decision}
    if site.decision:
        return _("%(element)s的决策“%(decision)s”要用变量“%(name)s”，但流程中没有任何步骤产生它") % subject
    return _("%(element)s用到变量“%(name)s”，但流程中没有任何步骤产生它") % subject


def _hint(near: str) -> str:
    if near:
        return _("是否想写“%(name)s”？") % {"name": near}
    return _("改正变量名；启动时传入的变量请写入流程的扩展属性“inputs”")


def _nearest(name: str, known: frozenset[str] | set[str]) -> str:
    """The known name that `name` may be a slip of the pen for; empty when none is."""
    if len(name) < _SHORTEST:
        return ""
    candidates = [other for other in sorted(known) if len(other) >= _SHORTEST and not _are_kin(name, other)]
    return next(iter(get_close_matches(name, candidates, n=1, cutoff=_LIKENESS)), "")


def _are_kin(one: str, other: str) -> bool:
    """Names that are alike on purpose: one and many (`score`, `scores`), or numbered."""
    stems = [name.rstrip("0123456789s").rstrip("_") for name in (one, other)]
    return stems[0] == stems[1]
