"""What a change holds: the newest text of each file, what it was made from, and the digest of all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.bpmn import Diagram, read
from engine.errors import EngineError
from engine.gate import files as arriving
from engine.gate.files import file_name
from engine.models import Change, DecisionDefinition, FormDefinition, ProcessDefinition, Revision
from engine.models.definitions import Definition
from engine.versions import MODELS, texts_of


@dataclass(frozen=True)
class Name:
    """A file's name, taken apart."""

    kind: str
    key: str

    @classmethod
    def of(cls, file: str) -> Name | None:
        """None where no file of a change is called so."""
        kind = arriving.kind_of(file)
        key = file.removesuffix(file_name(kind, "")) if kind else ""
        return cls(kind, key) if kind and key and "/" not in key and file == file_name(kind, key) else None

    @property
    def deployed(self) -> Definition | None:
        """The newest version."""
        newest: Definition | None = MODELS[self.kind].objects.newest(self.key)
        return newest

    def at(self, number: int) -> Definition | None:
        """One version."""
        found: Definition | None = MODELS[self.kind].objects.filter(key=self.key, version=number).first()
        return found

    def version(self, number: int | None) -> tuple[int, str]:
        """Number and digest of a version, the newest where none is named; 0 and nothing where there is none."""
        versions = MODELS[self.kind].objects.filter(key=self.key)
        wanted = versions if number is None else versions.filter(version=number)
        return wanted.order_by("-version").values_list("version", "digest").first() or (0, "")


class Contents:
    """The files of a change as they are at this moment; taken out ones are not among them."""

    def __init__(self, change: Change) -> None:
        self.is_settled = change.is_settled
        newest = Revision.objects.filter(change=change).select_related("written_by").order_by("file", "-number")
        self.revisions: dict[str, Revision] = {
            one.file: one for one in newest.distinct("file") if one.source is not None
        }

    @cached_property
    def files(self) -> dict[str, bytes]:
        return {file: bytes(one.source or b"") for file, one in self.revisions.items()}

    @cached_property
    def deployed(self) -> dict[str, str]:
        """The digest of what is in use of each file; empty where there is no version."""
        return {file: deployed_digest(file) for file in self.revisions}

    @cached_property
    def changed(self) -> dict[str, bytes]:
        """Those that are not what is deployed already."""
        return {file: text for file, text in self.files.items() if self.revisions[file].digest != self.deployed[file]}

    @cached_property
    def outdated(self) -> list[str]:
        """Files of which another text was published since they were begun. A version that only took up a new form or
        table has the same text."""
        if self.is_settled:
            return []
        return [file for file in self.changed if self.revisions[file].base_digest != self.deployed[file]]

    @cached_property
    def digest(self) -> str:
        """Of all texts, what they were made from, and the versions of everything else that they will run with: whatever
        was found out or agreed to is true of this and of nothing else."""
        texts = sorted((file, one.digest, one.base_digest) for file, one in self.revisions.items())
        return hashlib.sha256(json.dumps([texts, sorted(ground(self.files))]).encode()).hexdigest()

    def holds(self, digest: str) -> bool:
        """Whether what was found out about that digest is true of these texts; once they are settled it stays so."""
        return self.is_settled or digest == self.digest


def kept_digest(file: str, source: bytes) -> str:
    """That of the text which a deployment would keep; of the text itself where none could."""
    found = _texts(file, source)
    return str(found[0].digest) if found else hashlib.sha256(source).hexdigest()


def title_of(file: str, source: bytes) -> str:
    """The name that a text gives itself, for people; its file's where it has none."""
    found = _texts(file, source)
    return str(found[0].name) if found and found[0].name else file


def deployed_digest(file: str) -> str:
    """Empty where there is no version."""
    name = Name.of(file)
    return name.version(None)[1] if name else ""


def ground(files: Mapping[str, bytes]) -> set[tuple[str, str, int]]:
    """Kind, key and version of what the files use, or are used by, without holding it."""
    held = {(text.kind, text.key) for file, source in files.items() for text in _texts(file, source)}
    wanted = {one for diagram in _diagrams(files) for one in used_by(diagram)}
    wanted |= {("process", key) for key in users_of(held)}
    return {
        (kind, found.key, found.version)
        for kind, model in MODELS.items()
        for found in _newest(model, {key for of, key in wanted - held if of == kind})
    }


def used_by(diagram: Diagram) -> set[tuple[str, str]]:
    """Kind and key of the forms, tables and processes that a diagram names."""
    forms = {("form", node.settings.form) for node in diagram.of_kind("userTask")}
    tables = {("decision", node.settings.decision) for node in diagram.of_kind("businessRuleTask")}
    called = {("process", node.settings.process) for node in diagram.of_kind("callActivity")}
    return {(kind, key) for kind, key in forms | tables | called if key}


def users_of(held: Iterable[tuple[str, str]]) -> set[str]:
    """Processes whose newest version runs with a form or table of these."""
    forms = {key for kind, key in held if kind == "form"}
    tables = {key for kind, key in held if kind == "decision"}
    newest = ProcessDefinition.objects.filter(pk__in=ProcessDefinition.objects.latest_versions().values("pk"))
    with_form = newest.filter(forms__in=FormDefinition.objects.filter(key__in=forms))
    with_table = newest.filter(decisions__in=DecisionDefinition.objects.filter(key__in=tables))
    return {*with_form.values_list("key", flat=True), *with_table.values_list("key", flat=True)}


def _newest(model: Any, keys: set[str]) -> Any:
    return model.objects.filter(key__in=keys).latest_versions().only("key", "version") if keys else ()


def _diagrams(files: Mapping[str, bytes]) -> Iterator[Diagram]:
    for file, source in files.items():
        if arriving.kind_of(file) == "process":
            yield read(source)


def _texts(file: str, source: bytes) -> list[Any]:
    try:
        return texts_of(file, source)
    except (EngineError, ValueError):  # what is wrong with it is the check's to say
        return []
