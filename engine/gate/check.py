"""What a deployment must pass before anything of it may run (DESIGN §6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from engine import dmn, spiff
from engine.errors import DecisionError, DiagramRefused, EngineError
from engine.gate import (
    control_flow,
    coverage,
    expressions,
    references,
    structure,
    supported,
    xml,
)
from engine.gate import (
    files as arriving,
)
from engine.gate.context import Context, Deployed
from engine.gate.diagram import Diagram, is_bpmn, local
from engine.gate.findings import Finding, error, has_errors, worst_first
from engine.gate.flow_ids import with_flow_ids
from engine.registry import hooks


@dataclass
class Contents:
    """What the files hold, each entry with the file it is from."""

    diagrams: list[Diagram] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    user_tasks: set[str] = field(default_factory=set)


class _Around:
    """A context widened by the files at hand."""

    def __init__(self, context: Context, contents: Contents) -> None:
        self.forms: Set[str] = context.forms | contents.forms.keys()
        self.decisions: Set[str] = context.decisions | contents.decisions.keys()
        self.processes: Set[str] = context.processes | {d.key for d in contents.diagrams if d.key}
        self.topics = context.topics
        self.groups = context.groups
        self.group_prefixes = context.group_prefixes
        self.has_user = context.has_user
        self._context, self._own_tasks = context, contents.user_tasks

    @property
    def user_tasks(self) -> Set[str]:
        """Asked for only where a diagram separates duties: it reads every deployed diagram."""
        return self._own_tasks | self._context.user_tasks


def check(files: Mapping[str, bytes], context: Context | None = None) -> list[Finding]:
    """All findings about `files` (name -> content), worst first; keeps nothing."""
    context = context or Deployed()
    findings = list(arriving.admissible(files))
    if has_errors(findings):
        return worst_first(findings)
    contents = Contents()
    for name, content in files.items():
        findings += [replace(found, file=name) for found in _read(name, content, contents)]
    findings += _duplicates(contents, files)
    around = _Around(context, contents)
    for diagram in contents.diagrams:
        source = files[diagram.file]
        findings += [replace(found, file=diagram.file) for found in _diagram(diagram, source, around)]
    return worst_first(findings)


def _read(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    kind = arriving.kind_of(name)
    if kind == "form":
        yield from _form(name, content, contents)
    elif kind == "decision":
        yield from _decisions(name, content, contents)
    else:
        yield from _bpmn(name, content, contents)


def _form(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    key = arriving.form_key(content)
    text = content.decode("utf-8-sig", errors="replace")
    for problem in hooks.check_form(key, text):
        yield error("form", problem, element=key)
    if key:
        contents.forms.setdefault(key, name)


def _decisions(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    try:
        found = dmn.parse_decisions(content)
    except DecisionError as refused:
        for problem in refused.problems or [str(refused)]:
            yield error("decision", problem)
        return
    except EngineError as refused:
        yield error(refused.code, str(refused))
        return
    for decision in found:
        if contents.decisions.setdefault(decision.id, name) != name:
            yield error(
                "key-duplicate",
                _("标识“%(key)s”在多个文件中出现") % {"key": decision.id},
                element=decision.id,
            )


def _bpmn(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    try:
        root = xml.parse(content)
    except EngineError as refused:
        yield error(refused.code, str(refused))
        return
    if not is_bpmn(root) or local(root) != "definitions":
        yield error("not-bpmn", _("这不是 BPMN 2.0 流程图"), hint=_("请用流程编辑器保存的 .bpmn 文件"))
        return
    diagram = Diagram(name, root)
    contents.diagrams.append(diagram)
    contents.user_tasks |= {node.get("id") or "" for node in diagram.nodes if local(node) == "userTask"}


def _duplicates(contents: Contents, files: Mapping[str, bytes]) -> Iterator[Finding]:
    keys = Counter(diagram.key for diagram in contents.diagrams if diagram.key)
    keys += Counter(
        key
        for name, content in files.items()
        if arriving.kind_of(name) == "form"
        if (key := arriving.form_key(content))
    )
    for key, count in keys.items():
        if count > 1:
            yield error("key-duplicate", _("标识“%(key)s”在多个文件中出现") % {"key": key}, element=key)


def _diagram(diagram: Diagram, source: bytes, around: Context) -> Iterator[Finding]:
    yield from structure.executable(diagram)
    if diagram.process is None:
        return
    findings = [
        *structure.ids(diagram),
        *structure.references(diagram),
        *supported.elements(diagram),
        *supported.drawn_data(diagram),
        *control_flow.scopes(diagram),
        *control_flow.reachable(diagram),
        *control_flow.ways(diagram),
        *control_flow.boundaries(diagram),
        *control_flow.gateways(diagram),
        *expressions.expressions(diagram),
        *expressions.timers(diagram),
        *references.references(diagram, around),
        *references.completeness(diagram),
        *references.people(diagram, around),
        *references.separations(diagram, around),
    ]
    yield from findings
    # A diagram with errors may not build at all, for reasons that were already named above.
    if not has_errors(findings):
        yield from _built(diagram.file, with_flow_ids(source))


def _built(file: str, source: bytes) -> Iterator[Finding]:
    diagram = Diagram(file, xml.parse(source))
    try:
        built = spiff.build(source)
    except DiagramRefused as refused:
        yield error("build", str(refused), element=str(refused.params.get("element", "")))
        return
    if built.key != diagram.key:
        yield error("not-built", _("%(element)s不会被执行") % {"element": diagram.name}, element=diagram.key)
    yield from coverage.coverage(diagram, built.elements)
