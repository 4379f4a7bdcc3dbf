"""What every error of the engine is."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EngineError(Exception):
    """Base of every error that the engine raises on purpose.

    `message` may hold `%(name)s` places, filled from the keyword arguments; `str(error)` is the sentence in
    the active language.
    """

    message: ClassVar[str | Promise] = _("操作无法完成")
    code: ClassVar[str] = "engine-error"

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        sentence = str(self.message)
        return sentence % self.params if self.params else sentence

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.params!r})"
