"""The texts in files, and what makes versions of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine import dmn, spiff
from engine.bpmn import Diagram, read, with_flow_ids, xml
from engine.gate import files as arriving
from engine.models import DecisionDefinition, Delivery, Deployment, FormDefinition, ProcessDefinition
from engine.models.definitions import Definition

MODELS: dict[str, type[Definition]] = {
    Delivery.Kind.PROCESS: ProcessDefinition,
    Delivery.Kind.DECISION: DecisionDefinition,
    Delivery.Kind.FORM: FormDefinition,
}


@dataclass(frozen=True)
class Text:
    """What one key gets from a file; `source` is as it is kept."""

    kind: str
    key: str
    name: str
    source: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.source).hexdigest()

    @property
    def newest(self) -> Any:
        """The newest version of the key, or None."""
        return MODELS[self.kind].objects.newest(self.key)


def texts_of(file: str, content: bytes) -> list[Text]:
    """What a file holds, one text for each decision of a table; nothing where it names no key."""
    kind = arriving.kind_of(file)
    if kind == "form":
        key = arriving.form_key(content)
        return [Text(kind, key, _form_name(content) or key, content)] if key else []
    if kind == "decision":
        content = xml.as_utf8(content)
        return [Text(kind, one.id, one.name or one.id, content) for one in dmn.parse_decisions(content)]
    source = with_flow_ids(content)
    diagram = read(source)
    return [Text("process", diagram.key, diagram.name, source)] if diagram.key else []


def _form_name(content: bytes) -> str:
    schema = json.loads(content.decode("utf-8-sig"))
    return str(schema.get("name") or schema.get("title") or "")


@dataclass
class Batch:
    """One deployment in the making."""

    by: Any
    note: str
    is_shipped: bool = False
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

    def add(self, texts: list[Text]) -> None:
        """Forms and tables first: processes are pinned to them."""
        for text in texts:
            if text.kind != "process":
                self._keep(text)
        for text in texts:
            if text.kind == "process":
                self._process(text)
        self._processes_that_use_what_changed()
        for text in texts:
            Delivery.objects.filter(kind=text.kind, key=text.key, digest=text.digest).delete()

    def _process(self, text: Text) -> None:
        newest = text.newest
        pins = _pins(read(text.source))
        if newest is not None and newest.digest == text.digest and _pinned(newest) == pins:
            self.unchanged.append(newest)
            return
        built = spiff.build(text.source)
        definition = ProcessDefinition(
            key=text.key,
            name=text.name,
            source=text.source,
            digest=text.digest,
            is_shipped=self._came(text),
            compiled=built.compiled,
            is_startable=built.is_startable,
            inputs=built.inputs,
            start_messages=list(built.start_messages),
            start_signals=list(built.start_signals),
        )
        self._save_process(definition, newest, pins)

    def _processes_that_use_what_changed(self) -> None:
        keys = {
            definition.key for definition in [*self.new, *self.unchanged] if isinstance(definition, ProcessDefinition)
        }
        for newest in ProcessDefinition.objects.latest_versions().exclude(key__in=keys).order_by("key", "-version"):
            pins = _pins(read(bytes(newest.source)))
            if _pinned(newest) == pins:
                continue
            copied = (
                "key",
                "name",
                "source",
                "digest",
                "is_shipped",
                "compiled",
                "is_startable",
                "inputs",
                "start_messages",
                "start_signals",
            )
            self._save_process(ProcessDefinition(**{name: getattr(newest, name) for name in copied}), newest, pins)

    def _save_process(self, definition: ProcessDefinition, newest: ProcessDefinition | None, pins: Pins) -> None:
        definition.version = newest.version + 1 if newest else 1
        definition.deployment = self._made
        definition.save()
        forms, decisions = pins
        definition.forms.set(forms)
        definition.decisions.set(decisions)
        self.new.append(definition)

    def _keep(self, text: Text) -> None:
        newest = text.newest
        if newest is not None and newest.digest == text.digest:
            self.unchanged.append(newest)
            return
        definition = MODELS[text.kind](
            key=text.key,
            version=newest.version + 1 if newest else 1,
            name=text.name,
            deployment=self._made,
            source=text.source,
            digest=text.digest,
            is_shipped=self._came(text),
        )
        definition.save()
        self.new.append(definition)

    def _came(self, text: Text) -> bool:
        """Whether it is the product's own: delivered now, or offered before and agreed to as it is."""
        offered = Delivery.objects.filter(kind=text.kind, key=text.key, digest=text.digest)
        return self.is_shipped or offered.exists()


Pins = tuple[set[FormDefinition], set[DecisionDefinition]]


def _pins(diagram: Diagram) -> Pins:
    """The newest versions of the forms and decisions that a diagram names."""
    form_keys = {node.settings.form for node in diagram.of_kind("userTask")}
    decision_keys = {node.settings.decision for node in diagram.of_kind("businessRuleTask")}
    forms = FormDefinition.objects.filter(key__in=form_keys).latest_versions()
    decisions = DecisionDefinition.objects.filter(key__in=decision_keys).latest_versions()
    return set(forms), set(decisions)


def _pinned(definition: ProcessDefinition) -> Pins:
    return set(definition.forms.all()), set(definition.decisions.all())
