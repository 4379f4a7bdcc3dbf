"""Things of the scheme that go from one status to the next, only along the ways that their model declares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class NoWay(EngineError):
    """Nothing leads from the status that the row has to the one that is wanted."""

    code = "no-such-way"
    message = _("“%(what)s”的状态是“%(status)s”，不能变为“%(wanted)s”")


class Moving(models.Model):
    """A model with a `status`. `WAYS`: what may follow each status; one that is not there is an end."""

    Status: ClassVar[type[models.TextChoices]]
    WAYS: ClassVar[Mapping[str, Collection[str]]]
    status: Any

    class Meta:
        abstract = True

    def may_become(self, status: str) -> bool:
        """Staying is always allowed: what is done twice does no harm."""
        return status in (self.status, *self.WAYS.get(self.status, ()))

    @transaction.atomic
    def move(self, status: str, **fields: Any) -> None:
        """Take a new status, and other fields with it. Raises `NoWay`, and then nothing has changed.

        Judged by the row under its lock, whatever this object remembers.
        """
        self.status = type(self)._base_manager.select_for_update(no_key=True).get(pk=self.pk).status
        if not self.may_become(status):
            now, wanted = self.Status(self.status), self.Status(status)
            raise NoWay(what=str(self), status=str(now.label), wanted=str(wanted.label))
        changed = {"status": status, **fields}
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=list(changed))
