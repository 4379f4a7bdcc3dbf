"""Deployment: the act that turns files into versions that never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError
from engine.gate import files as arriving
from engine.gate.check import check as check_files
from engine.gate.findings import Finding, has_errors
from engine.models import Deployment
from engine.models.definitions import Definition
from engine.versions import Batch, texts_of

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


def check(files: Mapping[str, bytes], *, keys: Mapping[str, str] | None = None) -> list[Finding]:
    """What `publish` would say; keeps nothing."""
    return check_files(files, keys=keys)


def deploy(files: Mapping[str, bytes], *, by: Any = None, note: str = "") -> Deployment:
    """Make a version of all that is new in `files`; DeploymentRefused when the gate finds an error."""
    return publish(files, by=by, note=note).deployment


def publish(
    files: Mapping[str, bytes],
    *,
    by: Any = None,
    note: str = "",
    is_shipped: bool = False,
    keys: Mapping[str, str] | None = None,
) -> Outcome:
    """`deploy`, with the list of what became which version.

    `is_shipped`: the texts are the product's own, so that its next delivery may take their place. `keys`: by file,
    the key that is being changed; a file with another one is refused.
    Content that did not change makes no version. A changed form or decision makes a version of each deployed
    process that uses it, because processes are pinned to the versions they were deployed with.
    """
    with transaction.atomic():
        one_at_a_time()
        findings = check_files(files, keys=keys)
        if has_errors(findings):
            raise DeploymentRefused(findings)
        return made_of(files, findings, Batch(by=by, note=note, is_shipped=is_shipped))


def made_of(files: Mapping[str, bytes], findings: list[Finding], batch: Batch) -> Outcome:
    """The versions that checked files become."""
    batch.add([text for name, content in files.items() for text in texts_of(name, content)])
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


def one_at_a_time() -> None:
    """Two deployments at once would count the same next version; the second waits for the first to commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
