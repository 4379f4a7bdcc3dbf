"""Files as they arrive: what each one is, by its name, and whether it may come in at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from engine.bounds import in_force
from engine.gate.findings import Finding, error

Kind = Literal["process", "decision", "form"]

# Longer endings first: `.form.json` is a form, other `.json` files are nothing of ours.
_ENDINGS: tuple[tuple[str, Kind], ...] = (
    (".bpmn", "process"),
    (".dmn", "decision"),
    (".form.json", "form"),
    (".form", "form"),
)
_LONGEST_NAME = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")


@dataclass(frozen=True)
class Limits:
    """Bounds of one deployment; `settings.OTOP_DEPLOYMENT_LIMITS` overrides them by name."""

    files: int = 200
    file_bytes: int = 2 * 1024 * 1024
    total_bytes: int = 16 * 1024 * 1024
    nodes: int = 500  # events, activities and gateways of one diagram
    flows: int = 1000  # sequence flows of one diagram
    parts: int = 10_000  # XML elements of one diagram, without its drawing
    findings: int = 200  # listed; the rest is counted
    seconds: float = 8.0  # processor time for checking all that was uploaded
    file_seconds: float = 2.5  # and for one of its files


def limits() -> Limits:
    return in_force(Limits, "OTOP_DEPLOYMENT_LIMITS")


def kind_of(name: str) -> Kind | None:
    lowered = name.lower()
    return next((kind for ending, kind in _ENDINGS if lowered.endswith(ending)), None)


def admissible(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Names, kinds and sizes; nothing is parsed yet."""
    allowed = limits()
    if not files:
        yield error("no-files", _("没有要部署的文件"), hint=_("选择 .bpmn、.dmn 或 .form.json 文件"))
    if len(files) > allowed.files:
        text = _("一次最多部署 %(limit)d 个文件") % {"limit": allowed.files}
        yield error("too-many-files", text, hint=_("分几次部署"))
    if sum(map(len, files.values())) > allowed.total_bytes:
        yield error(
            "files-too-large",
            _("文件合计不能超过 %(limit)d KB") % {"limit": allowed.total_bytes // 1024},
            hint=_("分几次部署"),
        )
    for name, content in files.items():
        yield from _one(name, content, allowed)


def _one(name: str, content: bytes, allowed: Limits) -> Iterator[Finding]:
    parts = name.split("/")
    if not name or len(name) > _LONGEST_NAME or _UNSAFE.search(name) or {"", ".", ".."} & set(parts):
        shown = _UNSAFE.sub("?", name)[:60]
        yield error(
            "file-name",
            _("文件名“%(name)s”不合规定") % {"name": shown},
            file=shown,
            hint=_('不超过 %(limit)d 个字符，不用 \\ : * ? " < > | 和“..”') % {"limit": _LONGEST_NAME},
        )
        return
    if kind_of(name) is None:
        yield error(
            "file-kind",
            _("不认识的文件“%(name)s”") % {"name": name},
            file=name,
            hint=_("可以部署 .bpmn、.dmn 和 .form.json 文件"),
        )
    if not content.strip():
        yield error("file-empty", _("文件“%(name)s”是空的") % {"name": name}, file=name, hint=_("重新保存后再部署"))
    if len(content) > allowed.file_bytes:
        yield error(
            "file-too-large",
            _("文件“%(name)s”超过 %(limit)d KB") % {"name": name, "limit": allowed.file_bytes // 1024},
            file=name,
            hint=_("拆成几个流程，用调用活动连接"),
        )


def file_name(kind: str, key: str) -> str:
    """What the file of a key is called."""
    return key + next(ending for ending, own in _ENDINGS if own == kind)


def form_key(content: bytes) -> str:
    """The `id` of a form-js schema; empty when the file is not one."""
    key = (_schema(content) or {}).get("id")
    return key if isinstance(key, str) else ""


def is_schema(content: bytes) -> bool:
    """Whether it is a JSON object at all."""
    return _schema(content) is not None


def _schema(content: bytes) -> dict[str, object] | None:
    try:
        schema = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return schema if isinstance(schema, dict) else None
