"""Deployment: the act that turns files into versions that never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from engine import dmn, spiff
from engine.errors import EngineError
from engine.gate import files as arriving
from engine.gate import xml
from engine.gate.check import check as check_files
from engine.gate.diagram import Diagram
from engine.gate.findings import Finding, has_errors
from engine.gate.flow_ids import with_flow_ids
from engine.models import DecisionDefinition, Deployment, FormDefinition, ProcessDefinition
from engine.models.definitions import Definition

# Any fixed number: every deployment takes the same advisory lock.
_LOCK = 0x0E_9D_E9_10


class DeploymentRefused(EngineError):
    """The gate found errors: `findings`, worst first. Nothing was kept."""

    message = _("检查没有通过，没有部署任何内容")
    code = "deployment-refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__()
        self.findings = list(findings)


class FolderNotFound(EngineError):
    message = _("找不到文件或文件夹“%(path)s”")
    code = "folder-not-found"


@dataclass
class Outcome:
    """What a deployment changed. `deployment` is an earlier one when nothing was new."""

    deployment: Deployment
    new: list[Definition] = field(default_factory=list)
    unchanged: list[Definition] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check(files: Mapping[str, bytes]) -> list[Finding]:
    """What `deploy` would say; keeps nothing."""
    return check_files(files)


def deploy(files: Mapping[str, bytes], *, by: Any = None, note: str = "") -> Deployment:
    """Make a version of all that is new in `files`; DeploymentRefused when the gate finds an error."""
    return publish(files, by=by, note=note).deployment


def publish(files: Mapping[str, bytes], *, by: Any = None, note: str = "") -> Outcome:
    """`deploy`, with the list of what became which version.

    Content that did not change makes no version. A changed form or decision makes a version of each deployed
    process that uses it, because processes are pinned to the versions they were deployed with.
    """
    with transaction.atomic():
        _one_at_a_time()
        findings = check_files(files)
        if has_errors(findings):
            raise DeploymentRefused(findings)
        batch = _Batch(by=by, note=note)
        for name, content in files.items():
            if arriving.kind_of(name) == "form":
                batch.form(content)
            elif arriving.kind_of(name) == "decision":
                batch.decisions(content)
        for name, content in files.items():
            if arriving.kind_of(name) == "process":
                batch.process(content)
        batch.processes_that_use_what_changed()
        return Outcome(batch.deployment, batch.new, batch.unchanged, findings)


def read_folders(paths: Iterable[Path]) -> dict[str, bytes]:
    """All diagrams, tables and forms below the paths (files or folders), by name relative to the path."""
    files: dict[str, bytes] = {}
    for path in paths:
        if not path.exists():
            raise FolderNotFound(path=path)
        found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in found:
            if arriving.kind_of(file.name) is not None or not path.is_dir():
                files[(file.relative_to(path.parent) if path.is_dir() else Path(file.name)).as_posix()] = (
                    file.read_bytes()
                )
    return files


def deploy_folder(path: Path, *, by: Any = None, note: str = "") -> Outcome:
    """Everything below `path` as one deployment, so that processes may call each other in any order."""
    return publish(read_folders([path]), by=by, note=note)


def _one_at_a_time() -> None:
    """Two deployments at once would count the same next version; the second waits for the first to commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class _Batch:
    by: Any
    note: str
    new: list[Definition] = field(default_factory=list)
    unchanged: list[Definition] = field(default_factory=list)

    @cached_property
    def _made(self) -> Deployment:
        return Deployment.objects.create(created_by=self.by, note=self.note)

    @property
    def deployment(self) -> Deployment:
        """The new one, or the latest that holds a part of what was given when nothing is new."""
        if self.new:
            return self._made
        return max((definition.deployment for definition in self.unchanged), key=lambda one: one.pk)

    def form(self, content: bytes) -> None:
        schema = json.loads(content.decode("utf-8-sig"))
        name = schema.get("name") or schema.get("title") or schema["id"]
        self._keep(FormDefinition, key=schema["id"], name=str(name), content=content)

    def decisions(self, content: bytes) -> None:
        content = xml.as_utf8(content)
        for decision in dmn.parse_decisions(content):
            self._keep(DecisionDefinition, key=decision.id, name=decision.name or decision.id, content=content)

    def process(self, content: bytes) -> None:
        source = with_flow_ids(content)
        diagram = Diagram("", xml.parse(source))
        newest = ProcessDefinition.objects.newest(diagram.key)
        forms, decisions = _pins(diagram)
        if newest is not None and newest.digest == _digest(source) and _pinned(newest) == (forms, decisions):
            self.unchanged.append(newest)
            return
        built = spiff.build(source)
        definition = ProcessDefinition(
            key=diagram.key,
            name=diagram.name,
            source=source,
            digest=_digest(source),
            compiled=built.compiled,
            is_startable=built.is_startable,
            start_messages=list(built.start_messages),
            start_signals=list(built.start_signals),
        )
        self._save_process(definition, newest, forms, decisions)

    def processes_that_use_what_changed(self) -> None:
        keys = {
            definition.key for definition in [*self.new, *self.unchanged] if isinstance(definition, ProcessDefinition)
        }
        for newest in ProcessDefinition.objects.latest_versions().exclude(key__in=keys).order_by("key", "-version"):
            forms, decisions = _pins(Diagram("", xml.parse(bytes(newest.source))))
            if _pinned(newest) == (forms, decisions):
                continue
            copied = (
                "key",
                "name",
                "source",
                "digest",
                "compiled",
                "is_startable",
                "start_messages",
                "start_signals",
            )
            definition = ProcessDefinition(**{name: getattr(newest, name) for name in copied})
            self._save_process(definition, newest, forms, decisions)

    def _save_process(
        self,
        definition: ProcessDefinition,
        newest: ProcessDefinition | None,
        forms: set[FormDefinition],
        decisions: set[DecisionDefinition],
    ) -> None:
        definition.version = newest.version + 1 if newest else 1
        definition.deployment = self._made
        definition.save()
        definition.forms.set(forms)
        definition.decisions.set(decisions)
        self.new.append(definition)

    def _keep(
        self, model: type[FormDefinition] | type[DecisionDefinition], *, key: str, name: str, content: bytes
    ) -> None:
        newest, digest = model.objects.newest(key), _digest(content)
        if newest is not None and newest.digest == digest:
            self.unchanged.append(newest)
            return
        version = newest.version + 1 if newest else 1
        self.new.append(
            model.objects.create(
                key=key, version=version, name=name, deployment=self._made, source=content, digest=digest
            )
        )


def _pins(diagram: Diagram) -> tuple[set[FormDefinition], set[DecisionDefinition]]:
    """The newest versions of the forms and decisions that a diagram names."""
    form_keys = {key for _node, key in diagram.used_forms()}
    decision_keys = {key for _node, key in diagram.used_decisions()}
    forms = FormDefinition.objects.filter(key__in=form_keys).latest_versions()
    decisions = DecisionDefinition.objects.filter(key__in=decision_keys).latest_versions()
    return set(forms), set(decisions)


def _pinned(definition: ProcessDefinition) -> tuple[set[FormDefinition], set[DecisionDefinition]]:
    return set(definition.forms.all()), set(definition.decisions.all())
