"""Who is in which candidate group: the table that rights and lists join."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet

# The group of one person: `user:<username>`.
ONE_PERSON = "user:"


class MembershipQuerySet(models.QuerySet):
    def names_of(self, user: Any) -> QuerySet[Any, str]:
        """The groups of a person, that of this one person among them; lazy, so that a list can join it."""
        return self.filter(user=user.pk).values_list("group", flat=True)

    def members_of(self, *groups: str) -> QuerySet[Any]:
        """The active people who are in one of these, each once."""
        members = self.filter(group__in=groups).values("user")
        return get_user_model()._default_manager.filter(is_active=True, pk__in=members)


class Membership(models.Model):
    """A person is in a candidate group. The scheme says who is (`hooks.memberships`); `runtime.look_again` keeps
    these rows equal to that, in the transaction that changes it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.CharField(max_length=200)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="once_in_a_group")]
        indexes = [models.Index(fields=["group", "user"], name="members_of_group")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group}"
