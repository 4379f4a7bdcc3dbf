"""Findings about the behaviour of a diagram, each with a way that leads there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from engine import bpmn
from engine.bpmn import Diagram, Element
from engine.bpmn.names import label
from engine.gate.behaviour import merging
from engine.gate.behaviour.exploration import State
from engine.gate.behaviour.limits import limits
from engine.gate.behaviour.net import Node
from engine.gate.behaviour.scopes import Explored, can_begin, explored
from engine.gate.findings import Finding, error, info, warning

_SHOWN = 3  # elements that a sentence names
_ROUTE = 12  # elements of a way that are shown to people


def behaviour(diagram: Diagram) -> Iterator[Finding]:
    """Standstills, endless loops, tokens that pile up, work done twice, and what never runs."""
    for found in explored(diagram, limits()):
        scope = _Scope(found)
        for finding in scope.findings():
            yield _shown(diagram, found, finding)


def _shown(diagram: Diagram, found: Explored, finding: Finding) -> Finding:
    path = () if found.prefix is None or not finding.path else (*found.prefix, *finding.path)
    names = [title for own_id in path if own_id in diagram.by_id and (title := diagram.by_id[own_id].title)]
    if len(names) > _ROUTE:
        names = [*names[:2], "…", *names[2 - _ROUTE :]]
    return replace(finding, path=path, route=" → ".join(names))


class _Scope:
    """`explained`: nodes that do not run because of something that was reported already."""

    def __init__(self, found: Explored) -> None:
        self.found, self.net, self.run = found, found.net, found.run
        self.explained: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        yield from self._standstills()
        yield from self._piles()
        if self.run.is_complete:
            yield from self._endless_loops()
        for place, path in merging.unsynchronised(self.net, self.run):
            yield self._twice(place, path)
        if self.run.is_complete:
            yield from self._dead()
        else:
            yield self._not_decided()

    def _standstills(self) -> Iterator[Finding]:
        reported: set[str] = set()
        for state in self.run.stuck():
            waiting = self._by_rank({self.net.target[place] for place in state.marking})
            ids = {node.id for node in waiting}
            if ids & reported:
                continue
            reported |= ids
            self.explained |= self.net.downstream(ids, side_threads=True)
            yield self._standstill(waiting[0], state)

    def _standstill(self, join: Node, state: State) -> Finding:
        missing = dict.fromkeys(self.net.source[p] for p in join.flows if p not in state.marking)
        text = {"element": label(join.element), "missing": self._named(self.net.nodes[i].element for i in missing)}
        if join.is_inclusive_join:
            return error(
                "deadlock",
                _("流程会停在%(element)s：它等待的其他分支也在等它") % text,
                element=join.id,
                hint=_("不要让两个汇合网关互相等待；把其中一个移出循环，或改为排他网关"),
            ).along(state.path)
        return error(
            "deadlock",
            _("流程会停在%(element)s：它要等所有分支到齐，而从%(missing)s来的那一路不会再来") % text,
            element=join.id,
            hint=_("这些分支并非每次都同时进行：分开时是选择，汇合处也用排他网关；要同时进行，就用并行网关分开"),
        ).along(state.path)

    def _piles(self) -> Iterator[Finding]:
        for node_id, state in self.run.growths.items():
            self.explained |= self.net.downstream([node_id], side_threads=True)
            yield error(
                "unbounded-growth",
                _("每循环一次，%(element)s都会多留下一路没有办完的工作，越积越多") % {"element": self._label(node_id)},
                element=node_id,
                hint=_("在回到循环开头之前，用并行网关把分开的各路汇合"),
            ).along(state.path)

    def _endless_loops(self) -> Iterator[Finding]:
        hopeless = self.run.hopeless()
        reported: set[str] = set()
        for state in hopeless:
            path, loop = _round(state)
            nodes = self._by_rank({passed for passed in loop if passed in self.net.nodes})
            if not nodes or reported & {node.id for node in nodes}:
                continue
            reported |= {node.id for node in nodes}
            self.explained |= self.net.downstream((node.id for node in nodes), side_threads=True)
            yield error(
                "livelock",
                _("流程到了%(element)s就再也到不了结束，只会在%(loop)s之间循环")
                % {"element": label(nodes[0].element), "loop": self._named(node.element for node in nodes)},
                element=nodes[0].id,
                hint=_("在循环中加一个排他网关，让流程在满足条件时离开循环"),
            ).along(path)

    def _twice(self, node_id: str, path: tuple[str, ...]) -> Finding:
        return warning(
            "unsynchronised",
            _("%(element)s及其后的步骤可能被执行多次：同时进行的几路在这里没有汇合")
            % {"element": self._label(node_id)},
            element=node_id,
            hint=_("在这里用并行网关汇合各路；如果本来只应走其中一路，就用排他网关分开"),
        ).along(path)

    def _dead(self) -> Iterator[Finding]:
        net = self.net
        dead = {node_id for node_id in net.nodes if node_id not in self.run.passed} - self.explained
        # What comes after something dead is dead for that reason.
        first = [node for node in self._by_rank(dead) if not node.before & dead]
        for node in first or self._by_rank(dead)[:1]:
            before = next((self.run.way_to(b) for b in sorted(node.before) if b in self.run.passed), ())
            yield self._never(node.element).along(before)
        for inner in net.scope.event_subprocesses:
            if not can_begin(self.found, inner):
                yield self._never(inner)

    def _never(self, element: bpmn.Node) -> Finding:
        host = element.host
        text = {"element": label(element), "activity": label(self.net.nodes[host].element) if host else ""}
        is_error = element.trigger == "error"
        if host and not is_error:
            # Nothing is lost but the event: common while steps are still sketched as plain tasks.
            return warning(
                "dead-activity",
                _("%(element)s永远不会发生：%(activity)s一开始就办完了，不会等待") % text,
                element=element.nearest_id,
                hint=_("把它放到需要等待的步骤上，例如用户任务或服务任务"),
            )
        if host:
            message = _("%(element)s永远不会发生：%(activity)s不会抛出它等待的错误") % text
        elif element.is_event_subprocess:
            message = _("%(element)s永远不会执行：没有步骤会抛出它等待的错误") % text
        else:
            message = _("%(element)s永远不会执行：它前面的步骤不会走到这里") % text
        return error("dead-activity", message, element=element.nearest_id, hint=_("改正引出它的步骤，或删除它"))

    def _not_decided(self) -> Finding:
        return info(
            "not-decided",
            _("%(element)s的走法太多，没有能全部走一遍，只检查了其中一部分") % {"element": label(self.net.scope)},
            element=self.net.scope.nearest_id,
            hint=_("减少并行分支和循环，或拆成几个子流程，就能检查全部走法"),
        )

    def _by_rank(self, ids: Iterable[str]) -> list[Node]:
        return sorted((self.net.nodes[i] for i in ids), key=lambda node: node.rank)

    def _label(self, node_id: str) -> str:
        return label(self.net.nodes[node_id].element)

    def _named(self, elements: Iterable[Element]) -> str:
        labels = [label(element) for element in elements]
        return _("、").join(labels[:_SHOWN]) + (_("等") if len(labels) > _SHOWN else "")


def _round(state: State) -> tuple[tuple[str, ...], set[str]]:
    """The way to an endless loop and once around in it, and what lies on the loop."""
    way: list[State] = [state]
    steps: list[tuple[str, ...]] = []
    while True:
        after, path = way[-1].next[0]
        steps.append(path)
        if after in way:
            loop = steps[way.index(after) :]
            return (*state.path, *(i for step in steps for i in step)), {i for step in loop for i in step}
        way.append(after)
