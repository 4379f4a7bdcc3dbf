"""What managers are told of a change: the others that it waits for one of them, its authors what was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from engine.models import ChangeEvent
from portal.accounts.models import User
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify

_WAITS = gettext_lazy("变更单“%(title)s”等待复核")
_TELLS: dict[str, Promise] = {
    ChangeEvent.Kind.SENT_BACK: gettext_lazy("变更单“%(title)s”被退回修改：%(comment)s"),
    ChangeEvent.Kind.PUBLISHED: gettext_lazy("变更单“%(title)s”已发布"),
    ChangeEvent.Kind.NOT_PUBLISHED: gettext_lazy("变更单“%(title)s”到时间没有发布：%(comment)s"),
}


def event_happened(sender: Any, instance: ChangeEvent, created: bool, **_more: Any) -> None:
    """Connected to what is kept of changes."""
    with override(settings.LANGUAGE_CODE):
        change, url = instance.change, reverse("workbench:change", args=[instance.change_id])
        told = {"title": change.title, "comment": instance.comment}
        authors = change.authors.all()
        if instance.kind == ChangeEvent.Kind.SUBMITTED:
            others = _approvers().exclude(pk__in=authors.values("pk"))
            notify(text=str(_WAITS) % told, url=url, users=others, kind=Kind.TASKS)
        elif instance.kind in _TELLS:
            notify(text=str(_TELLS[instance.kind]) % told, url=url, users=authors, kind=Kind.PROGRESS)


def _approvers() -> Any:
    """Whoever may approve by a role or alone; superusers have other work."""
    allowed = Permission.objects.filter(content_type__app_label="engine", codename="approve_change")
    by_role = Q(groups__permissions__in=allowed)
    return User.objects.filter(by_role | Q(user_permissions__in=allowed), is_active=True).distinct()
