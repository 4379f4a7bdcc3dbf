"""A result that bears the name of one of the activity's own inputs goes nowhere: said before somebody misses it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.bpmn import Diagram
from engine.bpmn.names import label_of_host
from engine.gate.findings import Finding, warning
from engine.gate.sources import Sources


def hidden_results(diagram: Diagram, sources: Sources) -> Iterator[Finding]:
    for node in diagram.nodes:
        for name in sorted(sources.hidden(node)):
            subject = {"element": label_of_host(node), "name": name}
            sentence = _("%(element)s的结果“%(name)s”与自己的输入同名，留在这一步里，不会写回流程") % subject
            hint = _("在输出映射中写上“%(name)s”，或给输入换一个名称") % subject
            yield warning("result-stays-inside", sentence, element=node.nearest_id, hint=hint)
