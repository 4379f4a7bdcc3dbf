"""What a deployment must pass before anything of it may run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from engine import budget, dmn, spiff
from engine.bpmn import Diagram, read, with_flow_ids
from engine.errors import DiagramRefused, EngineError
from engine.gate import (
    calls,
    control_flow,
    coverage,
    cycles,
    decisions,
    expressions,
    hidden_results,
    links,
    pointers,
    references,
    structure,
    supported,
    task_properties,
    too_early,
    variables,
)
from engine.gate import (
    files as arriving,
)
from engine.gate.behaviour import behaviour
from engine.gate.context import Context, Deployed, answers_of
from engine.gate.findings import Finding, error, has_errors, shortened, worst_first
from engine.gate.simulated import simulated
from engine.gate.sources import Sources
from engine.registry import hooks


@dataclass
class Contents:
    """What the files hold, each entry with the file it is from."""

    diagrams: dict[str, Diagram] = field(default_factory=dict)  # by file
    forms: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    user_tasks: set[str] = field(default_factory=set)
    answers: dict[str, frozenset[str] | None] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    schemas: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dmn.Decision]] = field(default_factory=dict)


class _Around:
    """A context widened by the files at hand."""

    def __init__(self, context: Context, contents: Contents) -> None:
        self.forms: Set[str] = context.forms | contents.forms.keys()
        self.decisions: Set[str] = context.decisions | contents.decisions.keys()
        self._diagrams = {diagram.key: diagram for diagram in contents.diagrams.values() if diagram.key}
        self.processes: Set[str] = context.processes | self._diagrams.keys()
        self.topics = context.topics
        self.groups = context.groups
        self.group_prefixes = context.group_prefixes
        self.has_user = context.has_user
        self.task_properties = context.task_properties
        self._context, self._own_tasks = context, contents.user_tasks
        self._answers, self._reads = contents.answers, contents.reads
        self._schemas, self._tables = contents.schemas, contents.tables
        self.results = context.results

    def answers(self, form: str) -> frozenset[str] | None:
        return self._answers[form] if form in self._answers else self._context.answers(form)

    def reads(self, decision: str) -> frozenset[str]:
        return self._reads[decision] if decision in self._reads else self._context.reads(decision)

    def schema(self, form: str) -> str | None:
        return self._schemas[form] if form in self._schemas else self._context.schema(form)

    def tables(self, decision: str) -> Sequence[dmn.Decision]:
        return self._tables[decision] if decision in self._tables else self._context.tables(decision)

    def diagram(self, key: str) -> Diagram | None:
        return self._diagrams.get(key) or self._context.diagram(key)

    @property
    def user_tasks(self) -> Set[str]:
        """Asked for only where a diagram separates duties: it reads every deployed diagram."""
        return self._own_tasks | self._context.user_tasks


def check(
    files: Mapping[str, bytes], context: Context | None = None, *, keys: Mapping[str, str] | None = None
) -> list[Finding]:
    """All findings about `files` (name -> content), worst first; keeps nothing.

    `keys`: by file, the key of the process, table or form that it is to change, where that is known: it must bear it.
    """
    context = context or Deployed()
    findings = list(arriving.admissible(files))
    if not has_errors(findings):
        findings += _checked(files, context, keys or {})
    return shortened(worst_first(findings), most=arriving.limits().findings)


def _checked(files: Mapping[str, bytes], context: Context, keys: Mapping[str, str]) -> list[Finding]:
    findings: list[Finding] = []
    contents = Contents()
    share = arriving.limits().file_seconds
    for name, content in files.items():
        with budget.part(share):
            findings += [replace(found, file=name) for found in _read(name, content, contents)]
    findings += [*_duplicates(contents, files), *_other_keys(contents, keys)]
    around = _Around(context, contents)
    for name, diagram in contents.diagrams.items():
        if budget.is_spent():
            findings.append(error("check-too-long", _("检查用时过长，没有全部检查"), hint=_("减少一次部署的文件")))
            break
        with budget.part(share):
            found_here = [
                *structure.key(diagram, keys.get(name, "")),
                *_diagram(diagram, files[name], around),
            ]
        findings += [replace(found, file=name) for found in found_here]
    return findings


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
        contents.answers.setdefault(key, answers_of(key, text))
        contents.schemas.setdefault(key, text)


def _decisions(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    found, findings = decisions.read(content)
    yield from findings
    for decision in found:
        contents.reads.setdefault(decision.id, dmn.reads(found, decision.id))
        contents.tables.setdefault(decision.id, list(found))
        if contents.decisions.setdefault(decision.id, name) != name:
            yield error(
                "key-duplicate",
                _("标识“%(key)s”在多个文件中出现") % {"key": decision.id},
                element=decision.id,
                hint=_("换一个标识，或只保留一个文件"),
            )


def _bpmn(name: str, content: bytes, contents: Contents) -> Iterator[Finding]:
    try:
        diagram = read(content)
    except EngineError as refused:
        yield error(refused.code, str(refused), hint=_("请用流程编辑器重新保存"))
        return
    if not diagram.is_bpmn:
        yield error("not-bpmn", _("这不是 BPMN 2.0 流程图"), hint=_("请用流程编辑器保存的 .bpmn 文件"))
        return
    contents.diagrams[name] = diagram
    contents.user_tasks |= {node.id for node in diagram.of_kind("userTask")}


def _duplicates(contents: Contents, files: Mapping[str, bytes]) -> Iterator[Finding]:
    keys = Counter(diagram.key for diagram in contents.diagrams.values() if diagram.key)
    keys += Counter(
        key
        for name, content in files.items()
        if arriving.kind_of(name) == "form"
        if (key := arriving.form_key(content))
    )
    for key, count in keys.items():
        if count > 1:
            text = _("标识“%(key)s”在多个文件中出现") % {"key": key}
            yield error("key-duplicate", text, element=key, hint=_("换一个标识，或只保留一个文件"))


def _other_keys(contents: Contents, keys: Mapping[str, str]) -> Iterator[Finding]:
    """Forms and tables that would become those of another key."""
    for found in (contents.forms, contents.decisions):
        borne: dict[str, set[str]] = {}
        for key, file in found.items():
            borne.setdefault(file, set()).add(key)
        for file, names in borne.items():
            if (expected := keys.get(file, "")) and expected not in names:
                key = sorted(names)[0]
                yield error(
                    "other-key",
                    _("标识是“%(key)s”，而正在编辑的是“%(expected)s”，发布后会成为另一份表单或决策表的版本")
                    % {"key": key, "expected": expected},
                    element=key,
                    hint=_("把标识改回“%(expected)s”") % {"expected": expected},
                    file=file,
                )


def _diagram(diagram: Diagram, source: bytes, around: Context) -> Iterator[Finding]:
    yield from structure.executable(diagram)
    if diagram.process is None:
        return
    too_large = list(structure.size(diagram))
    if too_large:
        yield from too_large
        return
    shape = [
        *structure.ids(diagram),
        *structure.places(diagram),
        *pointers.pointers(diagram),
        *supported.elements(diagram),
        *supported.drawn_data(diagram),
        *links.links(diagram),
        *control_flow.scopes(diagram),
        *control_flow.reachable(diagram),
        *control_flow.ways(diagram),
        *control_flow.boundaries(diagram),
        *control_flow.gateways(diagram),
    ]
    sources = Sources(diagram, around)
    content = [
        *expressions.expressions(diagram),
        *expressions.timers(diagram),
        *variables.variables(diagram, around, sources),
        *hidden_results.hidden_results(diagram, sources),
        *cycles.cycles(diagram),
        *calls.calls(diagram, around.diagram),
        *references.references(diagram, around),
        *references.completeness(diagram),
        *references.people(diagram, around),
        *references.separations(diagram, around),
        *references.closing(diagram, around),
        *task_properties.task_properties(diagram, around),
    ]
    yield from shape
    yield from content
    # Where a diagram leads is only known once its flows, gateways and events are in order.
    if has_errors(shape):
        return
    early = list(too_early.too_early(diagram, around, sources))
    yield from early
    found = list(behaviour(diagram))
    yield from found
    # With errors in its content it may not build at all, for reasons that were already named above.
    if not has_errors(content) and not has_errors(early):
        yield from _built(with_flow_ids(source), around, is_simulated=not has_errors(found))


def _built(source: bytes, around: Context, *, is_simulated: bool) -> Iterator[Finding]:
    diagram = read(source)
    try:
        built = spiff.build(source)
    except DiagramRefused as refused:
        yield error("build", str(refused), element=str(refused.params.get("element", "")))
        return
    if built.key != diagram.key:
        yield error("not-built", _("%(element)s不会被执行") % {"element": diagram.name}, element=diagram.key)
    findings = list(coverage.coverage(diagram, built.elements))
    yield from findings
    # What stands still is not told twice.
    if is_simulated and not has_errors(findings):
        yield from simulated(diagram, built, around)
