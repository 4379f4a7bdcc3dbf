"""What a writer takes the stored text to be: the one reading of `If-None-Match: *` and `If-Match`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError

NOTHING = ""


class PreconditionMissing(EngineError):
    """A write that does not say what it continues; expected `If-Match`, or `If-None-Match: *` for the first."""

    message = _("没有说明这次保存接着哪一份草稿，请刷新页面后再保存")
    code = "precondition-required"


class DraftChanged(EngineError):
    """Somebody, or another window, saved meanwhile; `etag` is that of the draft as it is now."""

    message = _("这份草稿已在另一个窗口更新。")
    code = "draft-changed"

    def __init__(self, *, etag: str) -> None:
        super().__init__()
        self.etag = etag


def expected_by(headers: Mapping[str, str]) -> str:
    """The ETag that the writer saw last; `NOTHING` for a first save. `If-Match: *` says nothing of that."""
    if headers.get("If-None-Match", "").strip() == "*":
        return NOTHING
    etag = headers.get("If-Match", "").strip().removeprefix("W/")
    if etag in ("", "*"):
        raise PreconditionMissing
    return etag


def etag_of(content: Any) -> str:
    """By content: two windows that hold the same have nothing to lose to each other."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def check(*, current: str, expected: str, new: str) -> None:
    """Raises DraftChanged. What is there already may come again: its first answer may have been lost."""
    if current not in (expected, new):
        raise DraftChanged(etag=current)
